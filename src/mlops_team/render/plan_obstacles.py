"""The sentences about what no plan can close, and why."""

from collections.abc import Sequence

from mlops_team.inputs.catalog import Catalog
from mlops_team.planner.result import Plan
from mlops_team.text import listing

_OPEN = {
    "MT101": "nobody to hold it",
    "MT102": "too few people to hold it",
    "MT103": "too little time",
    "MT201": "no holder can reach the level in ",
    "MT202": "no holder can reach the level in ",
    "MT203": "no holder can list a skill",
    "MT301": "fewer than two people able to do it",
}


def obstacles(plan: Plan) -> list[tuple[str, str]]:
    """Return what stays open and why, a pair for each role and reason."""
    groups: dict[tuple[str, tuple[str, ...]], dict[str, list[str]]] = {}
    for need, limits in plan.unclosable:
        group = groups.setdefault((need.role, limits), {})
        group.setdefault(_OPEN[need.code], []).extend([need.skill] if need.skill else [])
    return [
        (
            f"{role.replace(',', ', ')}: {'; '.join(what + listing(skills) for what, skills in group.items())}",
            _because(limits, plan.catalog),
        )
        for (role, limits), group in groups.items()
    ]


_LIFTED = {
    "able": "able-percent",
    "leaving": "leaving-horizon-days",
    "no-train": "--no-train",
    "no-assign": "--no-assign",
}


def _because(limits: Sequence[str], catalog: Catalog) -> str:
    why = limit_words(limits[0], catalog)
    if len(limits) > 1:
        why += f"; lifting {listing((_LIFTED.get(limit, limit) for limit in limits[1:]), 'or')} would do too"
    return why


def limit_words(limit: str, catalog: Catalog) -> str:
    """Return what a limit says, in words."""
    practices = catalog.practices
    return {
        "no-hire": "nobody may be hired (--no-hire)",
        "no-train": "nobody may be trained (--no-train)",
        "no-assign": "nobody may be given a role (--no-assign)",
        "able": f"a role goes only to people with {practices.able_percent} % of its skills (able-percent)",
        "max-roles-per-person": f"at most {practices.max_roles_per_person} roles a person (max-roles-per-person)",
        "max-levels-per-person": f"at most {practices.max_levels_per_person} levels of training a person "
        "(max-levels-per-person)",
        "not-with": "the catalog keeps roles apart (not-with)",
        "leaving": f"people who leave within {practices.leaving_horizon_days} days of the plan's day get no action "
        "(leaving-horizon-days)",
        "time": "all limits together leave too little time",
        "catalog": "all limits together",
    }[limit]
