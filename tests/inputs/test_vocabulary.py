"""The names of roles, skills, tools and levels, and what a member's entries come to."""

import json
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from mlops_team.audits.coverage import cover
from mlops_team.audits.rules import WAIVABLE
from mlops_team.inputs.catalog import Catalog, load_catalog
from mlops_team.inputs.catalog_choice import CatalogChoice, catalog_choice
from mlops_team.inputs.people import Person, read_people
from mlops_team.inputs.team import Team
from mlops_team.inputs.team_reader import read_team
from mlops_team.inputs.yaml_reader import parse
from mlops_team.text import id_key
from runs import write

AS_OF = date(2026, 11, 23)
CATALOG = """\
id: ours
version: "1"
title: Ours
sources: {book: {title: A book}}
levels: [nothing, {name: beginner}, {name: practitioner, description: Does the usual work alone}, skilled, Master, guru]
ambiguous-titles: [{title: Artist, roles: [juggler, baker]}]
"""
SKILLS = """\
skills:
  - {id: juggling, title: Object juggling, aliases: [Keeping things up, CI/CD], description: Keep things in the air}
  - {id: baking, title: Baking, description: Make bread}
  - {id: selling, title: Selling, description: Sell}
"""
TOOLS = """\
tools:
  - {name: Club, aliases: [Pin, Web3], shows: [juggling]}
  - {name: Ball, shows: [juggling, selling]}
  - {name: C++, shows: []}
  - {name: C#, shows: []}
  - {name: C, shows: [baking]}
"""
JUGGLER = """\
id: juggler
title: Juggler
aliases: [Lead Juggler of Balls, Circus Person]
purpose: Keeps things in the air
responsibilities: [{id: juggle, text: Juggle, source: book}]
skills: {juggling: 3, selling: {level: 2, need: desired}}
"""
BAKER = """\
id: baker
title: Baker
aliases: [Head of Bread]
purpose: Bakes
responsibilities: [{id: bake, text: Bake, source: book}]
skills: {baking: 3, selling: 2}
"""
FILES = {
    "catalog.yaml": CATALOG,
    "skills.yaml": SKILLS,
    "tools.yaml": TOOLS,
    "juggler.yaml": JUGGLER,
    "baker.yaml": BAKER,
}


@pytest.fixture
def ours(tmp_path: Path) -> Catalog:
    write(tmp_path / "ours", FILES)
    return load_catalog(tmp_path / "ours")


def team_of(text: str, catalogs: Catalog | CatalogChoice, people: dict[str, Person] | None = None) -> Team:
    team, faults = read_team(parse("team.yaml", text.encode()), catalogs, WAIVABLE, people or {})
    assert faults == []
    assert team is not None
    return team


def faults_of(text: str, catalogs: Catalog | CatalogChoice, people: dict[str, Person] | None = None) -> list[str]:
    _, faults = read_team(parse("t", text.encode()), catalogs, WAIVABLE, people or {})
    return [f"{fault.location} {fault.code} {fault.message}; {fault.hint}" for fault in faults]


def member(skills: str, catalog: Catalog, more: str = "") -> Any:
    return team_of(f"team: T\nmembers: [{{name: A, skills: {skills}{more}}}]\n", catalog).members[0]


# Roles


@pytest.mark.parametrize(
    "name",
    [
        "baker", "BAKER", "ba_ker", "Ba-ker", "b.a/k&er", "Senior Baker", "Sr. Baker II", "Baker, III".replace(",", ""),
        "Junior Associate Baker 1", "Baker Lead", "Head of Baker", "head-of-bread", "Chief_Baker", "Principal Baker IV",
        "Baker (m/w/d)", "Senior Baker [F|M|X]", "Baker II (all genders)", "(H/F) Baker", "Baker (m, f, d), Senior",
    ],
)  # fmt: skip
def test_a_role_is_known_by_its_names_without_words_of_seniority(ours: Catalog, name: str) -> None:
    assert ours.role_named(name) == "baker"


@pytest.mark.parametrize("name", ["Lead Juggler of Balls", "Senior Lead Juggler of Balls", "Circus Person 2"])
def test_a_name_with_its_word_of_seniority_stays_that_name(ours: Catalog, name: str) -> None:
    assert ours.role_named(name) == "juggler"


@pytest.mark.parametrize(
    "name", ["Tech Lead", "Principal", "Head of", "Lead", "Senior", "Baker V", "Baker 5", "Bakerlead", "Midbaker", "II",
             "(m/w/d)", "Senior (m/w/d)", "Baker (m)", "Baker (a/b)", "Baker m/w/d"]
)  # fmt: skip
def test_seniority_alone_is_no_role(ours: Catalog, name: str) -> None:
    assert ours.role_named(name) is None


