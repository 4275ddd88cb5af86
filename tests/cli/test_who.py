"""`mlops-team who`: who has a skill, at what level, and with how much time to spare."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from conftest import Cli
from runs import ROOT, Json, write

FRAUD = """\
team: Fraud
members:
  - {name: Noor, id: noor@example.com, roles: [data-engineer], allocation: 0.5, skills: {feature-store: 3}}
  - {name: Bo, roles: [devops-engineer], skills: {feature-store: 4, juggling: 3}}
  - {name: Cy, skills: {feature-store: 2}}
  - {name: Di, skills: {feature-store: }}
  - {name: Ed, skills: {feature-store: 5}, until: 2026-01-31}
"""
CARDS = """\
team: Cards
members:
  - {name: Noor, id: NOOR@example.com, roles: [ml-engineer], allocation: 0.3, skills: {feature-store: 4}}
  - {name: Bo, roles: [ml-engineer], allocation: 1, skills: {feature-store: 4}}
"""


@pytest.fixture
def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {"fraud.team.yaml": FRAUD, "cards.team.yaml": CARDS})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer_in(out: str) -> Json:
    answer: Json = json.loads(out)
    schema = json.loads((ROOT / "roles/schemas/who.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(answer)] == []
    return answer


def test_the_best_come_first_with_all_their_teams_and_time(cli: Cli, teams: Path) -> None:
    result = cli("who", "feature-store", teams, "-f", "json")
    answer = answer_in(result.out)
    assert result.code == 0
    assert (answer["skill"], answer["level"]) == ("feature-store", 3)
    rows = [(row["name"], row["level"], row["spare"], row["unrated"]) for row in answer["people"]]
    assert rows == [("Noor", 4, 0.2, False), ("Bo", 4, 0.0, False), ("Bo", 4, None, False), ("Di", None, None, True)]
    assert answer["people"][0] == {
        "name": "Noor",
        "id": "NOOR@example.com",
        "level": 4,
        "via": None,
        "unrated": False,
        "teams": [
            {"file": f"{teams}/cards.team.yaml", "team": "Cards", "roles": ["ml-engineer"], "allocation": 0.3},
            {"file": f"{teams}/fraud.team.yaml", "team": "Fraud", "roles": ["data-engineer"], "allocation": 0.5},
        ],
        "allocation": 0.8,
        "spare": 0.2,
    }


def test_text_has_a_line_a_person(cli: Cli, teams: Path) -> None:
    result = cli("who", "Feature store", teams)
    assert result.out.splitlines() == [
        "3 people with feature-store at level 3 or above, and 1 without a level",
        "  Noor  level 4; 0.2 of full time to spare; Cards: ml-engineer at 0.3; Fraud: data-engineer at 0.5",
        "  Bo    level 4; no time to spare; Cards: ml-engineer at 1",
        "  Bo    level 4; time to spare unknown; Fraud: devops-engineer",
        "  Di    level not rated; time to spare unknown; Fraud: no role",
    ]


def test_csv_has_a_row_a_person(cli: Cli, teams: Path) -> None:
    rows = cli("who", "feature-store", teams / "fraud.team.yaml", "--level", "advanced", "-f", "csv").out.splitlines()
    assert rows[0] == "name,id,level,via,teams,files,roles,allocation,spare"
    assert rows[1] == f"Bo,,4,,Fraud,{teams}/fraud.team.yaml,devops-engineer,,"


def test_without_anybody_at_the_level_the_nearest_are_named(cli: Cli, teams: Path) -> None:
    result = cli("who", "feature-store", teams / "fraud.team.yaml", "--level", "5", "-f", "json")
    assert result.code == 1
    assert [row["name"] for row in answer_in(result.out)["people"]] == ["Bo", "Di"]
    assert cli("who", "feature-store", teams / "fraud.team.yaml", "--level", "5").out.startswith(
        "Nobody has feature-store at level 5 or above; the nearest:\n  Bo"
    )


def test_a_skill_that_nobody_lists_has_nobody(cli: Cli, teams: Path) -> None:
    result = cli("who", "ci-cd", teams)
    assert (result.code, result.out) == (1, "Nobody has ci-cd at level 3 or above\n")


def test_what_the_catalog_does_not_know_is_found_as_written(cli: Cli, teams: Path) -> None:
    result = cli("who", "juggling", teams, "-f", "json")
    assert result.code == 0
    assert [row["name"] for row in answer_in(result.out)["people"]] == ["Bo"]


def test_a_word_that_nobody_lists_gets_the_nearest(cli: Cli, teams: Path) -> None:
    result = cli("who", "feature-stor", teams)
    assert (result.code, result.out) == (2, "")
    assert 'did you mean "feature-store"?' in result.err
    assert cli("who", "jugglin", teams).err.endswith('did you mean "juggling"?\n')
    assert cli("who", "falconry", teams).code == 2


def test_a_file_that_cannot_be_read_is_reported_beside_the_rest(cli: Cli, teams: Path) -> None:
    write(teams, {"broken.team.yaml": "team: [\n"})
    result = cli("who", "feature-store", teams)
    assert result.code == 2
    assert "error[MT002]" in result.err
    assert "Noor" in result.out


def test_without_any_team_nothing_is_said_of_people(cli: Cli, teams: Path) -> None:
    result = cli("who", "feature-store", teams / "none.yaml")
    assert (result.code, result.out) == (2, "")
    assert "error[MT001]" in result.err


def test_other_catalogs_are_searched_by_what_the_word_means(cli: Cli, teams: Path) -> None:
    write(teams, {
        "bare/catalog.yaml": "id: bare\nversion: '1'\ntitle: Bare\nsources: {policy: {title: P}}\n",
        "bare/skills.yaml": "skills: [{id: baking, title: Baking, description: To bake.}]\n",
        "bare/baker.yaml": "id: baker\ntitle: B\npurpose: P.\nskills: {baking: 3}\nresponsibilities: []\n",
        ".mlops-team.toml": 'catalogs = {bare = "bare"}\n',
        "fraud.team.yaml": "team: Fraud\ncatalog: bare\nmembers: [{name: Al, skills: {feature-store: 3}}]\n",
    })  # fmt: skip
    answer = answer_in(cli("who", "Feature store", "fraud.team.yaml", "-f", "json").out)
    assert [row["name"] for row in answer["people"]] == ["Al"]


def test_a_level_is_a_number_or_a_name(cli: Cli, teams: Path) -> None:
    for word in ("6", "-1", "three", "", "9" * 5000):
        result = cli("who", "feature-store", teams, f"--level={word}")
        assert (result.code, result.out) == (2, "")
        assert "write 0 to 5" in result.err
    assert answer_in(cli("who", "feature-store", teams, "--level", "Novice", "-f", "json").out)["level"] == 2


def test_names_can_be_hidden(cli: Cli, teams: Path) -> None:
    out = cli("who", "feature-store", teams, "--redact", "-f", "json").out
    assert not {"Noor", "NOOR", "noor"} & set(out.replace("@", '"').split('"'))
    names = [row["name"] for row in answer_in(out)["people"]]
    assert names[0] == "Person 1"
    assert len(set(names)) == 4


def test_no_cell_is_a_formula(cli: Cli, teams: Path) -> None:
    write(teams, {"x.team.yaml": 'team: "=1+1"\nmembers: [{name: "+Max", skills: {juggling: 5}}]\n'})
    row = cli("who", "juggling", "x.team.yaml", "-f", "csv").out.splitlines()[1]
    assert row.startswith("'+Max,,5,,'=1+1,x.team.yaml")


def test_levels_come_from_the_people_file_too(cli: Cli, tmp_path: Path) -> None:
    people = "people: [{id: noor@example.com, name: Noor, skills: {ci-cd: 4}}]\n"
    team = "team: T\nmembers: [{id: noor@example.com, roles: [devops-engineer]}]\n"
    write(tmp_path, {"people.yaml": people, "t.team.yaml": team})
    result = cli("who", "ci-cd", tmp_path / "t.team.yaml", "--people", tmp_path / "people.yaml")
    assert (result.code, result.err) == (0, "")
    assert "  Noor  level 4; time to spare unknown; T: devops-engineer\n" in result.out


def test_a_tool_gives_its_users_and_the_skill_it_shows(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"t.team.yaml": "team: T\nmembers: [{name: Noor, skills: {Airflow: 5}}]\n"})
    users = answer_in(cli("who", "airflow", tmp_path, "-f", "json").out)
    assert (users["skill"], users["people"][0]["level"], users["people"][0]["via"]) == ("Apache Airflow", 5, None)
    skilled = answer_in(cli("who", "workflow orchestration", tmp_path, "-f", "json").out)["people"][0]
    assert (skilled["level"], skilled["via"]) == (3, "Apache Airflow")
    assert "  Noor  level 3, by Apache Airflow; " in cli("who", "workflow-orchestration", tmp_path).out


# Catalogs whose levels have other names

SCALE = "id: {id}\nversion: '1'\ntitle: {id}\nextends: built-in\nlevels: [{levels}]\n"
STEEP = "none, aware, novice, adept, advanced, master"
FLAT = "none, aware, advanced, adept, expert, master"  # advanced is 2


@pytest.fixture
def scales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write two teams, each with a catalog of its own, and the people of both."""
    monkeypatch.chdir(tmp_path)
    people = [f"{{id: {name}@example.com, name: {name}, skills: {{ci-cd: {level}}}}}"
              for name, level in (("Ada", "advanced"), ("Bo", "advanced"), ("Cy", 3))]  # fmt: skip
    write(tmp_path, {
        "steep/catalog.yaml": SCALE.format(id="steep", levels=STEEP),
        "flat/catalog.yaml": SCALE.format(id="flat", levels=FLAT),
        ".mlops-team.toml": 'people = "people.yaml"\ncatalogs = {steep = "steep", flat = "flat"}\n',
        "people.yaml": f"people: [{', '.join(people)}]\n",
        "a.team.yaml": "team: A\ncatalog: steep\nmembers: [{id: ada@example.com}, {id: cy@example.com}]\n",
        "b.team.yaml": "team: B\ncatalog: flat\nmembers: [{id: bo@example.com}]\n",
    })  # fmt: skip


