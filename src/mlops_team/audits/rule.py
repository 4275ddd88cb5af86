"""What a rule is, how rules are selected, and how their hits become findings."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Generic, NamedTuple, TypeVar

from mlops_team.audits.coverage import Coverage
from mlops_team.audits.fingerprint import Fingerprints
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.team import Team
from mlops_team.model import Finding, Location, Pointer, Severity, Source, Subject, order
from mlops_team.text import did_you_mean, folded, quoted

F_contra = TypeVar("F_contra", contravariant=True)


class Facts(NamedTuple):
    """What rules about a single team look at."""

    team: Team
    catalog: Catalog
    as_of: date
    coverage: Coverage
    extra_skills: frozenset[str] = frozenset()  # skills that the organisation uses and the catalog does not have
    overbooked: frozenset[str] = frozenset()  # names of members who are promised to teams beyond full time


class Hit(NamedTuple):
    """A rule that is not met, as the rule sees it; `findings_of` adds the rest."""

    message: str
    hint: str
    pointer: Pointer
    subject: Subject = Subject()
    data: Mapping[str, object] = {}
    severity: Severity | None = None  # where it differs from the rule's
    detail: str = ""  # the end of the message, see Finding
    entry: str = ""  # the text of the entry that it is about
    gain: Fraction = Fraction()  # by how much the team's coverage would rise if this finding alone were fixed
    weight: Fraction = Fraction(1)  # how bad it is


class Rule(NamedTuple, Generic[F_contra]):
    """A rule; its docstring is what `explain` and the documentation print."""

    code: str
    name: str
    severity: Severity
    source: Source
    fields: tuple[str, ...]  # of its findings' subject
    waivable: bool
    check: Callable[[F_contra], Iterator[Hit]]
    follows: tuple[str, ...] = ()  # codes of the worse findings of which this is what is left; see `smaller`
    role: str | None = None  # that the worse findings were about, where no finding of this rule names a role

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
        """How to fix it."""
        return self._section(2).removeprefix("Fix: ")

    @property
    def example(self) -> str:
        """An excerpt of a team file that the rule reports, and the message as a comment below."""
        import inspect

        return inspect.cleandoc((self.check.__doc__ or "").partition("Example:\n")[2])

    def _section(self, index: int) -> str:
        paragraphs = re.split(r"\n\s*\n", (self.check.__doc__ or "").strip())
        return " ".join(paragraphs[index].split())

    def __reduce__(self) -> tuple[Callable[[str, str], "Rule[Any]"], tuple[str, str]]:
        """Pickle by name: the function cannot be pickled, because the rule has its name."""
        return _named, (self.check.__module__, self.check.__name__)


def _named(module: str, name: str) -> Rule[Any]:
    rule: Rule[Any] = getattr(import_module(module), name)
    return rule


def rule(  # noqa: PLR0913 - as a rule has properties
    code: str,
    name: str,
    severity: Severity,
    source: Source,
    *fields: str,
    waivable: bool = True,
    follows: tuple[str, ...] = (),
    role: str | None = None,
) -> Callable[[Callable[[F_contra], Iterator[Hit]]], Rule[F_contra]]:
    """Make a rule of a generator function that yields a Hit for each finding; the parameters are those of `Rule`."""
    return lambda check: Rule(code, name, severity, source, fields, waivable, check, follows, role)


def pick(selectors: Iterable[str], rules: Iterable[Rule[Any]]) -> frozenset[str]:
    """Return the codes of the rules that a code, a name or a prefix such as MT2 selects.

    Raises:
        ConfigError: A selector that selects no rule.
    """
    candidates = list(rules)
    codes: set[str] = set()
    for selector in selectors:
        selected = {rule.code for rule in candidates if selector == rule.name or _is_prefix(selector, rule.code)}
        if not selected:
            raise ConfigError(f"unknown rule {quoted(selector)}", _hint(selector, candidates))
        codes |= selected
    return frozenset(codes)


def _is_prefix(selector: str, code: str) -> bool:
    return re.fullmatch(r"MT[0-9]{0,3}", selector) is not None and code.startswith(selector)


def _hint(selector: str, rules: list[Rule[Any]]) -> str:
    if selector.upper().startswith("MT0"):
        return "MT001 to MT006 say that a file cannot be audited, and always apply"
    names = [rule.code if selector.upper().startswith("MT") else rule.name for rule in rules]
    return did_you_mean(selector, names, "rules")


def rule_named(name: str, rules: Iterable[Rule[Any]]) -> Rule[Any] | None:
    """Return the rule of that code or name, ignoring case, hyphens and underscores, or None."""
    wanted = folded(name)
    return next((rule for rule in rules if wanted in (folded(rule.code), folded(rule.name))), None)


class FindingContext(NamedTuple):
    """What turns the hits of a file's rules into findings."""

    location: Callable[[Pointer], Location]  # of the value at a pointer in the file
    repo_path: str  # as the finding shows it
    fingerprints: Fingerprints
    severities: Mapping[str, Severity] = {}  # code -> severity, where it is not the rule's own
    unredacted: "Unredacted | None" = None  # where pseudonyms have replaced names


class Unredacted(NamedTuple):
    """What gives a redacted finding the fingerprint that it has without redaction, as baselines need it."""

    fingerprints: Fingerprints
    names: Mapping[str, str]  # pseudonym -> name
    entries: Mapping[Pointer, str]  # pointer to an entry -> its text

    def fingerprint(self, code: str, hit: Hit) -> str:
        """Return the fingerprint of a hit with the names that the file has."""
        role, member, skill = hit.subject
        subject = Subject(role, member and self.names.get(member, member), skill)
        pointers = (hit.pointer[:2], hit.pointer[:3])
        entry = next((self.entries[pointer] for pointer in pointers if pointer in self.entries), hit.entry)
        return self.fingerprints.next(code, subject, entry if hit.entry else "")[1]


def findings_of(rules: Iterable[Rule[F_contra]], facts: F_contra, context: FindingContext) -> list[Finding]:
    """Return what these rules find in a file, in the order of the file.

    Args:
        rules: The rules that are switched on.
        facts: What the rules look at.
        context: What turns their hits into findings.
    """
    location = cache(context.location)  # many findings are about the same entry, such as the list of members
    hits = [(location(hit.pointer), rule, hit) for rule in rules for hit in rule.check(facts)]
    hits.sort(key=lambda row: order(row[0], row[1].code, row[2].subject))
    return [_finding(rule, hit, location, context) for location, rule, hit in hits]


@lru_cache(maxsize=5_000)  # many teams have the same gaps: a run over 10,000 files takes a quarter less memory
def _shared(text: str) -> str:
    """Return the first of all equal texts."""
    return text


def _finding(rule: Rule[Any], hit: Hit, location: Location, context: FindingContext) -> Finding:
    ordinal, fingerprint = context.fingerprints.next(rule.code, hit.subject, hit.entry)
    unredacted = context.unredacted
    return Finding(
        rule.code,
        rule.name,
        context.severities.get(rule.code) or hit.severity or rule.severity,
        _shared(hit.message),
        _shared(hit.hint),
        rule.source,
        hit.subject,
        hit.data,
        location,
        _shared(hit.detail),
        hit.entry,
        hit.gain,
        hit.weight,
        ordinal,
        fingerprint,
        unredacted.fingerprint(rule.code, hit) if unredacted else fingerprint,
        context.repo_path,
    )