def test_an_ambiguous_title_names_both_candidates(ours: Catalog) -> None:
    for title in ("Artist", "Senior Artist"):
        assert faults_of(f"team: T\nmembers: [{{name: A, roles: [{title}]}}]\n", ours) == [
            f't:2:29 MT004 A: roles: "{title}" could be several roles; write the role that is meant: juggler or baker'
        ]
    assert faults_of("team: T\nmembers: [{name: A, roles: [Circus Persn]}]\n", ours) == [
        't:2:29 MT004 A: roles: unknown role "Circus Persn"; did you mean "Circus Person"?'
    ]


# Skills and tools


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("juggling", "juggling"), ("Object Juggling", "juggling"), ("keeping_things-up", "juggling"),
        ("CI/CD", "juggling"), ("ci cd", "juggling"), ("cicd", "juggling"),
        ("Club", "Club"), ("pin", "Club"), ("club 3.12", "Club"),
        ("Club v2", "Club"), ("C", "C"), ("C++", "C++"), ("c#", "C#"), ("C 17", "C"),
        ("Web3", "Club"), ("Web 3", "Club"),
        ("C4", None), ("Club2", None), ("Club v", None), ("Baking Senior", None), ("D", None), ("3.12", None),
    ],
)  # fmt: skip
def test_the_names_of_skills_and_tools(ours: Catalog, name: str, meant: str | None) -> None:
    assert ours.skill_named(name) == meant


@pytest.mark.parametrize(
    ("skills", "rated", "unrated", "via"),
    [
        ("{juggling: 2}", {"juggling": 2}, set(), {}),
        ("{Club: 5}", {"juggling": 3}, set(), {"juggling": "Club"}),
        ("{Club: 1, juggling: 1}", {"juggling": 1}, set(), {}),  # by their own entry
        ("{Club: 2, juggling: 1}", {"juggling": 2}, set(), {"juggling": "Club"}),
        ("{Club: 2, Ball: 2}", {"juggling": 2, "selling": 2}, set(), {"juggling": "Ball", "selling": "Ball"}),
        ("{Club: 0}", {"juggling": 0}, set(), {"juggling": "Club"}),
        ("{Club: }", {}, {"juggling"}, {"juggling": "Club"}),
        ("{juggling: , Club: 1}", {"juggling": 1}, set(), {"juggling": "Club"}),
        ("{juggling: 0, Club: }", {"juggling": 0}, set(), {}),
        ("{juggling: , CI/CD: 2, Object juggling: 1}", {"juggling": 2}, set(), {}),
        ("[Club, C++, fencing]", {"juggling": 3}, set(), {"juggling": "Club"}),
        ("{C++: 4, fencing: 2}", {}, set(), {}),
        ("", {}, set(), {}),
        ("{juggling: GURU, baking: practitioner}", {"juggling": 5, "baking": 2}, set(), {}),
    ],
)
def test_effective_levels(
    ours: Catalog, skills: str, rated: dict[str, int], unrated: set[str], via: dict[str, str]
) -> None:
    found = member(skills, ours)
    assert (dict(found.skills), found.unrated, dict(found.via)) == (rated, unrated, via)


@pytest.mark.parametrize(("most", "level"), [(0, None), (1, 1), (2, 2), (5, 3)])
def test_tool_level_is_a_practice(tmp_path: Path, most: int, level: int | None) -> None:
    write(tmp_path, FILES | {"catalog.yaml": f"{CATALOG}practices: {{tool-level: {most}}}\n"})
    catalog = load_catalog(tmp_path)
    assert dict(member("{Club: 4}", catalog).skills) == ({} if level is None else {"juggling": level})
    assert member("{Club: }", catalog).unrated == (set() if level is None else {"juggling"})
    assert "Club" in member("{Club: 4}", catalog).listed


def test_the_place_of_a_skill_is_the_entry_that_gave_the_level(ours: Catalog) -> None:
    found = member("{pin: 3, Object juggling: 1, fencing: 2}", ours)
    assert found.skill_path("juggling") == ("members", 0, "skills", "pin")
    assert found.skill_path("fencing") == ("members", 0, "skills", "fencing")
    assert found.skill_path("baking") == ("members", 0, "skills", "baking")
    assert (found.level_of("juggling"), found.level_of("Club"), found.level_of("fencing"), found.level_of("x")) == (
        3, 3, 2, None,
    )  # fmt: skip


