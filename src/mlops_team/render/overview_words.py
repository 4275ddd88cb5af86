"""What reports say of several teams at once, in words that text, Markdown and HTML share."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

from mlops_team.audits.overview import OVER_ALLOCATED, Overview, PersonOverview, RuleOverview
from mlops_team.audits.report import Report
from mlops_team.text import count, listing, share, shares, some

MOST_RULES, MOST_PEOPLE = 10, 10  # that people read; json has all
REPORTED_ONCE = "What more than half of the teams miss is reported here, and not again for each of them."
_MOST_TEAMS = 5  # of a person


class PersonWords(NamedTuple):
    """What there is to say of somebody in several teams."""

    name: str
    time: str  # how much of full time is promised, and where
    excess: str  # what has to be given up; empty where nothing
    alone: str  # where nobody else is able; empty where somebody is


def person_words(person: PersonOverview) -> PersonWords:
    """Return what there is to say of somebody in several teams."""
    unknown = "" if person.allocation is None else "unknown in "
    memberships = [
        f"{unknown}{team.team}" if team.allocation is None else f"{share(team.allocation)} in {team.team}"
        for team in person.teams
    ]
    where = f"{count(len(memberships), 'team')}: {some(memberships, _MOST_TEAMS)}"
    time = where if person.allocation is None else f"{share(person.allocation)} of full time over {where}"
    names = {team.file: team.team for team in person.teams}
    by_team: dict[str, list[str]] = {}
    for file, role in person.alone:
        by_team.setdefault(file, []).append(role)
    alone = "; ".join(f"{listing(roles)} in {names[file]}" for file, roles in by_team.items())
    return PersonWords(person.name, time, _excess(person), f"nobody else is able: {alone}" if alone else "")


def _excess(person: PersonOverview) -> str:
    """Return what each team would have to give up of a person's time, in proportion to what it has."""
    if not person.excess or not person.allocation:
        return ""
    whole = person.allocation - person.excess
    _, excess, whole_time = shares(person.allocation, person.excess, whole)
    limit = f" for a working time of {whole_time}" if whole < 1 else ""
    unit = Fraction(1, 10 ** max(len(excess.partition(".")[2]), 2))
    cuts = _in_proportion(Fraction(excess), unit, [team.allocation or Fraction(0) for team in person.teams])
    words = [f"{share(cut)} from {team.team}" for team, cut in zip(person.teams, cuts, strict=True) if cut]
    return f"{OVER_ALLOCATED}: {excess} too much{limit}; in proportion, take {some(words, _MOST_TEAMS)}"


def _in_proportion(total: Fraction, unit: Fraction, amounts: Sequence[Fraction]) -> list[Fraction]:
    """Return parts of a total in the proportion of amounts, in whole units, which add up to the total.

    What rounding down leaves goes to the parts that lose most by it, the first among equals.
    """
    exact = [amount * total / sum(amounts) / unit for amount in amounts]
    parts = [floor(part) for part in exact]
    by_loss = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_loss[: int(total / unit) - sum(parts)]:
        parts[index] += 1
    return [part * unit for part in parts]


def people_shown(overview: Overview, *, everybody: bool = False) -> tuple[PersonOverview, ...]:
    """Return the people to show in a report: those with the most promised time, and all with too much."""
    if everybody:
        return overview.people
    rest = [person for person in overview.people if not person.excess][:MOST_PEOPLE]
    return tuple(person for person in overview.people if person.excess or person in rest)


def rules_shown(overview: Overview, *, every: bool = False) -> tuple[RuleOverview, ...]:
    """Return the rules of which a report for people speaks: what most teams miss, and what is reported only here."""
    if every:
        return overview.rules
    return tuple(
        rule for number, rule in enumerate(overview.rules) if number < MOST_RULES or rule.code in overview.common
    )


def fix_of(report: Report, overview: Overview, rule: RuleOverview) -> str:
    """Return how to fix what a rule reports, in Markdown, where no team's own findings say it; else nothing."""
    if rule.code not in overview.common or rule.code == OVER_ALLOCATED:  # each person's entry has its own fix
        return ""
    return next((each.fix for each in report.rules if each.code == rule.code), "")
