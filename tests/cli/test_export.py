"""`mlops-team export`: a team as a spreadsheet, which `import` reads back, and the form for self-assessment."""

import csv
import io
import json
import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from conftest import Cli
from mlops_team.inputs.catalog import load_catalog
from runs import ROLES, ROOT

TEAM = """team: Fraud
members:
  - name: Ana Lima
    id: ana@example.com
    roles: [ml-engineer, SRE]
    allocation: 0.5
    from: 2026-01-01
    until: 2027-06-30
    skills: {CI/CD: 4, Airflow: 3, feature-store: , Chess: 2}
  - {name: "=Ben()", skills: [Python]}
  - {name: Gone, roles: [data-scientist], until: 2026-01-31}
not-needed: [{skill: roi-assessment, reason: None was asked for, until: 2026-12-31}]
"""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Path("team.yaml").write_text(TEAM, encoding="utf-8")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_team_is_a_row_a_member_and_a_column_a_skill(cli: Cli) -> None:
    result = cli("export")
    assert (result.code, result.err) == (0, "")
    ana, ben, gone = table(result.out)
    assert {key: value for key, value in ana.items() if value} == {
        "name": "Ana Lima",
        "id": "ana@example.com",
        "roles": "ml-engineer; devops-engineer",
        "allocation": "0.5",
        "from": "2026-01-01",
        "until": "2027-06-30",
        "ci-cd": "4",
        "Apache Airflow": "3",
        "feature-store": "?",
        "Chess": "2",
    }
    assert {key: value for key, value in ben.items() if value} == {"name": "'=Ben()", "Python": "3"}
    assert (gone["name"], gone["until"]) == ("Gone", "2026-01-31")
    assert list(ana)[6:8] == ["goal-setting", "success-metrics"]  # what the catalog requires comes first
    assert list(ana)[-3:] == ["Apache Airflow", "Chess", "Python"]


def test_a_skill_that_is_not_needed_has_no_column_while_it_is_not(cli: Cli) -> None:
    assert "roi-assessment" not in cli("export").out
    assert "roi-assessment" in cli("export", "--as-of", "2027-01-01").out


def test_a_byte_order_mark_is_written_on_request(cli: Cli) -> None:
    assert cli("export", "--bom").out.startswith("\ufeffname,id,")
    assert cli("export", "--bom", "-o", "team.csv").err == "team.csv is written\n"
    assert Path("team.csv").read_bytes().startswith(b"\xef\xbb\xbfname,id,")


def test_pseudonyms_replace_people(cli: Cli) -> None:
    result = cli("export", "--redact")
    assert result.code == 0
    assert not {"Ana", "Lima", "ana@example.com", "Ben", "Gone"} & set(result.out.replace(",", " ").split())
    assert [row["Chess"] for row in table(result.out)] == ["2", "", ""]


def test_a_changed_team_can_be_exported(cli: Cli) -> None:
    Path("new.yaml").write_text("{name: Dee, roles: [SRE]}", encoding="utf-8")
    result = cli("export", "--without", "Ana Lima", "--with", "new.yaml")
    assert [row["name"] for row in table(result.out)] == ["'=Ben()", "Gone", "Dee"]


def test_a_folder_of_several_teams_is_refused(cli: Cli) -> None:
    Path("other.team.yaml").write_text(TEAM, encoding="utf-8")
    result = cli("export", ".")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlops-team: error: . has 2 team files; name one, such as ")


def test_the_form_asks_active_members_for_the_skills_of_their_roles(cli: Cli) -> None:
    result = cli("export", "--form")
    lines = result.out.splitlines()
    assert lines[0] == "Self-assessment: Fraud"
    assert lines[5].startswith("3 = intermediate,")
    header = lines.index("") + 1
    ana, ben = table("\n".join(lines[header:]))
    assert ana["name"] == "Ana Lima"
    assert {title: ana[title] for title in ("CI/CD", "Feature store", "ML problem framing")} == {
        "CI/CD": "", "Feature store": "", "ML problem framing": "",
    }  # fmt: skip
    assert "Goal setting" not in ana
    assert set(list(ben.values())[3:]) == {"n/a"}


