"""The rules, a file for each family, in lists by what they look at."""

from typing import Any

from mlops_team.audits.rule import Facts, Rule
from mlops_team.audits.rules import (
    collaboration,
    duties,
    input_errors,
    objectives,
    people,
    resilience,
    reviews,
    skills,
    staffing,
    waivers,
)

TEAM_RULES: tuple[Rule[Facts], ...] = (
    *staffing.RULES,
    *skills.RULES,
    *resilience.RULES,
    *duties.RULES,
    *collaboration.RULES,
    *objectives.RULES,
    *reviews.RULES,
)
PROPOSING_RULES = staffing.RULES  # may propose a member for a role; a member or role has one finding of each
RUN_RULES = people.RULES  # they need every file of the run
WAIVER_RULES = waivers.RULES  # they need to know which waivers cover a finding
RULES: tuple[Rule[Any], ...] = tuple(sorted((*TEAM_RULES, *RUN_RULES, *WAIVER_RULES), key=lambda rule: rule.code))
INPUT_ERRORS = {rule.code: rule for rule in input_errors.RULES}
EXPLAINED: tuple[Rule[Any], ...] = (*input_errors.RULES, *RULES)
# What a waiver may name: code or name -> code, and the fields of the rule's subject; None if it cannot be waived.
WAIVABLE = {
    key: (rule.code, rule.fields if rule.waivable else None) for rule in RULES for key in (rule.code, rule.name)
}
