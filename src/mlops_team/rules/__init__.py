"""The rules, one file a family."""

from mlops_team.rules import resilience, skills, staffing

RULES = (*staffing.RULES, *skills.RULES, *resilience.RULES)
WAIVABLE = {key: (rule.code, rule.fields) for rule in RULES for key in (rule.code, rule.name)}
