"""How to audit."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from mlops_team.audits.rule import Rule, pick
from mlops_team.audits.rules import RULES
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.catalog_choice import CatalogChoice
from mlops_team.inputs.people import NO_PEOPLE, PeopleFile
from mlops_team.model import Severity
from mlops_team.settings import NEVER, Config, Costs

if TYPE_CHECKING:
    from mlops_team.baseline import BaselineEntry


class Settings(NamedTuple):
    """Everything that the command line and a configuration file can set for an audit."""

    catalog: Catalog  # of teams that do not choose a catalog
    as_of: date
    rules: tuple[Rule[Any], ...] = RULES
    severities: Mapping[str, Severity] = {}
    extra_skills: frozenset[str] = frozenset()
    fail_on: Severity | None = Severity.ERROR
    waivers: bool = True  # whether waivers count
    baseline: Mapping[str, "BaselineEntry"] | None = None  # findings that do not count, by fingerprint
    redact: bool = False  # whether pseudonyms replace names
    costs: Costs = Costs()  # of the plan at the beginning of a report
    fail_under: Decimal | None = None  # per cent of coverage below which a team fails
    choice: CatalogChoice | None = None  # what team files may choose; None for the catalogs that come with the program
    people: PeopleFile = NO_PEOPLE

    @property
    def catalogs(self) -> CatalogChoice:
        """What team files may choose."""
        return self.choice or CatalogChoice(self.catalog)


def settings_from(config: Config, choice: CatalogChoice, people: PeopleFile, as_of: date) -> Settings:
    """Return how to audit by a configuration, without its baseline and its --fail-under.

    Raises:
        ConfigError: A name in the configuration selects no rule.
    """
    return Settings(
        catalog=choice.default,
        as_of=as_of,
        rules=rules_for(config.select, config.ignore),
        severities=severities_for(config.severity),
        extra_skills=config.extra_skills,
        fail_on=threshold(config.fail_on or Severity.ERROR.label),
        costs=Costs(**config.costs),
        choice=choice,
        people=people,
    )


def threshold(label: str) -> Severity | None:
    """Return the severity from which on a finding fails, None for never."""
    return None if label == NEVER else Severity.named(label)


def today() -> date:
    """Return today's date in UTC."""
    return datetime.now(UTC).date()


def rules_for(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule[Any], ...]:
    """Return the selected rules, by default all, without the ignored rules.

    Raises:
        ConfigError: A name selects no rule.
    """
    selected = pick(select, RULES) or {rule.code for rule in RULES}
    codes = selected - pick(ignore, RULES)
    return tuple(rule for rule in RULES if rule.code in codes)


def severities_for(named: Mapping[str, Severity]) -> dict[str, Severity]:
    """Return the severities that a configuration sets by code, name or prefix, by code; the narrower name decides.

    Raises:
        ConfigError: A name selects no rule.
    """
    picked = [(pick([name], RULES), severity) for name, severity in named.items()]
    picked.sort(key=lambda pair: -len(pair[0]))
    return {code: severity for codes, severity in picked for code in codes}
