"""Settings from a configuration file: `[tool.mlops-team]` in pyproject.toml, or .mlops-team.toml."""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.errors import ConfigError
from mlops_team.inputs.discover import repository_root
from mlops_team.inputs.files import is_inside, read_regular, why
from mlops_team.model import Severity
from mlops_team.text import did_you_mean, listing, quoted, shortened

OWN_FILE = ".mlops-team.toml"
PYPROJECT = "pyproject.toml"
TABLE = "mlops-team"
NEVER = "never"
_MAX_BYTES = 2**20
_MAX_DOTS = 200
THRESHOLDS = (*(severity.label for severity in sorted(Severity, reverse=True)), NEVER)


class Costs(NamedTuple):
    """What actions cost, in person-weeks: policy, and whole numbers so that sums are exact."""

    assign: int = 1  # a role to a member
    train: int = 2  # a member by a level
    hire: int = 26  # a person


MOST_COSTS = 1_000_000


class Config(NamedTuple):
    """What a configuration file says; None or empty where it says nothing."""

    where: str = ""  # which file, for messages
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    extra_skills: frozenset[str] = frozenset()
    roles: str | None = None
    baseline: str | None = None
    costs: Mapping[str, int] = {}  # of a plan's actions, by kind


def find(folder: str) -> FilePath | None:
    """Return the nearest configuration file from `folder` upwards to its repository's root, or None."""
    root = repository_root(folder)
    while True:
        for name in (OWN_FILE, PYPROJECT):
            file = FilePath(folder, name)
            if os.path.isfile(file) and (name == OWN_FILE or _has_table(file)):
                _check_inside(file, root or folder)
                return file
        parent = os.path.dirname(folder)
        if folder in (root, parent):
            return None
        folder = parent


def _check_inside(file: FilePath, folder: str) -> None:
    """Refuse a configuration that nobody named and that a link takes from elsewhere."""
    if not is_inside(str(file), folder):
        hint = f"put a file in its place, name it with --config {file}, or pass --isolated to do without"
        raise ConfigError(f"{file}: a link that leads out of {folder}", hint)


def _has_table(file: FilePath) -> bool:
    # Nearly every pyproject.toml is somebody else's: a look at the bytes spares parsing it.
    return TABLE.encode() in _read(file) and TABLE in _tools(_load(file))


def _tools(content: dict[str, Any]) -> dict[str, Any]:
    tools = content.get("tool")
    return tools if isinstance(tools, dict) else {}


def _read(file: FilePath) -> bytes:
    try:
        data = read_regular(str(file), _MAX_BYTES)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {why(error)}") from None
    if len(data) > _MAX_BYTES:
        raise ConfigError(f"{file}: larger than {_MAX_BYTES // 2**20} MiB", "keep settings only in it")
    return data


def _load(file: FilePath) -> dict[str, Any]:
    import tomllib

    hint = "mend it, or pass --isolated to do without"
    data = _read(file)
    if any(line.count(b".") > _MAX_DOTS for line in data.splitlines()):  # tomllib's time grows with their square
        raise ConfigError(f"{file}: a line with more than {_MAX_DOTS} dots", "write keys of a few words")
    try:
        return tomllib.loads(data.decode())
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}", hint) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: byte 0x{error.object[error.start]:02X} is not UTF-8", hint) from None
    except RecursionError:
        raise ConfigError(f"{file}: is not TOML that can be read: nested too deep", hint) from None
    except ValueError:
        raise ConfigError(f"{file}: is not TOML that can be read: a number of too many digits", hint) from None


def read(file: FilePath) -> Config:
    """Return what a configuration file says.

    Raises:
        ConfigError: The file cannot be read, or a key or value in it cannot be used.
    """
    content = _load(file)
    table = content if file.name != PYPROJECT else _tools(content).get(TABLE, {})
    where = f"{file}: [tool.{TABLE}]" if file.name == PYPROJECT else str(file)
    if not isinstance(table, dict):
        raise ConfigError(f"{where}: is not a table", "write key = value lines below it")
    return _Reader(where, file, table).config()