def test_a_filled_in_form_is_imported(cli: Cli) -> None:
    filled = cli("export", "--form").out.replace(
        "ana@example.com,ml-engineer; devops-engineer,", "ana@example.com,SRE,4"
    )
    result = cli("import", "-", stdin=filled.encode())
    assert result.code == 0
    ana, ben = yaml.load(result.out, yaml.CSafeLoader)["members"]
    assert (ana["name"], ana["roles"], list(ana["skills"].values())) == ("Ana Lima", ["devops-engineer"], [4])
    assert ben["name"] == "=Ben()"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "team.yaml"], "--output: team.yaml exists already, and is not overwritten; name another file"),
        (["-o", "team.ods"], '--output: "team.ods" does not say in which format; end it in .csv or .xlsx'),
        (["-o", "no/team.csv"], '--output: there is no folder "no"; make it first'),
        (["-o", "team.xlsx", "--bom"], "--bom: a workbook has no byte-order mark; remove --bom"),
        (["nosuch.yaml"], "nosuch.yaml:1:1: error[MT001]"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said(cli: Cli, options: list[str], message: str) -> None:
    result = cli("export", *options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert sorted(os.listdir()) == [".git", "team.yaml"]


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda file: file.name)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_example_comes_back_with_the_same_fits(cli: Cli, file: Path, ending: str) -> None:
    team = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    back = Path("back.team.yaml")
    assert cli("export", file, "-o", f"sheet.{ending}").code == 0
    assert cli("import", f"sheet.{ending}", "-o", back, "--roles", team.get("catalog", "built-in")).code == 0
    not_needed = json.dumps({"not-needed": team.get("not-needed", [])}, default=str)  # which no sheet has
    back.write_text(f"{back.read_text(encoding='utf-8')}{not_needed[1:-1]}\n", encoding="utf-8")
    (before,) = json.loads(cli("audit", file, "-f", "json", "--isolated").out)["teams"]
    (after,) = json.loads(cli("audit", back, "-f", "json", "--isolated").out)["teams"]
    assert [columns(member) for member in after["members"]] == [columns(member) for member in before["members"]]


def columns(member: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a sheet has of a member in a report."""
    return {key: member[key] for key in ("name", "active", "allocation", "roles", "fit")}


CATALOG = load_catalog()
TRAPS = ["Total", "name", "1 = Novice", "=1", "'=1", "-", "n/a", "Notes", "Average", "Salary", "Legend", "*", "x", "?"]
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
TEXT = (
    (st.text(LETTERS, min_size=1, max_size=12) | st.sampled_from(TRAPS))
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
SKILLS = st.sampled_from([*CATALOG.skills, *CATALOG.tools]) | TEXT.filter(
    lambda name: CATALOG.skill_named(name) is None and not name.casefold().startswith("x-")
)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def members(draw: st.DrawFn) -> dict[str, Any]:
    start, until = draw(DAYS), draw(DAYS)
    if start and until:
        start, until = min(start, until), max(start, until)
    member = {
        "name": draw(TEXT),
        "id": draw(st.none() | TEXT),
        "roles": draw(st.lists(st.sampled_from((*ROLES, "backend-engineer")), unique=True)),
        "allocation": draw(st.none() | st.integers(1, 10_000).map(lambda number: f"{Decimal(number) / 10_000:f}")),
        "from": start and start.isoformat(),
        "until": until and until.isoformat(),
        "skills": draw(st.dictionaries(SKILLS, st.none() | st.integers(0, 5), max_size=5)),
    }
    return {key: value for key, value in member.items() if value is not None}


def composed(text: str) -> str:
    return normalize("NFC", text)


def compared(text: str) -> str:
    return composed(text).casefold()


def written(team: list[dict[str, Any]]) -> str:
    """Return a team file, as JSON, which is YAML; numbers as they are drawn."""
    text = json.dumps({"team": "Any", "members": team}, ensure_ascii=False)
    for member in team:
        if "allocation" in member:
            text = text.replace(f'"allocation": "{member["allocation"]}"', f'"allocation": {member["allocation"]}', 1)
    return text


def plain(member: dict[str, Any]) -> dict[str, Any]:
    """Return a member of a parsed team file as two are compared."""
    texts: dict[str, Any] = {
        key: composed(str(member[key])) for key in ("name", "id", "from", "until") if key in member
    }
    share = {"allocation": Decimal(str(member["allocation"]))} if "allocation" in member else {}
    skills = {composed(skill): level for skill, level in (member.get("skills") or {}).items()}
    return {"roles": member.get("roles", []), "skills": skills, **texts, **share}


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(team=[{"name": "Data Engineer", "roles": [], "skills": {}}])
@example(team=[{"name": "name", "roles": ["data-scientist"], "skills": {"name": None}}])
@given(st.lists(members(), min_size=1, max_size=4, unique_by=lambda member: compared(member["name"])))
def test_any_team_comes_back(cli: Cli, team: list[dict[str, Any]]) -> None:
    # Import takes two skills, or two ids, that differ by case alone for the same.
    skills = {skill for member in team for skill in member["skills"]}
    ids = [compared(member.get("id", member["name"])) for member in team]
    names = [compared(member["name"]) for member in team if "id" in member]
    assume(len(skills) == len(set(map(compared, skills))))
    assume(len(ids) == len(set(ids)))
    assume(not set(names) & set(ids) or names == [compared(member["id"]) for member in team if "id" in member])
    exported = cli("export", "-", "--isolated", stdin=written(team).encode())
    assert (exported.code, exported.err) == (0, "")
    imported = cli("import", "-", "--isolated", stdin=exported.out.encode())
    assert imported.code == 0
    back = yaml.load(imported.out, yaml.CSafeLoader)["members"]
    assert [plain(member) for member in back] == [plain(member) for member in team]
