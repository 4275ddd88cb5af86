"""Several teams at once: the overview's numbers, counted again from what the teams' files say."""

import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conftest import TODAY, Cli
from organisation import LEFT, Json, Organisation, required_skills, role_file, roles_of, write_organisation
from runs import ROLES, ran, report_in, team_text, write

ABLE = Fraction(75, 100)
OUTPUTS = {
    "sarif": "r.sarif", "junit": "r.xml", "markdown": "r.md", "html": "r.html", "gitlab": "r.json", "text": "r.txt",
    "github": "r.log", "brief": "b.md",
}  # fmt: skip


class Organised:
    """An organisation, and what is so of its teams by their files alone."""

    def __init__(self, organisation: Organisation) -> None:
        self.folder = organisation.folder
        self.whole_time = organisation.whole_time
        self.teams: dict[str, Json] = {
            str(organisation.folder / "teams" / name): value for name, value in organisation.teams
        }
        self.active: dict[str, list[Json]] = {
            file: [member for member in team["members"] if member.get("until") != LEFT]
            for file, team in self.teams.items()
        }

    def able(self, file: str, role: str) -> list[Json]:
        required = required_skills(role, self.teams[file].get("catalog"))

        def fit(member: Json) -> Fraction:
            shares = [
                min(Fraction(member["skills"].get(skill, 0), level), Fraction(1)) for skill, level in required.items()
            ]
            return sum(shares, Fraction()) / len(shares)

        return [member for member in self.active[file] if fit(member) >= ABLE]

    def holders(self, file: str, role: str) -> list[Json]:
        return [member for member in self.active[file] if role in member["roles"]]

    def is_external(self, file: str, role: str) -> bool:
        return any(entry["role"] == role for entry in self.teams[file]["external"])


@pytest.fixture(scope="module")
def organised(tmp_path_factory: pytest.TempPathFactory) -> Organised:
    folder = tmp_path_factory.mktemp("organisation")
    return Organised(write_organisation(folder, teams=200, people=600))


@pytest.fixture(scope="module")
def report(organised: Organised) -> Json:
    """Return the report of one run, which writes every other format beside the teams."""
    folder = organised.folder
    config = ("--config", folder / ".mlops-team.toml", "--as-of", TODAY)
    outputs = [word for name, file in OUTPUTS.items() for word in ("-o", f"{name}:{folder / file}")]
    done = ran("audit", folder / "teams", *config, "-f", "json", *outputs)
    assert (done.returncode, done.stderr) == (1, b"")
    return report_in(done.stdout.decode())


def test_roles_over_200_teams(organised: Organised, report: Json) -> None:
    expected = []
    for role in ROLES:
        counts = Counter[str]()
        for file, team in organised.teams.items():
            if role not in roles_of(team):
                continue
            if organised.is_external(file, role):
                counts["external"] += 1
            elif organised.holders(file, role):
                counts["staffed"] += 1
                counts["one_able"] += len(organised.able(file, role)) < 2
            else:
                counts["unstaffed"] += 1
        expected.append(
            {"role": role} | {kind: counts[kind] for kind in ("staffed", "external", "unstaffed", "one_able")}
        )
    assert report["overview"]["roles"] == expected
    assert all(row["staffed"] and row["external"] and row["unstaffed"] and row["one_able"] for row in expected)


def test_people_over_200_teams(organised: Organised, report: Json) -> None:
    places: dict[str, list[tuple[str, Json]]] = defaultdict(list)
    for file, members in organised.active.items():
        for member in members:
            places[member["id"]].append((file, member))
    expected = {}
    for id, rows in places.items():
        if len(rows) < 2:
            continue
        written = [Decimal(str(member["allocation"])) for _, member in rows if "allocation" in member]
        alone = [
            [file, role]
            for file, member in rows
            for role in roles_of(organised.teams[file])
            if role in member["roles"] and organised.able(file, role) == [member]
        ]
        expected[id] = (float(sum(written)) if written else None, [file for file, _ in rows], alone)
    people = report["overview"]["people"]
    assert {row["id"]: (row["allocation"], row["teams"], row["alone"]) for row in people} == expected
    promised = [row["allocation"] or 0 for row in people]
    assert promised == sorted(promised, reverse=True)
    assert len(people) > 100
    assert any(row["alone"] for row in people)


