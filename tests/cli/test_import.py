"""`mlops-team import`: a spreadsheet in, a team file that an audit reads out, or a sentence and nothing else."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from conftest import Cli
from mlops_team.cli import new_file
from runs import ROOT
from test_init import lints

SHEETS = ROOT / "tests/spreadsheets"
MATRIX = "Name,Role,FTE,CI/CD,Airflow,Chess\nAna Lima,Sr. SRE,50 %,4,3,2\nBen Okafor,Engineer; Guru,,,,5\n"

FORM = (
    "skills: the sheet has {} of the {} skills that its people's roles require; "
    "`mlops-team export FILE --form` asks for all"
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def sheet(text: str | bytes, name: str = "skills.csv") -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def team_in(text: str) -> dict[str, Any]:
    team: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return team


def skills_of(text: str) -> list[dict[str, Any]]:
    return [member.get("skills", {}) for member in team_in(text)["members"]]


def test_a_sheet_becomes_a_team_file_and_every_decision_is_said(cli: Cli) -> None:
    result = cli("import", sheet(MATRIX))
    assert result.code == 0
    assert team_in(result.out) == {
        "version": 1,
        "team": "skills",
        "members": [
            {
                "name": "Ana Lima",
                "roles": ["devops-engineer"],
                "allocation": 0.5,
                "skills": {"ci-cd": 4, "Apache Airflow": 3, "Chess": 2},
            },
            {"name": "Ben Okafor", "roles": [], "skills": {"Chess": 5}},
        ],
    }
    assert (
        "    # Title without a role: Engineer; could be data-engineer, devops-engineer,\n"
        "    #   ml-engineer or software-engineer\n"
        "    # Title without a role: Guru\n"
    ) in result.out
    assert result.err.splitlines() == [
        "encoding: UTF-8 (--encoding)",
        "delimiter: comma (--delimiter)",
        "header: row 1 (--header)",
        "layout: people in rows (--layout)",
        'columns: name in A "Name", roles in B "Role" and allocation in C "FTE"',
        "levels: numbers up to 5, read as they are (--scale)",
        "people: 2 members",
        'team: "skills" (--team)',
        'skills: the catalog knows 2 of 3 names; as written: "Chess" (--map, --write-map)',
        'roles: "Engineer" and "Guru" are not in the catalog and become comments (--map)',
        "roles: 1 of 2 members has none; write roles into the file, or map titles with --map",
        FORM.format(2, 4),
        # devops-engineer: ci-cd and workflow-orchestration, two of its four skills; 1/2 of one of seven roles
        "coverage: 7 %; mlops-team audit team.yaml reports what is missing",
    ]


def test_a_team_file_is_written_whole_and_audits(cli: Cli) -> None:
    result = cli("import", sheet(MATRIX), "-o", "team.yaml")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("team.yaml is written\n")
    assert result.err.endswith("\ncoverage: 7 %; mlops-team audit team.yaml reports what is missing\n")
    assert lints(Path("team.yaml")) == ""
    (team,) = json.loads(cli("audit", "-f", "json").out)["teams"]
    assert (team["team"], team["coverage"]) == ("skills", 1 / 14)


def test_stdin_is_csv_and_the_team_has_a_name(cli: Cli) -> None:
    result = cli("import", "-", "--team", "Fraud", stdin=b"Name,Python\nAna,3\n")
    assert (result.code, team_in(result.out)["team"]) == (0, "Fraud")
    assert "skills: known tools that count for no required skill: Python (--map)\n" in result.err
    assert "roles: no column with roles; write the roles of each member into the file\n" in result.err
    assert "that its people's roles require" not in result.err
    assert team_in(cli("import", "-", stdin=b"Name,Python\nAna,3\n").out)["team"] == "Team"


@pytest.mark.parametrize(
    ("text", "options", "skills"),
    [
        ("Name,SQL\nAna,7\n", ["--scale", "0-10"], [{"SQL": 3}]),
        ("Name,SQL\nAna,guru\n", ["--level", "guru=5"], [{"SQL": 5}]),
        ("Name,SQL\nAna,guru\n", ["--level", "guru=Advanced"], [{"SQL": 4}]),
        ("Name,SQL,R\nAna,x,o\n", ["--level", "x=4", "--level", "o=0"], [{"SQL": 4, "R": 0}]),
        ("Name,SQL,R\nAna,want,2\n", ["--level", "want=learn"], [{"R": 2}]),
        ("Name,SQL\nAna,2\nAna,4\n", ["--merge"], [{"SQL": 4}]),
        ("Name!SQL\nAna!4\n", ["--delimiter", "!"], [{"SQL": 4}]),
        (
            "Name\tSkills\nAna\tPython - 4, Java=2, CI / CD, Docker / Kubernetes, Go 2\n",
            [],
            [{"Python": 4, "Java": 2, "ci-cd": 3, "Docker": 3, "Kubernetes": 3, "Go": 3}],
        ),
        ("Our team,2026\nName,SQL\nAna,4\n", ["--header", "2"], [{"SQL": 4}]),
        ("Skill,Ana,Ben\nSQL,4,2\n", ["--layout", "skills"], [{"SQL": 4}, {"SQL": 2}]),
        ("Person,Skill,Level\nAna,SQL,4\n", ["--layout", "long"], [{"SQL": 4}]),
        ("Name,SQL\nZo\u00e9,4\n".encode("windows-1252"), ["--encoding", "windows-1252"], [{"SQL": 4}]),
    ],
)  # fmt: skip
def test_each_decision_has_an_option(
    cli: Cli, text: str | bytes, options: list[str], skills: list[dict[str, int]]
) -> None:
    result = cli("import", sheet(text), *options)
    assert (result.code, skills_of(result.out)) == (0, skills)


def test_dates_hours_and_goals_have_options(cli: Cli) -> None:
    text = "Name,Weekly hours,Start,SQL,R\nAna,19,31.01.2026,2,want\n"
    options = ["--full-time-hours", "38", "--date-format", "%d.%m.%Y", "--level", "want=learn"]
    result = cli("import", sheet(text), *options, "--learn-by", "2027-03-31")
    (member,) = team_in(result.out)["members"]
    assert str(member["from"]) == "2026-01-31"
    assert member["allocation"] == 0.5
    assert [{**goal, "by": str(goal["by"])} for goal in member["learning"]] == [
        {"skill": "R", "level": 3, "by": "2027-03-31"}
    ]


@pytest.mark.parametrize("format_", ["foo", "DD.MM.YYYY", "%d.%m", "%Y", "", "%", "%d %d %m %Y", "%Q", "%d.%m.%Y\0"])
def test_a_date_format_has_all_parts_of_a_date(cli: Cli, format_: str) -> None:
    result = cli("import", sheet("Name,Start,SQL\nAna,2026-01-31,2\n"), "--date-format", format_)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(
        "does not say where day, month and year are; write %d.%m.%Y for 31.01.2026, for example\n"
    )


def test_unknown_names_are_written_to_a_map_which_is_read_back(cli: Cli) -> None:
    text = "Name,Role,Airfow,Chess\nAna,Enginer,3,2\nBen,Guru,,4\n"
    first = cli("import", sheet(text), "--write-map", "names.yaml")
    assert first.code == 0
    assert 'as written: "Airfow" and "Chess"' in first.err
    written = Path("names.yaml").read_text(encoding="utf-8")
    assert '  "Airfow":  # Apache Airflow?\n  "Chess":\n' in written
    filled = written.replace('"Airfow":', '"Airfow": Airflow').replace('"Chess":', '"Chess": drop')
    Path("names.yaml").write_text(filled.replace('"Guru":', '"Guru": ml-engineer'), encoding="utf-8")
    second = cli("import", "skills.csv", "--map", "names.yaml")
    ana, ben = team_in(second.out)["members"]
    assert (ana["roles"], ana["skills"]) == ([], {"Apache Airflow": 3})
    assert ben["roles"] == ["ml-engineer"]
    assert "Chess" not in second.out


def test_a_person_without_levels_has_the_unrated_skills_of_their_role(cli: Cli) -> None:
    result = cli("import", sheet("Name,Role,SQL\nAna,Data Engineer,\nBen,,4\n"))
    assert skills_of(result.out)[0] == {"data-pipelines": None, "data-ingestion": None, "feature-store": None}
    assert "no levels, so the skills of their roles are listed unrated: Ana\n" in result.err


def test_a_catalog_of_ones_own_is_used(cli: Cli) -> None:
    bank = ROOT / "tests/rules/MT108/catalog"
    result = cli("import", sheet("Name,Role,SQL\nAna,Validator,3\n"), "--roles", bank)
    assert team_in(result.out)["members"][0]["roles"] == ["model-validator"]
    assert f"mlops-team audit --roles {shlex.quote(str(bank))} team.yaml reports" in result.err
    named = cli("import", "skills.csv", "--roles", "built-in")
    assert team_in(named.out)["catalog"] == "built-in"
    assert "mlops-team audit team.yaml reports" in named.err


def test_private_columns_never_reach_the_team_file(cli: Cli) -> None:
    text = "Name,Salary,Birthday,Password,Notes,SQL\nAna,90000,1990-01-02,hunter2,late again,4\n"
    result = cli("import", sheet(text))
    assert result.code == 0
    assert not re.search("90000|1990|hunter2|late", result.out + result.err)


def workbook(rows: list[list[Any]], **options: Any) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, **options})
    page = book.add_worksheet("Skills")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.add_worksheet("Legend").write_row(0, 0, ["Level", "Meaning"])
    book.close()
    return data.getvalue()


def test_a_workbook_is_read_by_sheet(cli: Cli) -> None:
    file = sheet(workbook([["Name", "SQL"], ["Ana", 4]]), "skills.xlsx")
    result = cli("import", file)
    assert (result.code, skills_of(result.out)) == (0, [{"SQL": 4}])
    assert 'sheet: "Skills"' in result.err
    assert skills_of(cli("import", file, "--sheet", "Skills").out) == [{"SQL": 4}]
    missing = cli("import", file, "--sheet", "Skils")
    assert (missing.code, missing.out) == (2, "")
    coded = cli("import", file, "--encoding", "cp850")
    assert "skills.xlsx: a workbook has neither an encoding nor a delimiter; use --sheet to" in coded.err


PROTECTED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")
RACI = "Task,Ana,Ben\nTrain,R,A\nDeploy,A,C\nMonitor,C,I\n"
LADDER = (SHEETS / "career_ladder.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the sheet is empty"),
        ("Name\nAna\nBen\n", "one column"),
        (RACI, "this is a RACI matrix"),
        (LADDER, "this is a career ladder"),
        ("Name,SQL\nAna,4\nana,3\n", 'row 2 and row 3 have the name "ana"'),
        ("Name,SQL\nAna,7\n", "B2: 7 is beyond level 5; if the sheet has another scale, name it: --scale 0-10"),
        ("Name,Name,SQL\nAna,Ben,4\n", "two columns"),
        ("Name,SQL\nAna,4\nBen,great\n", 'B3: "great" is not a level; define it, with N from 0 to 5: --level great=N'),
        ('Name,SQL\nAna,"{""a"": 1}"\n', "JSON"),
        ("Name,SQL\nZo\u00e9,4\n".encode("windows-1252"), "row 2 is not in UTF-8; name the encoding: "),
        ("Name,FTE,SQL\nAna,full,4\n", 'B2: "full" is not a share of full time'),
        ("Name,Start,SQL\nAna,1/2/26,4\n", 'B2: "1/2/26" is not a date'),
        ("Name,SQL\n" + "Ana," + "4," * 16_384 + "\n", "columns"),
        (b"Name,SQL\nAna,4\n" + b"x" * 21 * 2**20, "the file is larger than 20,971,520 bytes"),
        (PROTECTED, "password"),
        (b"PK\x03\x04 no workbook", "workbook"),
        (b"<html><table>", "a web page"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_one_sentence_and_no_file(cli: Cli, text: str | bytes, message: str) -> None:
    result = cli("import", sheet(text), "-o", "team.yaml", "--write-map", "names.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlops-team: error: skills.csv: ")
    assert message in result.err
    assert result.err.count("\n") == 1
    assert sorted(os.listdir()) == [".git", "skills.csv"]


def test_a_zip_bomb_is_refused(cli: Cli) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        with zipfile.ZipFile(io.BytesIO(workbook([["Name", "SQL"], ["Ana", 4]]))) as sound:
            for name in sound.namelist():
                book.writestr(name, sound.read(name))
        book.writestr("xl/media/bomb.xml", bytes(300 * 2**20))
    result = cli("import", sheet(data.getvalue(), "skills.xlsx"))
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)


def test_more_people_than_a_team_file_can_hold_are_refused(cli: Cli) -> None:
    titles = ",".join(f"Skill of ours {number}" for number in range(210))
    rows = "".join(f"Person {number}{',3' * 210}\n" for number in range(1_000))
    result = cli("import", sheet(f"Name,{titles}\n{rows}"), "-o", "team.yaml")
    assert (result.code, result.out) == (2, "")
    assert "no audit would read the team file: more than 200,000 values" in result.err
    assert result.err.endswith("; split the sheet into a file for each team\n")
    assert not Path("team.yaml").exists()


def test_an_id_that_is_the_name_of_somebody_else_is_refused(cli: Cli) -> None:
    result = cli("import", sheet("Name,ID,SQL\nBen,,4\nAna,ben,3\n"), "-o", "team.yaml")
    assert (result.code, result.out) == (2, "")
    assert (
        'no audit would read the team file: Ana: the id "ben" is another member\'s; give each member an' in result.err
    )
    assert not Path("team.yaml").exists()


def test_formulas_become_text(cli: Cli) -> None:
    result = cli("import", sheet('Name,"=cmd|calc!A0"\n"=HYPERLINK(""x"")",4\n'))
    assert team_in(result.out)["members"] == [{"name": '=HYPERLINK("x")', "roles": [], "skills": {"=cmd|calc!A0": 4}}]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--scale", "ten"], '--scale: "ten" is not a scale; write its ends, such as 0-10'),
        (["--scale", "5-5"], "a scale must go from a lower to a higher number"),
        (["--level", "guru"], '--level: "guru" does not say what a word means; write WORD=N with N from 0 '),
        (["--level", "guru=6"], '--level: "guru=6" does not say'),
        (["--learn-by", "soon"], '--learn-by: "soon" is not a day'),
        (["--full-time-hours", "all"], '--full-time-hours: "all" is not a number of hours; write 38.5, for example'),
        (["--map", "nosuch.yaml"], "nosuch.yaml:1:1: error[MT001]"),
        (["-o", "skills.csv"], "--output: skills.csv exists already, and is not overwritten; name another file\n"),
        (["-o", "no/team.yaml"], '--output: there is no folder "no"; make it first'),
        (["--write-map", ""], '--write-map: "" is not a file name; name a file, such as names.yaml'),
        (["-o", "a", "--write-map", "./a"], "--output and --write-map name the same file; name two files"),
    ],
)  # fmt: skip
def test_an_option_that_means_nothing_is_wrong_usage(cli: Cli, options: list[str], message: str) -> None:
    result = cli("import", sheet(MATRIX), *options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert sorted(os.listdir()) == [".git", "skills.csv"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("skills: [a]\n", '"skills" of the map is not a mapping'),
        ("skill: {}\n", 'a map has only the keys "skills" and "roles"'),
        ("skills: {Chess: kubernetis}\n", 'the map\'s skill "kubernetis" is unknown; did you mean "Kubernetes"?'),
        ("skills: [\n", "names.yaml:2:1: error[MT002]"),
    ],
)
def test_a_faulty_map_is_refused(cli: Cli, text: str, message: str) -> None:
    result = cli("import", sheet(MATRIX), "--map", sheet(text, "names.yaml"))
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_a_sheet_that_is_not_there_is_said(cli: Cli) -> None:
    missing = cli("import", "nosuch.csv")
    assert (missing.code, missing.out) == (2, "")
    assert missing.err == (
        "mlops-team: error: nosuch.csv: cannot be read: no such file or directory; name a .csv or .xlsx file\n"
    )
    Path("skills").mkdir()
    assert "skills: cannot be read: a folder" in cli("import", "skills").err


def test_ctrl_c_leaves_no_half_file(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int, *_: object) -> None:
        os.close(descriptor)
        raise KeyboardInterrupt

    monkeypatch.setattr(new_file, "open", broken, raising=False)
    assert cli("import", sheet(MATRIX), "-o", "team.yaml").code == 130
    assert not Path("team.yaml").exists()


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    command = f"'{sys.executable}' -m mlops_team import {sheet(MATRIX)} 2>errors | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert "Traceback" not in Path("errors").read_text(encoding="utf-8")


def test_the_page_goes_from_the_example_to_a_report_in_two_commands(cli: Cli) -> None:
    page = (ROOT / "docs/spreadsheets.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- five-minutes -->\n```\w*\n(.*?)```", page, re.DOTALL)
    commands, decisions, report = (block.splitlines() for block in shown)
    assert [command.split()[1] for command in commands] == ["import", "audit"]
    Path("examples").mkdir()
    Path("examples/skills-matrix.csv").write_bytes((ROOT / "examples/skills-matrix.csv").read_bytes())
    imported, audited = (cli(*command.split()[1:]) for command in commands)
    assert (imported.code, imported.out, imported.err.splitlines()) == (0, "", decisions)
    assert audited.err == ""
    lines = audited.out.splitlines()
    assert [line for line in lines if re.match(r"  R\d ", line)] == report
    assert "48 % covered" in audited.out
    assert "48 %" in decisions[-1]
