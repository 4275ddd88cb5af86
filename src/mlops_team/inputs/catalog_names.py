"""Looks up the names in a sheet in a catalog."""

from collections.abc import Sequence
from typing import Literal

from mlops_team.inputs.catalog import Catalog

Space = Literal["skill", "role"]


class CatalogNames:
    """What an import looks names up in.

    Args:
        catalog: What the names mean.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @property
    def levels(self) -> Sequence[str]:
        """Return the names of the levels, from 0 to 5."""
        return [level.name for level in self._catalog.levels]

    def skill(self, name: str) -> str | None:
        """Return the id of a skill, or a tool's own name; None for a name that the catalog lacks."""
        return self._catalog.skill_named(name)

    def role(self, name: str) -> str | None:
        """Return the id of a role by its id, title or alias, or None."""
        return self._catalog.role_named(name)

    def role_skills(self, role: str) -> Sequence[str]:
        """Return the ids of the skills that a role requires."""
        return [requirement.skill for requirement in self._catalog.roles[role].required_skills]

    def shows(self, name: str) -> Sequence[str]:
        """Return the ids of the skills for which a known name counts: its own, or those that a tool shows."""
        return [name] if name in self._catalog.skills else self._catalog.shown_by(name)

    def nearest(self, space: Space, name: str) -> Sequence[str]:
        """Return the roles that an ambiguous title could be, else the nearest known name, or nothing."""
        if space == "skill":
            near = self._catalog.nearest_skill(name)
            return [] if near is None else [self._catalog.skill_named(near) or near]
        if candidates := self._catalog.vocabulary.candidates(name):
            return candidates
        near = self._catalog.nearest_role(name)
        return [] if near is None else [self._catalog.role_named(near) or near]