def test_learning_and_waivers_go_by_the_vocabulary(ours: Catalog) -> None:
    team = team_of(
        "team: T\nmembers: [{name: A, learning: [{skill: CI/CD, level: Master, by: 2026-12-31}, {skill: pin, level: 2, "
        "by: 2026-12-31}]}]\nwaivers: [{rule: MT201, skill: Object Juggling, reason: x, expires: 2026-12-31}]\n",
        ours,
    )
    assert [(item.skill, item.level) for item in team.members[0].learning] == [("juggling", 4), ("Club", 2)]
    assert team.waivers[0].subject.skill == "juggling"


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("guruu", 'must be a level from 0 to 5, not "guruu"; did you mean "guru"?'),
        ("advance", 'must be a level from 0 to 5, not "advance"; write baking: 3 or baking: Master'),
        ("'4'", 'must be a level from 0 to 5, not "4"; write baking: 4'),
        ("6", "must be a level from 0 to 5, not 6; write for example baking: 3"),
        ("3.5", "must be a level from 0 to 5, not 3.5; write for example baking: 3"),
        ("true", "must be a level from 0 to 5, not true; write for example baking: 3"),
        ("-1", "must be a level from 0 to 5, not -1; write for example baking: 3"),
    ],
)
def test_what_is_no_level(ours: Catalog, level: str, said: str) -> None:
    text = f"team: T\nmembers: [{{name: A, skills: {{baking: {level}}}}}]\n"
    assert faults_of(text, ours) == [f"t:2:30 MT003 A: skills.baking {said}"]


# Coverage


def test_coverage_counts_tools_and_says_what_is_unrated(ours: Catalog) -> None:
    team = team_of(
        "team: T\nmembers:\n- {name: A, roles: [juggler], skills: {Club: 2}}\n"
        "- {name: B, roles: [juggler, baker], skills: {juggling: , baking: }}\n",
        ours,
    )
    covered = cover(team, ours, AS_OF)
    juggling = covered.roles["juggler"].skills[0]
    assert (juggling.attained, [one.name for one in juggling.by], juggling.met) == (2, ["A"], False)
    assert ([one.name for one in juggling.unrated], juggling.unknown) == (["B"], True)
    assert covered.roles["juggler"].coverage == Fraction(2, 3)
    assert covered.fit("A", "juggler") == Fraction(2, 3)
    baking = covered.roles["baker"].skills[0]
    assert (baking.attained, baking.by, baking.unknown) == (None, (), True)
    assert covered.roles["baker"].status == "gaps"


def test_what_is_not_needed_is_required_of_nobody(ours: Catalog) -> None:
    text = (
        "team: T\nmembers: [{name: A, roles: [baker], skills: {baking: 3}}]\n"
        "not-needed: [{skill: Selling, reason: We give it away, approved-by: B, until: 2026-11-23}]\n"
    )
    team = team_of(text, ours)
    assert team.not_needed[0][:4] == ("selling", "We give it away", "B", AS_OF)
    assert cover(team, ours, AS_OF).roles["baker"].coverage == 1
    assert [one.skill for one in cover(team, ours, AS_OF).roles["juggler"].skills] == ["juggling"]
    assert cover(team, ours, date(2026, 11, 24)).roles["baker"].coverage == Fraction(1, 2)
    assert team.catalog_on(AS_OF).required_by.keys() == {"juggling", "baking"}


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("{skill: bakin, reason: x}", '15 MT004 not-needed: "bakin" is unknown; did you mean "baking"?'),
        ("{skill: Club, reason: x}", '15 MT004 not-needed: "Club" is a tool, not a skill; name a skill that it shows'),
        (
            "{skill: baking, reason: x}, {skill: Baking, reason: y}",
            "43 MT003 not-needed: baking is in this list twice; remove this entry",
        ),
    ],
)
def test_bad_entries_of_not_needed(ours: Catalog, entries: str, said: str) -> None:
    assert faults_of(f"team: T\nmembers: []\nnot-needed: [{entries}]\n", ours) == [f"t:3:{said}"]


def test_bad_entries_of_not_needed_by_the_schema(cli: Cli) -> None:
    text = "team: T\nmembers: []\nnot-needed: [{skill: feature-store}, {reason: x}]\n"
    result = cli("audit", "-", stdin=text.encode())
    assert result.code == 2
    assert [line.split(";")[0] for line in result.err.splitlines()] == [
        '<stdin>:3:14: error[MT003]: not-needed: a skill that is not needed needs "reason"',
        '<stdin>:3:38: error[MT003]: not-needed: a skill that is not needed needs "skill"',
    ]


# Which catalog


