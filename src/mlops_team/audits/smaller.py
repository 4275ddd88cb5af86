"""What is left of a worse finding: a role without skills after a role without anybody, a low skill after a missing one.

A team that closes half of a gap in its baseline must not fail for the other half.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from mlops_team.audits.fingerprint import Fingerprints
from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import RULES
from mlops_team.model import Finding, Subject

_RULES = {rule.code: rule for rule in RULES}


def is_smaller_form(finding: Finding, repo_path: str, baseline: Collection[str]) -> bool:
    """Whether a baseline has a worse finding about the same role, skill or team.

    Args:
        finding: A finding that is not in the baseline itself.
        repo_path: The path of its file, unredacted, of which fingerprints are made.
        baseline: The fingerprints in the baseline.
    """

    def has(code: str, subject: Subject) -> bool:
        return Fingerprints(repo_path).next(code, subject, "")[1] in baseline

    return any(
        all(has(worse.code, subject) for subject in subjects)
        for worse in worse_rules(finding.code)
        for subjects in _subjects(finding, worse)
    )


@cache
def worse_rules(code: str) -> tuple[Rule[Any], ...]:
    """Return the rules whose findings are worse than those of a rule: those that it follows, and what these follow."""
    direct = _RULES[code].follows
    codes = dict.fromkeys((*direct, *(rule.code for worse in direct for rule in worse_rules(worse))))
    return tuple(_RULES[worse] for worse in codes)


def _subjects(finding: Finding, worse: Rule[Any]) -> Iterator[list[Subject]]:
    """Yield what findings of a worse rule would be about: the baseline must have all of a list, of any list."""
    if "role" not in worse.fields:
        yield [Subject()]
        return
    skill = finding.subject.skill if "skill" in worse.fields else None
    for roles in _roles(finding):
        yield [Subject(role=role, skill=skill) for role in roles]


def _roles(finding: Finding) -> list[list[Any]]:
    """Return the roles that a finding is about: each of a pair, all of those that are short of time together."""
    role, data = finding.subject.role or _RULES[finding.code].role, finding.data
    if role is None:
        return [list(data["roles"])]  # type: ignore[call-overload]  # a list of ids, as MT103 writes it
    return [[role], [data["with"]]] if "with" in data else [[role]]
