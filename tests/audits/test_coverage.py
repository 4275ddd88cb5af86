"""What holds of coverage, staffing and shares of time, whatever the team."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import TODAY
from mlops_team.audits import rule
from mlops_team.audits.coverage import Coverage, cover, per_cent, without
from mlops_team.audits.fingerprint import Fingerprints
from mlops_team.audits.rule import Facts
from mlops_team.audits.rules import TEAM_RULES, WAIVABLE
from mlops_team.audits.time_shortfall import Shortfall, largest_shortfall
from mlops_team.inputs.catalog import load_catalog
from mlops_team.inputs.team import Team
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_reader import parse
from mlops_team.model import Finding

Json = dict[str, Any]

BUILT_IN = load_catalog()
# Two people a role, so that there is something between unstaffed and enough.
CATALOG = BUILT_IN._replace(roles={id: role._replace(people=2) for id, role in BUILT_IN.roles.items()})
AUDITED = [role.id for role in CATALOG.audited]
AS_OF = date.fromisoformat(TODAY)
NAMES = ("Di", "Ann", "Ed", "Bo", "Cy")
FORUMS = [
    {"name": "Science", "roles": ["data-scientist", "ml-engineer"]},
    {"name": "Data", "roles": ["data-engineer", "software-engineer"]},
]

steady = settings(deadline=None, database=None, max_examples=60)  # no timing, and the same from run to run

levels = st.integers(0, 5)
skill_names = st.sampled_from(sorted(CATALOG.skills))
some_skills = st.dictionaries(skill_names, levels, max_size=12)
all_skills = st.fixed_dictionaries({skill: st.integers(2, 5) for skill in sorted(CATALOG.skills)})
twentieths = st.integers(1, 20).map(lambda share: share / 20)  # of full time, as people write them
persons = st.fixed_dictionaries(
    {
        "roles": st.lists(st.sampled_from(sorted(CATALOG.roles)), max_size=4, unique=True),
        "skills": some_skills | all_skills,
        "allocation": twentieths,
    },
    optional={
        "from": st.sampled_from(["2026-11-23", "2026-11-24"]),
        "until": st.sampled_from(["2026-12-31", "2027-06-30"]),
        "learning": st.just([{"skill": "ci-cd", "level": 3, "by": "2026-10-31"}]),
    },
)
peoples = st.lists(persons, max_size=len(NAMES)).map(
    lambda found: [{"name": name} | person for name, person in zip(NAMES, found, strict=False)]
)
externals = st.lists(st.sampled_from(AUDITED), max_size=3)


def team_of(people: Sequence[Json], external: Sequence[str] = ()) -> Team:
    outside = [{"role": role, "provider": "Platform"} for role in external]
    value = {"team": "A", "members": people, "external": outside, "forums": FORUMS}
    team, faults = read_team(parse("team.yaml", json.dumps(value).encode()), CATALOG, WAIVABLE)
    assert team is not None, faults
    return team


def coverage_of(people: Sequence[Json], external: Sequence[str] = ()) -> Coverage:
    return cover(team_of(people, external), CATALOG, AS_OF)


def findings_of(people: Sequence[Json], external: Sequence[str] = ()) -> list[Finding]:
    team = team_of(people, external)
    facts = Facts(team, CATALOG, AS_OF, cover(team, CATALOG, AS_OF))
    place = parse("team.yaml", b"team: A").location
    return rule.findings_of(TEAM_RULES, facts, rule.FindingContext(place, "team.yaml", Fingerprints("team.yaml")))


def said(findings: Sequence[Finding]) -> Counter[tuple[str, ...]]:
    """Return all that is said, but where."""
    return Counter((one.code, str(one.subject), one.message, one.hint, json.dumps(one.data)) for one in findings)


def lacking(findings: Sequence[Finding], code: str) -> set[str | None]:
    return {one.subject.role for one in findings if one.code == code}


def time_missing(findings: Sequence[Finding]) -> float:
    return next((float(str(one.data["missing"])) for one in findings if one.code == "MT103"), 0)


def shape(coverage: Coverage) -> list[tuple[Any, ...]]:
    """Return what a coverage says of each role, people by their names."""
    return [
        (
            role.role.id,
            role.status,
            role.coverage,
            [member.name for member in role.holders],
            [member.name for member in role.deputies],
            [(one.skill, one.attained, [member.name for member in one.by]) for one in role.skills],
        )
        for role in coverage.roles.values()
    ]


@steady
@given(peoples, externals, st.integers())
def test_the_order_of_members_never_matters(people: list[Json], external: list[str], seed: int) -> None:
    shuffled = Random(seed).sample(people, len(people))
    one, other = coverage_of(people, external), coverage_of(shuffled, external)
    assert (one.coverage, one.held, shape(one)) == (other.coverage, other.held, shape(other))
    assert said(findings_of(people, external)) == said(findings_of(shuffled, external))


@steady
@given(peoples, externals, persons)
def test_one_more_member_leaves_no_role_unstaffed(people: list[Json], external: list[str], more: Json) -> None:
    before, after = findings_of(people, external), findings_of([*people, {"name": "Zoe"} | more], external)
    assert lacking(after, "MT101") <= lacking(before, "MT101")


@steady
@given(peoples, externals, persons)
def test_one_more_member_for_staffed_roles_opens_no_staffing_gap(
    people: list[Json], external: list[str], more: Json
) -> None:
    staffed = {role.role.id for role in coverage_of(people, external).staffed}
    zoe = {"name": "Zoe"} | more | {"roles": [role for role in more["roles"] if role in staffed]}
    before, after = findings_of(people, external), findings_of([*people, zoe], external)
    for code in ("MT101", "MT102"):
        assert lacking(after, code) <= lacking(before, code)
    assert time_missing(after) <= time_missing(before)


def test_the_first_holder_of_a_role_brings_what_it_takes() -> None:
    ann = {"name": "Ann", "roles": ["devops-engineer"], "allocation": 0.05}
    before, after = findings_of([]), findings_of([ann])
    assert lacking(before, "MT101") - lacking(after, "MT101") == {"devops-engineer"}
    assert (lacking(after, "MT102"), time_missing(after)) == ({"devops-engineer"}, 0.15)


@steady
@given(peoples, externals)
def test_coverage_is_a_share_and_whole_only_when_nothing_is_short(people: list[Json], external: list[str]) -> None:
    coverage = coverage_of(people, external)
    for role in coverage.roles.values():
        short = [one for one in role.skills if one.required and not one.met]
        assert 0 <= role.coverage <= 1
        assert (role.coverage == 1) == (role.status == "external" or (role.staffed and not short))
        assert (per_cent(role.coverage) == 100) == (role.coverage == 1)
    assert coverage.coverage == sum(role.coverage for role in coverage.roles.values()) / len(AUDITED)
    assert all(0 <= coverage.fit(name, role) <= 1 for name, held in coverage.held.items() for role in held)


@steady
@given(peoples.filter(bool), externals, st.data())
def test_a_higher_level_never_lowers_coverage(people: list[Json], external: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(people) - 1))
    skill = data.draw(skill_names)
    raised = max(data.draw(levels), people[index]["skills"].get(skill, 0))
    better = [dict(person) for person in people]
    better[index]["skills"] = people[index]["skills"] | {skill: raised}
    before, after = coverage_of(people, external), coverage_of(better, external)
    assert before.coverage <= after.coverage
    for id, role in before.roles.items():
        assert role.coverage <= after.roles[id].coverage


def test_a_role_that_requires_no_skill_is_covered_by_whoever_holds_it() -> None:
    plain = BUILT_IN.roles["solution-architect"]._replace(requirements=(), required_skills=())
    catalog = BUILT_IN._replace(roles={plain.id: plain})
    team = team_of([{"name": name, "roles": [plain.id]} for name in ("Ann", "Bo")])
    coverage = cover(team, catalog, AS_OF)
    for covered in (coverage.roles[plain.id], without(coverage.roles[plain.id], {"Ann"})):
        assert (covered.status, covered.coverage) == ("covered", Fraction(1))
    assert coverage.fit("Ann", plain.id) == 1


@pytest.mark.parametrize(
    ("share", "shown"), [(Fraction(1), 100), (Fraction(999, 1000), 99), (Fraction(1, 3), 33), (Fraction(0), 0)]
)
def test_per_cent_are_rounded_down(share: Fraction, shown: int) -> None:
    assert per_cent(share) == shown


Case = tuple[dict[str, Decimal], dict[str, tuple[str, ...]], dict[str, Decimal]]


def random_case(random: Random) -> Case:
    """Make a few roles that share a few people, with amounts that often add up to a draw."""
    amounts = [Decimal(text) for text in ("0", "0.1", "0.10", "0.2", "0.3", "0.33", "0.7", "1", "1.05")]
    people = "PQRST"[: random.randint(1, 5)]
    roles = "abcde"[: random.randint(1, 5)]
    return (
        {role: random.choice(amounts) for role in roles},
        {role: tuple(random.sample(people, random.randint(1, min(3, len(people))))) for role in roles},
        {person: random.choice(amounts[1:]) for person in people},
    )


def brute_force(
    demands: Mapping[str, Decimal], holders: Mapping[str, Sequence[str]], supplies: Mapping[str, Decimal]
) -> Shortfall | None:
    """Look at every set of roles: the smallest of those that fall short by the most."""
    sets = chain.from_iterable(combinations(sorted(demands), size) for size in range(1, len(demands) + 1))
    found = []
    for roles in sets:
        people = {person for role in roles for person in holders[role]}
        demand = sum((Fraction(demands[role]) for role in roles), Fraction())
        supply = sum((Fraction(supplies[person]) for person in people), Fraction())
        found.append(Shortfall(roles, demand, supply))
    most = max(one.demand - one.supply for one in found)
    worst = [one for one in found if one.demand - one.supply == most]
    smallest = [one for one in worst if len(one.roles) == min(len(other.roles) for other in worst)]
    assert most <= 0 or len(smallest) == 1  # where sets cross, what they share falls short by as much
    return smallest[0] if most > 0 else None


@pytest.mark.parametrize("seed", range(20))
def test_the_largest_shortfall_is_the_one_that_brute_force_finds(seed: int) -> None:
    random = Random(seed)
    for _ in range(50):
        demands, holders, supplies = random_case(random)
        assert largest_shortfall(demands, holders, supplies) == brute_force(demands, holders, supplies)


def test_tenths_add_up_exactly() -> None:
    tenths = {role: Decimal("0.1") for role in "abcdefghij"}
    alone = dict.fromkeys(tenths, ("P",))
    assert largest_shortfall(tenths, alone, {"P": Decimal("1.0")}) is None
    short = largest_shortfall(tenths, alone, {"P": Decimal("0.9999999999999999999999999")})
    assert short == Shortfall(tuple(tenths), Fraction(1), 1 - Fraction(1, 10**25))