def test_a_team_chooses_its_catalog(ours: Catalog, tmp_path: Path) -> None:
    write(tmp_path / "theirs", FILES | {"catalog.yaml": CATALOG.replace("id: ours", "id: theirs")})
    folders = {"theirs": str(tmp_path / "theirs")}
    choice = CatalogChoice(ours, folders=folders)
    names = {name: team_of(f"team: T\n{name}members: []\n", choice).catalog.id
             for name in ("", "catalog: built-in\n", "catalog: theirs\n")}  # fmt: skip
    assert names == {"": "ours", "catalog: built-in\n": "built-in", "catalog: theirs\n": "theirs"}
    assert (
        team_of("team: T\ncatalog: theirs\nmembers: []\n", CatalogChoice(ours, folders, fixed=True)).catalog.id
        == "ours"
    )
    assert faults_of("team: T\ncatalog: their\nmembers: []\n", choice) == [
        't:2:1 MT004 catalog: there is no catalog named "their"; did you mean "theirs"?'
    ]
    assert faults_of("team: T\ncatalog: ./theirs\nmembers: []\n", choice)[0].startswith("t:2:1 MT004 catalog: ")
    for word, configured, found in (
        (None, None, ("built-in", False)),
        (None, "theirs", ("theirs", False)),
        ("theirs", "built-in", ("theirs", True)),
        ("built-in", "theirs", ("built-in", True)),
        (str(tmp_path / "ours"), None, ("ours", True)),
    ):
        chosen = catalog_choice(word, configured, folders)
        assert (chosen.default.id, chosen.fixed) == found


def test_a_catalog_travels_by_name(ours: Catalog) -> None:
    smaller = ours.without({"selling"})
    again = pickle.loads(pickle.dumps(smaller))  # noqa: S301 - our own
    assert again == smaller
    assert len(pickle.dumps(smaller)) < 1_000


# The people file

PEOPLE = """\
people:
  - {id: Ada@x.example, name: Ada Lovelace, skills: {juggling: 4, baking: 2, Club: 1}, assessed: 2026-05-01, x-room: 12}
  - {id: bo@x.example, name: Bo Lind, allocation: 0.8}
"""


def people_of(text: str, catalog: Catalog) -> dict[str, Person]:
    people, faults = read_people(parse("people.yaml", text.encode()), CatalogChoice(catalog))
    assert faults == []
    return dict(people)


def test_a_member_with_an_id_alone_is_somebody_of_the_people_file(ours: Catalog) -> None:
    people = people_of(PEOPLE, ours)
    text = "team: T\nmembers: [{id: ada@X.example, roles: [baker], skills: {Baking: 1}}, {id: bo@x.example, name: B}]\n"
    ada, other = team_of(text, ours, people).members
    assert (ada.name, dict(ada.skills), ada.assessed) == (
        "Ada Lovelace",
        {"juggling": 4, "baking": 1},
        date(2026, 5, 1),
    )
    assert (other.name, dict(other.skills)) == ("B", {})
    assert people[id_key("bo@x.example")].allocation == Decimal("0.8")
    assert (ada.allocation, ada.allocation_written) == (Decimal(1), False)
    assert faults_of("team: T\nmembers: [{id: ad@x.example}, {roles: []}]\n", ours, people) == [
        (
            't:2:12 MT004 members: there is nobody with the id "ad@x.example" in a people file; did you mean '
            '"Ada@x.example"?'
        ),
        't:2:31 MT003 members: a member needs "name"; add it, for example name: Ines Duarte',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people: [{id: a}]", '1:10 MT003 a: a person needs "name"'),
        ("people: [{id: a, name: A}, {id: A, name: B}]", '1:29 MT006 people: the id "A" is another person\'s'),
        ("people: [{id: a, name: A, skills: {baking: 7}}]", "1:36 MT003 A: skills.baking must be a level "),
        (
            "people: [{id: a, name: A, skills: {baking: gru}}]",
            "1:36 MT003 A: skills.baking must be a level ",
        ),
        ("people: [{id: a, name: A, assessed: 2026-02-30}]", "1:27 MT003 A: assessed: there is no day 2026-02-30"),
        ("people: [", "1:10 MT002 "),
        ("persons: []", '1:1 MT003 a people file needs "people"'),
    ],
)
def test_a_faulty_people_file(ours: Catalog, text: str, said: str) -> None:
    _, faults = read_people(parse("p", text.encode()), CatalogChoice(ours))
    assert f"{faults[0].location} {faults[0].code} {faults[0].message}".startswith(f"p:{said}")


@pytest.mark.parametrize(
    ("every", "days"),
    [
        ("biweekly", 14),
        ("bi-weekly", 14),
        ("every two weeks", 14),
        ("annually", 366),
        ("semi-annually", 183),
        ("bimonthly", 61),
    ],
)
def test_other_words_for_how_often(cli: Cli, every: str, days: int) -> None:
    for late in (0, 1):
        last = date.fromordinal(AS_OF.toordinal() - days - late)
        text = f"team: T\nmembers: []\nreviews: {{every: {every}, last: {last}}}\n"
        report = json.loads(cli("audit", "-f", "json", "--select", "MT701", "-", stdin=text.encode()).out)
        assert len(report["teams"][0]["findings"]) == late
