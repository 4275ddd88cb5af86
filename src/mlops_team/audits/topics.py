"""What can be explained: every rule, and the errors that keep a file from being audited."""

from collections.abc import Mapping
from typing import NamedTuple

from mlops_team.audits.rules import RULES
from mlops_team.model import Severity, Source
from mlops_team.text import folded


class Topic(NamedTuple):
    """A rule or an input error, in words."""

    code: str
    name: str
    severity: Severity
    source: Source
    fields: tuple[str, ...]  # of the subject that a waiver names
    waivable: bool
    summary: str
    why: str
    fix: str
    example: str


class _Words(NamedTuple):
    summary: str
    why: str
    fix: str
    example: str


_INPUT_ERRORS = {
    "MT001": _Words(
        "A file that is not there, cannot be opened, or is no regular file; or a folder without team files.",
        "a team whose file was not read would otherwise pass for one without gaps.",
        "check the path and the rights; start a file with `mlops-team init`.",
        "$ mlops-team audit no-such-team.yaml\n# MT001: there is no such file",
    ),
    "MT002": _Words(
        "A file that is not YAML, or goes past the limits of what is read.",
        "what cannot be taken apart cannot be judged. Only UTF-8, one document and the core tags are read, of at most"
        " 8 MiB, 64 levels and 200,000 nodes, so that no file can stall a build.",
        "mend the place that is named; an editor that knows YAML shows it too.",
        "team: Fraud detection\nmembers: [Bo Lind\n# MT002: a list in brackets is not closed (it starts in line 2)",
    ),
    "MT003": _Words(
        "A file that is YAML, but no team: an unknown or missing key, a value of the wrong kind, an impossible date.",
        "a misspelt key is a fact that goes unheard, and the audit would be about another team.",
        "write what is expected there; `mlops-team schema team` is the whole form, for editors as well.",
        "team: Fraud detection\nmembers:\n  - {name: Bo Lind, alocation: 0.5}\n"
        '# MT003: Bo Lind: unknown key "alocation"',
    ),
    "MT004": _Words(
        "A name that nothing has: a role, a responsibility or a rule, or a member under owners.",
        "a misspelt role would leave the right one empty, and a misspelt rule would waive nothing.",
        "take the name that is offered, or look it up with `mlops-team roles` or `mlops-team explain`.",
        "team: Fraud detection\nmembers:\n  - {name: Bo Lind, roles: [data-enginer]}\n"
        '# MT004: Bo Lind: roles: unknown role "data-enginer"',
    ),
    "MT005": _Words(
        "A key that stands twice in one mapping.",
        "YAML readers keep one of the two without a word, and the file says something else than its reader thinks.",
        "keep one, and move what the other one held into it.",
        "team: Fraud detection\nmembers: [{name: Bo Lind}]\nteam: Payments\n"
        '# MT005: the key "team" is in this mapping twice',
    ),
    "MT006": _Words(
        "Two members of one file with the same name or the same id.",
        "owners and waivers name people, and would not say which of the two they mean.",
        "tell the two apart by their names, or delete the second entry of one person.",
        "team: Fraud detection\nmembers:\n  - {name: Bo Lind}\n  - {name: Bo Lind}\n"
        '# MT006: a second member is named "Bo Lind"',
    ),
}


def topics(input_errors: Mapping[str, str]) -> tuple[Topic, ...]:
    """Return all that can be explained, by code.

    Args:
        input_errors: The codes of the input errors with their names.
    """
    errors = (
        Topic(code, name, Severity.ERROR, Source.POLICY, (), waivable=False, **_INPUT_ERRORS[code]._asdict())
        for code, name in input_errors.items()
    )
    rules = (
        Topic(
            *(rule.code, rule.name, rule.severity, rule.source, rule.fields),
            waivable=True,
            summary=rule.summary,
            why=rule.why,
            fix=rule.fix,
            example=rule.example,
        )
        for rule in RULES
    )
    return (*errors, *rules)


def topic_named(name: str, known: tuple[Topic, ...]) -> Topic | None:
    """Return the topic of that code or name, whatever its case, hyphens and underscores, or None."""
    wanted = folded(name)
    return next((one for one in known if wanted in (folded(one.code), folded(one.name))), None)
