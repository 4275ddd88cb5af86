"""A few names of skills and roles, in place of a catalog, and what a sheet's expectations say as options."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.import_map import read_map
from mlops_team.inputs.imported_team import ImportOptions

SKILLS = {
    "ci-cd": ("ci/cd", "continuous integration"),
    "model-engineering": (),
    **dict.fromkeys(("Python", "SQL", "AWS", "Docker", "Kubernetes", "GitHub"), ()),
}
ROLES = ("data-scientist", "data-engineer", "ml-engineer", "devops-engineer")
REQUIRED = {"data-scientist": ("model-engineering",), "data-engineer": ("data-pipelines", "feature-store")}


class FewNames(CatalogNames):
    """Knows the names above."""

    def __init__(self) -> None:
        """Do without a catalog."""

    levels = ("not held", "fundamental awareness", "novice", "intermediate", "advanced", "expert")

    def skill(self, name: str) -> str | None:
        return next((id for id, names in SKILLS.items() if name.casefold() in (id.casefold(), *names)), None)

    def role(self, name: str) -> str | None:
        id = re.sub(r"[\s_-]+", "-", name.casefold())
        return id if id in ROLES else None

    def role_skills(self, role: str) -> Sequence[str]:
        return REQUIRED.get(role, ("ci-cd",))

    def shows(self, name: str) -> Sequence[str]:
        return () if name == "GitHub" else (name,)

    def nearest(self, space: str, name: str) -> Sequence[str]:
        known = SKILLS if space == "skill" else ROLES
        return [id for id in known if id[:2].casefold() == name[:2].casefold()]


def options(written: dict[str, Any]) -> ImportOptions:
    """Return import options from a YAML mapping."""
    values = dict(written)
    if "scale" in values:
        low, high = values["scale"]
        values["scale"] = (Decimal(low), Decimal(high))
    if "full_time_hours" in values:
        values["full_time_hours"] = Decimal(values["full_time_hours"])
    if "learn_by" in values:
        values["learn_by"] = date.fromisoformat(values["learn_by"])
    if "map" in values:
        values["map"] = read_map(values["map"], FewNames())
    return ImportOptions(**values)
