"""Which catalog a team is checked against: that of the command line, of the team file or of the configuration."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from mlops_team.inputs.catalog import Catalog, load_catalog, shipped_catalogs


class CatalogChoice(NamedTuple):
    """The catalogs that teams of a run are checked against."""

    default: Catalog
    fixed: bool = False  # whether it is asked for by --roles, and so wins over what a team file chooses
    folders: Mapping[str, str] = {}  # of further catalogs, by the names that the configuration gives them

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a team file may choose."""
        return (*shipped_catalogs(), *self.folders)

    def named(self, name: str) -> Catalog | None:
        """Return the catalog that a team file chooses by name, or None.

        Raises:
            CatalogError: It cannot be used.
        """
        if name not in self.names:
            return None
        return self.default if self.fixed else _catalog_in(self.folders.get(name, name))


@cache  # many teams choose the same
def _catalog_in(folder: str) -> Catalog:
    return load_catalog(folder)


def catalog_choice(word: str | None, configured: str | None, folders: Mapping[str, str]) -> CatalogChoice:
    """Return the catalogs of a run.

    Args:
        word: What --roles says, None without it: the name of a catalog that comes with the program, else of one of
            `folders`, else a folder. A word with a separator is a folder.
        configured: What the configuration says, which a team file may override.
        folders: Further catalogs by their names.

    Raises:
        CatalogError: The catalog cannot be used.
    """
    wanted = configured if word is None else word
    default = load_catalog(wanted if wanted is None else folders.get(wanted, wanted))
    return CatalogChoice(default, fixed=word is not None, folders=folders)