@pytest.mark.usefixtures("scales")
def test_level_names_mean_what_the_catalog_of_each_team_says(cli: Cli) -> None:
    answer = answer_in(cli("who", "ci-cd", ".", "--level", "0", "-f", "json").out)
    assert [(row["name"], row["level"]) for row in answer["people"]] == [("Ada", 4), ("Cy", 3), ("Bo", 2)]
    named = cli("who", "ci-cd", ".", "--level", "Advanced", "-f", "json")
    assert answer_in(named.out)["level"] == 2
    assert [row["name"] for row in answer_in(named.out)["people"]] == ["Ada", "Bo"]
    assert cli("who", "ci-cd", ".", "--level", "advanced").out.startswith(
        "2 people with ci-cd at level advanced or above\n"
    )
    assert cli("who", "ci-cd", "a.team.yaml", "--level", "advanced").out.startswith(
        "1 person with ci-cd at level 4 or above\n"
    )


@pytest.mark.usefixtures("scales")
def test_a_level_name_that_a_team_does_not_have(cli: Cli) -> None:
    result = cli("who", "ci-cd", ".", "--level", "novice")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        'mlops-team: error: --level: "novice" is no level of catalog flat, which b.team.yaml is checked against; '
        "write a number from 0 to 5, such as 3: it is the same in every catalog\n"
    )
    assert cli("who", "ci-cd", "a.team.yaml", "--level", "novice").code == 0
    assert "write 0 to 5" in cli("who", "ci-cd", "a.team.yaml", "--level", "nonesuch").err


def test_a_role_is_no_skill(cli: Cli) -> None:
    result = cli("who", "ML Engineer", ROOT / "examples/gaps.yaml")
    assert (result.code, result.out) == (2, "")
    assert "ml-engineer is a role: mlops-team roles ml-engineer lists its skills" in result.err