def test_levels_and_time_of_the_people_file(organised: Organised, report: Json) -> None:
    expected = Counter[str]()
    limits = defaultdict[str, float](lambda: 1, organised.whole_time)
    written = defaultdict[str, list[Decimal]](list)
    for members in organised.active.values():
        for member in members:
            if "allocation" in member:
                written[member["id"]].append(Decimal(str(member["allocation"])))
    for id, shares in written.items():
        expected[id] = len(shares) if sum(shares) > Decimal(str(limits[id])) else 0
    names = {member["name"]: member["id"] for members in organised.active.values() for member in members}
    overallocated = Counter(
        names[finding["member"]]
        for team in report["teams"]
        for finding in team["findings"]
        if finding["code"] == "MT105"
    )
    assert overallocated == +expected
    assert any(overallocated[id] for id in organised.whole_time)
    catalogs = Counter(team["catalog"]["id"] for team in report["teams"])
    assert catalogs == Counter(team.get("catalog", "our-roles") for team in organised.teams.values())
    assert min(catalogs.values()) > 50
    for team in report["teams"]:
        for member, as_meant in zip(team["members"], organised.teams[team["file"]]["members"], strict=True):
            assert (member["name"], member["skills"]) == (as_meant["name"], as_meant["skills"])


def test_every_format_has_the_same_numbers(organised: Organised, report: Json) -> None:
    texts = {name: (organised.folder / file).read_text(encoding="utf-8") for name, file in OUTPUTS.items()}
    titles = {role: role_file(role)["title"] for role in ROLES}
    for row in report["overview"]["roles"]:
        numbers = [row[kind] for kind in ("staffed", "external", "unstaffed", "one_able")]
        assert re.search(rf"\n  (?:R[0-9] )?{titles[row['role']]} +{' +'.join(map(str, numbers))}\n", texts["text"])
        assert f"\n| {titles[row['role']]} | {' | '.join(map(str, numbers))} |\n" in texts["markdown"]
        cells = "".join(f'<td class="n">{number}</td>' for number in numbers)
        assert f'<th scope="row">{titles[row["role"]]}</th>{cells}' in texts["html"]
    codes = Counter(finding["code"] for team in report["teams"] for finding in team["findings"])
    assert Counter(result["ruleId"] for result in json.loads(texts["sarif"])["runs"][0]["results"]) == codes
    assert Counter(issue["check_name"].partition(" ")[0] for issue in json.loads(texts["gitlab"])) == codes
    assert Counter(re.findall(r"title=(MT\d+) ", texts["github"])) == codes
    suites = re.findall(r'<testsuite name="(.*?)"', texts["junit"])
    assert suites == [team["team"] for team in report["teams"]]
    promised = [f"{person['name']}" for person in report["overview"]["people"][:3]]
    for name in ("text", "markdown", "html"):
        people = texts[name].partition("People in several teams")[2]
        places = [people.index(person) for person in promised]
        assert places == sorted(places)
    assert texts["brief"].startswith("# 200 teams: ")


def test_rules_over_200_teams(report: Json) -> None:
    findings, teams = Counter[str](), Counter[str]()
    for team in report["teams"]:
        codes = [finding["code"] for finding in team["findings"]]
        findings.update(codes)
        teams.update(set(codes))
    expected = sorted((-teams[code], -findings[code], code) for code in findings)
    rules = report["overview"]["rules"]
    assert [(-rule["teams"], -rule["findings"], rule["code"]) for rule in rules] == expected


def test_only_open_findings_count_among_the_rules(cli: Cli, tmp_path: Path) -> None:
    waiver = "waivers: [{rule: MT602, reason: soon, expires: 2026-12-31}]"
    write(tmp_path, {"a.team.yaml": team_text(metric=False, more=waiver), "b.team.yaml": team_text(metric=False)})
    overview = report_in(cli("audit", tmp_path, "-f", "json", "--select", "MT602").out)["overview"]
    assert overview["rules"] == [{"code": "MT602", "teams": 1, "findings": 1}]


