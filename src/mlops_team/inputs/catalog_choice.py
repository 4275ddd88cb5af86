"""Which catalog a team is checked against: that of the command line, of the team file or of the configuration."""

import os
from collections.abc import Mapping

from mlops_team.inputs.catalog import Catalog, CatalogError, load_catalog, shipped_catalogs
from mlops_team.inputs.document import Fault
from mlops_team.model import Location


class CatalogChoice:
    """The catalogs that teams of a run are checked against.

    Args:
        default: For teams that do not choose a catalog.
        fixed: Whether --roles chose the default, and so overrides what a team file chooses.
        folders: Further catalogs, by the names that the configuration gives them.
        only: Whether the default counts whatever a team file chooses, even a name that is unknown now.
    """

    def __init__(
        self, default: Catalog, folders: Mapping[str, str] | None = None, *, fixed: bool = False, only: bool = False
    ) -> None:
        self.default, self.fixed, self.only, self.folders = default, fixed, only, folders or {}
        self._loaded: dict[str, Catalog] = {}  # many teams choose the same

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a team file may choose."""
        return (*shipped_catalogs(), *self.folders)

    def have_level(self, text: str) -> bool:
        """Whether a catalog that a team can be checked against has a level of that name.

        Raises:
            CatalogError: A catalog that had to be asked cannot be used.
        """
        if self.default.level_named(text) is not None:
            return True
        others = () if self.fixed or self.only else self.names
        return any(catalog.level_named(text) is not None for catalog in map(self.named, others) if catalog)

    def named(self, name: str) -> Catalog | None:
        """Return the catalog that a team file chooses by name, or None.

        Raises:
            CatalogError: The catalog cannot be used.
        """
        if self.only:
            return self.default
        if name not in self.names:
            return None
        if self.fixed:
            return self.default
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def _load(self, name: str) -> Catalog:
        folder = self.folders.get(name)
        if folder is not None and not os.path.isdir(folder):
            hint = f"{name} under catalogs in the configuration names it: correct the path"
            raise CatalogError([Fault("MT001", "there is no such catalog folder", hint, Location(folder))])
        return load_catalog(folder or name)


def catalog_choice(word: str | None, configured: str | None, folders: Mapping[str, str]) -> CatalogChoice:
    """Return the catalogs of a run.

    Args:
        word: The value of --roles, None without it: the name of a catalog that comes with the program, else of one of
            `folders`, else a folder. A word with a separator is a folder.
        configured: The catalog in the configuration, which a team file may override.
        folders: Further catalogs by their names.

    Raises:
        CatalogError: The catalog cannot be used.
    """
    wanted = configured if word is None else word
    default = load_catalog(wanted if wanted is None else folders.get(wanted, wanted))
    return CatalogChoice(default, folders, fixed=word is not None)