class _Reader:
    """Takes a table apart, and says of everything unfit what would be fit."""

    def __init__(self, where: str, file: FilePath, table: dict[str, Any]) -> None:
        self.where, self.file, self.table = where, file, table

    def config(self) -> Config:
        keys = [name.replace("_", "-") for name in Config._fields[1:]]
        for key in self.table:
            if key not in keys:
                raise ConfigError(f"{self.where}: unknown key {quoted(key)}", did_you_mean(key, keys, "keys"))
        return Config(
            where=self.where,
            fail_on=self.one_of("fail-on", self.table.get("fail-on"), THRESHOLDS),
            select=self.texts("select"),
            ignore=self.texts("ignore"),
            severity=self.severities(),
            extra_skills=frozenset(self.texts("extra-skills")),
            roles=self.path("roles"),
            baseline=self.path("baseline"),
            costs=self.costs(),
        )

    def unfit(self, key: str, value: object, what: str) -> ConfigError:
        return ConfigError(f"{self.where}: {key}: {quoted(value)} is not {what}")

    def one_of(self, key: str, value: object, words: tuple[str, ...]) -> str | None:
        if value is None or (isinstance(value, str) and value in words):
            return value
        raise self.unfit(key, value, f"one of {listing(words, 'or')}")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        what = f'a list of texts, such as ["{"kubernetes" if key == "extra-skills" else "MT301"}"]'
        if not isinstance(value, list):
            raise self.unfit(key, value, what)
        for one in value:
            if not isinstance(one, str):
                raise ConfigError(f"{self.where}: {key}: {quoted(one)} in it is not text", f"write {what}")
        return tuple(value)

    def severities(self) -> dict[str, Severity]:
        table = self.table.get("severity", {})
        if not isinstance(table, dict):
            raise self.unfit("severity", table, 'a table, such as {MT301 = "info"}')
        words = THRESHOLDS[:-1]
        return {
            rule: Severity.named(self.one_of(f"severity.{shortened(rule)}", label, words) or "")
            for rule, label in table.items()
        }

    def costs(self) -> dict[str, int]:
        table = self.table.get("costs", {})
        if not isinstance(table, dict):
            raise self.unfit("costs", table, "a table, such as {hire = 30}")
        return {kind: cost(kind, value, f"{self.where}: costs") for kind, value in table.items()}

    def path(self, key: str) -> str | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.unfit(key, value, "a path")
        base = self.file.resolve().parent
        try:
            full = (base / value).resolve()
        except (OSError, RuntimeError, ValueError):  # too long, a link to itself, a NUL
            raise self.unfit(key, value, "a path that can be followed") from None
        if not full.is_relative_to(base):
            raise ConfigError(
                f"{self.where}: {key}: {quoted(value)} leads out of {base}",
                "keep it below the configuration file",
            )
        return str(full)


def cost(kind: str, value: object, where: str) -> int:
    """Return what an action of a plan costs.

    Raises:
        ConfigError: There is no such kind of action, or the cost is no whole number from 1 to a million.
    """
    if kind not in Costs._fields:
        raise ConfigError(f"{where}: unknown action {quoted(kind)}", did_you_mean(kind, Costs._fields, "actions"))
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_COSTS:
        raise ConfigError(
            f"{where}: {kind}: {quoted(value)} is not a whole number of person-weeks from 1 to {MOST_COSTS}"
        )
    return value


def day(text: str, where: str) -> date:
    """Return the day that a setting names.

    Raises:
        ConfigError: It is not a day of the calendar written YYYY-MM-DD.
    """
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ConfigError(f"{where}: {quoted(text)} is not a day", "write it as YYYY-MM-DD, such as 2026-01-31")
