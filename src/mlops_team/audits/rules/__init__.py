"""The rules, one file a family."""

from mlops_team.audits.rules import collaboration, duties, objectives, resilience, reviews, skills, staffing, waivers

RULES = tuple(
    sorted(
        (
            *staffing.RULES,
            *skills.RULES,
            *resilience.RULES,
            *duties.RULES,
            *collaboration.RULES,
            *objectives.RULES,
            *reviews.RULES,
            *waivers.RULES,
        ),
        key=lambda rule: rule.code,
    )
)
WAIVABLE = {key: (rule.code, rule.fields) for rule in RULES for key in (rule.code, rule.name)}