def test_a_single_team_has_no_overview(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"a.team.yaml": team_text(), "b.team.yaml": "team: [\n"})
    assert report_in(cli("audit", tmp_path, "-f", "json").out)["overview"] is None


def test_ids_are_the_same_whatever_their_case_and_no_allocation_is_null(cli: Cli, tmp_path: Path) -> None:
    members = ("id: NOOR@example.com", "id: noor@example.com")
    write(tmp_path, {f"{n}.team.yaml": team_text(f"T{n}", member=member) for n, member in enumerate(members)})
    (person,) = report_in(cli("audit", tmp_path, "-f", "json").out)["overview"]["people"]
    files = [str(tmp_path / f"{n}.team.yaml") for n in range(2)]
    assert person == {"id": "NOOR@example.com", "name": "Ann", "allocation": None, "teams": files, "alone": []}


def test_who_has_left_is_in_no_team(cli: Cli, tmp_path: Path) -> None:
    gone = "id: a@example.com\nuntil: 2026-01-31"
    write(tmp_path, {"a.team.yaml": team_text(member=gone), "b.team.yaml": team_text(member="id: a@example.com")})
    assert report_in(cli("audit", tmp_path, "-f", "json").out)["overview"]["people"] == []


def team_with(name: str, roles: str, forums: str) -> dict[str, Any]:
    return {f"{name}.team.yaml": f"team: {name}\nmembers:\n{roles}\nforums: {forums}\n"}


PEOPLE = """\
  - {name: Ann, roles: [data-scientist]}
  - {name: Bo, roles: [data-engineer]}
  - {name: Cy, roles: [software-engineer]}"""


@pytest.mark.parametrize(
    ("forums", "level", "missing"),
    [
        ("[]", 1, [["data-scientist", "data-engineer"]]),
        ("[{name: A, roles: [data-scientist, data-engineer]}]", 2, [["data-engineer", "software-engineer"]]),
        (
            "[{name: A, roles: [data-scientist, data-engineer]}, {name: B, roles: [software-engineer, data-engineer]}]",
            3,
            [["data-scientist", "software-engineer"]],
        ),
        ("[{name: A, roles: [data-scientist, software-engineer]}]", 1, [["data-scientist", "data-engineer"]]),
        ("[{name: All, roles: all}]", 4, None),
    ],
)
def test_the_ladder_follows_who_meets(
    cli: Cli, tmp_path: Path, forums: str, level: int, missing: list[Any] | None
) -> None:
    write(tmp_path, team_with("T", PEOPLE, forums))
    ladder = report_in(cli("audit", tmp_path, "-f", "json").out)["teams"][0]["ladder"]
    assert ladder["level"] == level
    assert ladder["next"] == (None if missing is None else {"level": level + 1, "missing": missing})


def test_a_person_in_two_roles_brings_them_together(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, team_with("T", "  - {name: Ann, roles: [data-scientist, data-engineer]}", "[]"))
    ladder = report_in(cli("audit", tmp_path, "-f", "json").out)["teams"][0]["ladder"]
    assert ladder["level"] == 2
    assert ladder["title"] == "data scientists and data engineers work together"


def test_a_team_without_staffed_roles_is_on_no_ladder(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"t.team.yaml": team_text()})  # all roles are external
    assert report_in(cli("audit", tmp_path, "-f", "json").out)["teams"][0]["ladder"] is None


def test_the_next_level_takes_somebody_in_a_role_that_nobody_holds(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, team_with("T", "  - {name: Ann, roles: [data-scientist, data-engineer]}", "[]"))
    line = "  Collaboration level 2 of 4; level 3 needs somebody in the team as software-engineer\n"
    assert line in cli("audit", tmp_path).out


def test_text_and_markdown_say_what_the_next_level_takes(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, team_with("T", PEOPLE, "[{name: A, roles: [data-scientist, data-engineer]}]"))
    assert (
        "\n  Collaboration level 2 of 4; level 3 needs a forum of data-engineer with software-engineer\n"
        in cli("audit", tmp_path).out
    )
    assert (
        "\nCollaboration level 2 of 4, data scientists and data engineers work together; "
        "level 3 needs a forum of data-engineer with software-engineer.\n"
    ) in cli("audit", tmp_path, "-f", "markdown").out
