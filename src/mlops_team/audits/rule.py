"""Rules: what one is, how a rule is picked by its name, and one run of them over a team's facts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from mlops_team.audits.coverage import Coverage
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Team, Waiver
from mlops_team.model import AppliedWaiver, Finding, Path, Place, Severity, Source, Subject, order
from mlops_team.text import did_you_mean, quoted

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

# What keeps a file from being audited: by code, as rules have.
INPUT_RULES = {
    "MT001": "unreadable-file",
    "MT002": "invalid-yaml",
    "MT003": "invalid-team",
    "MT004": "unknown-name",
    "MT005": "duplicate-key",
    "MT006": "duplicate-member",
}


@cache
def _sha256() -> Callable[[bytes], "Hash"]:
    # hashlib loads OpenSSL, which takes longer than the audit of a file; random.py goes round it in the same way.
    # The first is there from Python 3.12 on, the second before, and either may be left out of a build.
    name = next(filter(find_spec, ("_sha2", "_sha256", "hashlib")))
    return import_module(name).sha256  # type: ignore[no-any-return]


class Load(NamedTuple):
    """What a person gives to all teams of a run, in shares of full time, and in which files."""

    allocation: Fraction
    files: tuple[str, ...]


class Facts(NamedTuple):
    """What rules look at."""

    team: Team
    catalog: Catalog
    as_of: date
    coverage: Coverage
    loads: Mapping[str, Load]  # member -> what they give to all audited teams, when that is more than full time
    extra_skills: frozenset[str]  # known to this organisation, though not to the catalog
    rules: tuple["Rule", ...]  # those that are switched on
    used_waivers: frozenset[Path] = frozenset()  # where those stand that cover a finding


class Hit(NamedTuple):
    """A rule not met, as the rule sees it; the run adds the rest."""

    message: str
    hint: str
    path: Path
    subject: Subject = Subject()
    data: Mapping[str, object] = {}
    severity: Severity | None = None  # where it differs from the rule's


Check = Callable[[Facts], Iterator[Hit]]


class Rule(NamedTuple):
    """One rule; its docstring is what `explain` and the documentation print."""

    code: str
    name: str
    severity: Severity
    source: Source
    fields: tuple[str, ...]  # of its findings' subject
    check: Check

    @property
    def summary(self) -> str:
        """What a finding is about, in one line."""
        return self._section(0)

    @property
    def why(self) -> str:
        """Why it matters."""
        return self._section(1).removeprefix("Why: ")

    @property
    def fix(self) -> str:
        """How to mend it."""
        return self._section(2).removeprefix("Fix: ")

    @property
    def example(self) -> str:
        """An excerpt of a team file that the rule speaks of, and what it says, as a comment below."""
        import inspect

        return inspect.cleandoc((self.check.__doc__ or "").partition("Example:\n")[2])

    def _section(self, index: int) -> str:
        paragraphs = re.split(r"\n\s*\n", (self.check.__doc__ or "").strip())
        return " ".join(paragraphs[index].split())


def rule(code: str, name: str, severity: Severity, source: Source, *fields: str) -> Callable[[Check], Rule]:
    """Make a rule of a generator function that yields a Hit for each finding."""
    return lambda check: Rule(code, name, severity, source, fields, check)


def pick(selectors: Iterable[str], rules: Iterable[Rule]) -> frozenset[str]:
    """Return the codes of the rules that a code, a name or a prefix such as MT2 stands for.

    Raises:
        ConfigError: A selector that stands for no rule.
    """
    known = list(rules)
    codes: set[str] = set()
    for selector in selectors:
        found = {one.code for one in known if selector == one.name or _is_prefix(selector, one.code)}
        if not found:
            raise ConfigError(f"unknown rule {quoted(selector)}", _hint(selector, known))
        codes |= found
    return frozenset(codes)


def _is_prefix(selector: str, code: str) -> bool:
    return re.fullmatch(r"MT[0-9]{0,3}", selector) is not None and code.startswith(selector)


def _hint(selector: str, rules: list[Rule]) -> str:
    if selector.upper().startswith("MT0"):
        return "MT001 to MT006 say that a file cannot be audited, and always apply"
    names = [one.code if selector.upper().startswith("MT") else one.name for one in rules]
    return did_you_mean(selector, names, "rules")


def share(amount: Fraction | Decimal) -> str:
    """Return a share of full time as people write it: 0.35."""
    return f"{float(amount):.4g}"


def run(
    facts: Facts,
    rules: Iterable[Rule],
    severities: Mapping[str, Severity],
    place: Callable[[Path], Place],
    stamp: "Stamp",
) -> tuple[Finding, ...]:
    """Return what these rules find in a team, in the order of the file.

    Args:
        facts: What the rules look at.
        rules: The rules that are switched on.
        severities: Code -> severity, where it is not the rule's own.
        place: Tells where in the file a path stands.
        stamp: Makes the fingerprints; the same one for all runs over a file.
    """
    found = [(place(hit.path), rule, hit) for rule in rules for hit in rule.check(facts)]
    found.sort(key=lambda one: order(one[0], one[1].code, one[2].subject))
    return tuple(
        Finding(
            rule.code,
            rule.name,
            severities.get(rule.code) or hit.severity or rule.severity,
            hit.message,
            hit.hint,
            rule.source,
            hit.subject,
            hit.data,
            where,
            stamp(rule.code, hit.subject),
            stamp.shown,
        )
        for where, rule, hit in found
    )


class Stamp:
    """Makes the fingerprints of one file's findings: what stays the same when lines move.

    Args:
        identity: What stands for the file: its path from the repository's root.
    """

    def __init__(self, identity: str) -> None:
        self.identity = self.shown = identity  # the second where names are to be hidden: without them
        self.seen: dict[tuple[str, Subject], int] = {}

    def __call__(self, code: str, subject: Subject) -> str:
        """Return the fingerprint of the next finding of this code and subject: of them, the file, and an ordinal."""
        key = (code, subject)
        number = self.seen[key] = self.seen.get(key, 0) + 1
        role, member, skill = subject
        text = f"{code}\0{role or ''}\0{member or ''}\0{skill or ''}\0{self.identity}\0{number}"
        return _sha256()(text.encode(errors="surrogatepass")).hexdigest()[:32]


def waived(
    findings: Iterable[Finding], waivers: Iterable[Waiver], as_of: date
) -> tuple[list[Finding], frozenset[Path]]:
    """Return the findings, the covered ones with their waiver, and where the waivers stand that cover one.

    A waiver is in force up to and including its last day; all that it names must match.
    """
    in_force: dict[tuple[str, Subject], list[tuple[int, Waiver]]] = {}
    for number, waiver in enumerate(waivers):
        if as_of <= waiver.expires:
            in_force.setdefault((waiver.code, waiver.subject), []).append((number, waiver))
    used: set[Path] = set()
    stamped = []
    for finding in findings:
        covering = _covering(finding, in_force) if in_force else []
        used.update(waiver.path for waiver in covering)
        if covering:
            first = covering[0]
            finding = finding._replace(waiver=AppliedWaiver(first.reason, first.expires, first.approved_by))  # noqa: PLW2901
        stamped.append(finding)
    return stamped, frozenset(used)


def _covering(finding: Finding, waivers: Mapping[tuple[str, Subject], list[tuple[int, Waiver]]]) -> list[Waiver]:
    """Return the waivers that cover a finding, in the order of the file: each names some of its subject, or nothing."""
    role, member, skill = finding.subject
    other = finding.data.get("with")
    named = product(
        {None, role, other if isinstance(other, str) else None}, {None, member}, {None, skill}
    )  # MT504 has two roles
    found = [one for subject in named for one in waivers.get((finding.code, Subject(*subject)), ())]
    return [waiver for _, waiver in sorted(found, key=lambda one: one[0])]
