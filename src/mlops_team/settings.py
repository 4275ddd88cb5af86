"""The settings in a configuration file: `[tool.mlops-team]` in pyproject.toml, or .mlops-team.toml."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from mlops_team.config_file import PYPROJECT, TABLE, table_of
from mlops_team.errors import ConfigError
from mlops_team.inputs.catalog import shipped_catalogs
from mlops_team.model import Severity
from mlops_team.text import did_you_mean, listing, quoted, shortened

NEVER = "never"
_MAX_PER_CENT = 100
THRESHOLDS = (*(severity.label for severity in sorted(Severity, reverse=True)), NEVER)


class Costs(NamedTuple):
    """What actions cost, in person-weeks: policy, and whole numbers so that sums are exact."""

    assign: int = 1  # a role to a member
    train: int = 2  # a member by a level
    hire: int = 26  # a person


MOST_COSTS = 1_000_000


class Config(NamedTuple):
    """The settings of a configuration file; None or empty where it does not set them."""

    where: str = ""  # which file, for messages
    fail_on: str | None = None
    fail_under: Decimal | None = None  # per cent of coverage
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    extra_skills: frozenset[str] = frozenset()
    roles: str | None = None  # the name of a catalog that ships with the program, or of `catalogs`; else a folder
    catalogs: Mapping[str, str] = {}  # folders of further catalogs, by the names that team files may use
    people: str | None = None
    baseline: str | None = None
    costs: Mapping[str, int] = {}  # of a plan's actions, by kind

    def source_of(self, key: str, value: object, option: str) -> str:
        """Return what sets a value, for messages: an option that has one, else a key of this file."""
        return f"{self.where}: {key}" if value is None else option

    @contextmanager
    def naming_file(self) -> Iterator[None]:
        """Name this file in the errors of what is checked later, such as rules."""
        try:
            yield
        except ConfigError as error:
            raise ConfigError(f"{self.where}: {error.message}", error.hint) from None


def read(file: FilePath) -> Config:
    """Return the settings of a configuration file.

    Raises:
        ConfigError: The file cannot be read, or a key or value in it cannot be used.
    """
    table = table_of(file)
    table = {} if table is None else table
    where = f"{file}: [tool.{TABLE}]" if file.name == PYPROJECT else str(file)
    if not isinstance(table, dict):
        raise ConfigError(f"{where}: is not a table", "write key = value lines below it")
    return _TableReader(where, file, table).config()


class _TableReader:
    """Reads the table of a configuration; an error says what would fit."""

    def __init__(self, where: str, file: FilePath, table: dict[str, Any]) -> None:
        self.where, self.file, self.table = where, file, table

    def config(self) -> Config:
        keys = [name.replace("_", "-") for name in Config._fields[1:]]
        for key in self.table:
            if key not in keys:
                raise ConfigError(f"{self.where}: unknown key {quoted(key)}", did_you_mean(key, keys, "keys"))
        return Config(
            where=self.where,
            fail_on=self.word("fail-on", self.table.get("fail-on"), THRESHOLDS),
            fail_under=self.per_cent("fail-under"),
            select=self.texts("select"),
            ignore=self.texts("ignore"),
            severity=self.severities(),
            extra_skills=frozenset(self.texts("extra-skills")),
            roles=self.catalog(),
            catalogs=self.catalogs(),
            people=self.path("people", self.table.get("people")),
            baseline=self.path("baseline", self.table.get("baseline")),
            costs=self.costs(),
        )

    def unfit(self, key: str, value: object, what: str, example: str = "") -> ConfigError:
        return ConfigError(f"{self.where}: {key}: {quoted(value)} is not {what}", example and f"write {example}")

    def word(self, key: str, value: object, words: tuple[str, ...]) -> str | None:
        if value is None or (isinstance(value, str) and value in words):
            return value
        raise self.unfit(key, value, f"one of {listing(words, 'or')}")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        what = f'a list of texts, such as ["{"kubernetes" if key == "extra-skills" else "MT301"}"]'
        if not isinstance(value, list):
            raise self.unfit(key, value, what)
        for item in value:
            if not isinstance(item, str):
                raise ConfigError(f"{self.where}: {key}: {quoted(item)} in it is not text", f"write {what}")
        return tuple(value)

    def per_cent(self, key: str) -> Decimal | None:
        value = self.table.get(key)
        if isinstance(value, str):
            raise self.unfit(key, value, "a number of per cent from 0 to 100", "80 or 92.5, without quotes")
        return None if value is None else per_cent(value, f"{self.where}: {key}")

    def named_folders(self) -> dict[str, Any]:
        table = self.table.get("catalogs", {})
        if not isinstance(table, dict):
            raise self.unfit("catalogs", table, 'a table, such as {platform = "roles-platform"}')
        return table

    def catalogs(self) -> dict[str, str]:
        folders = {}
        for name, folder in self.named_folders().items():
            if name in shipped_catalogs():
                message = f"{self.where}: catalogs: {quoted(name)} is a catalog that comes with mlops-team"
                raise ConfigError(message, "give yours another name")
            if not name or "/" in name or "\\" in name:
                raise self.unfit("catalogs", name, "a name", "a word, such as platform")
            folders[name] = self.path(f"catalogs.{shortened(name)}", folder) or ""
        return folders

    def catalog(self) -> str | None:
        value = self.table.get("roles")
        names = (*shipped_catalogs(), *self.named_folders())
        return value if isinstance(value, str) and value in names else self.path("roles", value)

    def severities(self) -> dict[str, Severity]:
        table = self.table.get("severity", {})
        if not isinstance(table, dict):
            raise self.unfit("severity", table, 'a table, such as {MT301 = "info"}')
        words = THRESHOLDS[:-1]
        return {
            rule: Severity.named(self.word(f"severity.{shortened(rule)}", label, words) or "")
            for rule, label in table.items()
        }

    def costs(self) -> dict[str, int]:
        table = self.table.get("costs", {})
        if not isinstance(table, dict):
            raise self.unfit("costs", table, "a table, such as {hire = 30}")
        return {kind: cost(kind, value, f"{self.where}: costs") for kind, value in table.items()}

    def path(self, key: str, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not value:
            raise self.unfit(key, value, "a path")
        base = self.file.resolve().parent
        try:
            full = (base / value).resolve()
        except (OSError, RuntimeError, ValueError):  # too long, a link to itself, a NUL
            raise self.unfit(key, value, "a path that can be followed") from None
        if not full.is_relative_to(base):
            raise ConfigError(
                f"{self.where}: {key}: {quoted(value)} leads out of {base}", "put it below the configuration file"
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


def per_cent(value: object, where: str) -> Decimal:
    """Return a share of coverage in per cent, exact as written.

    Raises:
        ConfigError: It is not a number from 0 to 100.
    """
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,20})?", str(value)) and Decimal(str(value)) <= _MAX_PER_CENT:
        return Decimal(str(value))
    raise ConfigError(f"{where}: {quoted(value)} is not a number of per cent from 0 to 100", "write 80 or 92.5")


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


def any_day(value: object, where: str) -> date | None:
    """Return the day of a date, a time or a text; None for None.

    Raises:
        ConfigError: The text is not a day.
        TypeError: It is none of these.
    """
    if isinstance(value, str):
        return day(value, where)
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    raise TypeError(f"{where}: {value!r} is not a date")
