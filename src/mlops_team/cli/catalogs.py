"""Catalogs from the command line and the configuration: which is meant, which there are, and copies of their files."""

import os
from collections.abc import Iterator, Mapping

import typer

from mlops_team.cli import common
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import BUILT_IN, Catalog, CatalogError, load_catalog, shipped_catalogs
from mlops_team.inputs.files import why
from mlops_team.settings import Config


def known_catalogs(config: Config) -> Mapping[str, Catalog]:
    """Return the catalogs that have a name: those that come with the program, and those that a configuration names."""
    try:
        shipped = {name: load_catalog(name) for name in shipped_catalogs()}
        return shipped | {name: load_catalog(folder) for name, folder in config.catalogs.items()}
    except CatalogError as error:
        for fault in error.faults:
            common.say_input_error(fault)
        raise typer.Exit(2) from None


def copied(word: str | None, config: Config, target: str) -> Iterator[str]:
    """Copy the files of the catalog in use to a folder, and yield the name of each new file.

    Raises:
        ConfigError: A file of that name is there already, or the folder cannot be written to.
    """
    wanted = (config.roles if word is None else word) or BUILT_IN
    folder = shipped_catalogs().get(wanted, config.catalogs.get(wanted, wanted))
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml") and not name.startswith("."))
    for name in names:
        if os.path.lexists(os.path.join(target, name)):
            raise ConfigError(f"--export: {os.path.join(target, name)} is there already", "name another folder")
    try:
        os.makedirs(target, exist_ok=True)
        for name in names:
            file = os.path.join(target, name)
            with open(os.path.join(folder, name), "rb") as source, open(file, "xb") as copy:
                copy.write(source.read())
            yield file
    except OSError as error:
        raise ConfigError(f"--export: {target} cannot be written: {why(error)}", "name another folder") from None
