"""Reports on several teams for people: the overview, and what of each team they show beside it."""

import re
from pathlib import Path

import pytest

from conftest import TODAY, Cli
from organisation import write_organisation
from runs import ran, report_in, team_text, write

BIG = 5 * 2**20  # bytes


def write_teams(folder: Path, number: int, failing: int, **more: str) -> None:
    """Write teams that all lack a metric (a warning), of which the first ones lack a role (an error) too."""
    texts = {
        f"{n:02}.team.yaml": team_text(f"Team {n:02}", metric=False, unstaffed=["ml-engineer"] if n < failing else ())
        for n in range(number)
    }
    write(folder, texts | {f"{name}.team.yaml": text for name, text in more.items()})


def test_teams_come_worst_first_with_a_column_a_role(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_teams(tmp_path, 2, failing=1, worse=team_text("Worse", unstaffed=["ml-engineer", "data-scientist"]))
    lines = cli("audit", ".").out.splitlines()
    start = lines.index("3 teams, the worst first")
    assert lines[start + 1 : start + 5] == [
        "         cover  err  warn   R1   R2   R3   R4   R5   R6   R7  team",
        "  failed  71 %    2     0  ext  ext    0  ext  ext  ext    0  Worse    worse.team.yaml",
        "  failed  85 %    1     1  ext  ext  ext  ext  ext  ext    0  Team 00  00.team.yaml",
        "  passed 100 %    0     1  ext  ext  ext  ext  ext  ext  ext  Team 01  01.team.yaml",
    ]


def test_of_more_than_ten_teams_text_shows_what_fails_them(cli: Cli, tmp_path: Path) -> None:
    write_teams(tmp_path, 11, failing=2)
    result = cli("audit", tmp_path, "--ignore", "MT602")
    assert "Team 01  " in result.out
    assert result.out.count("MT101 ml-engineer: nobody holds this role") == 2
    assert "Business Stakeholder  [" not in result.out  # the roles of a team
    assert "-v shows everything" in result.out
    assert cli("audit", tmp_path, "--ignore", "MT602", "-v").out.count("R1 Business Stakeholder  [") == 11


def test_ten_teams_are_shown_in_full(cli: Cli, tmp_path: Path) -> None:
    write_teams(tmp_path, 10, failing=2)
    assert cli("audit", tmp_path).out.count("R1 Business Stakeholder  [") == 10


@pytest.mark.parametrize(("teams", "lacking", "shared"), [(10, 6, True), (10, 5, False), (9, 9, False)])
def test_what_most_of_ten_teams_miss_is_reported_once(
    cli: Cli, tmp_path: Path, teams: int, lacking: int, shared: bool
) -> None:
    texts = {f"{n}.team.yaml": team_text(f"T{n}", metric=n >= lacking) for n in range(teams)}
    write(tmp_path, texts)
    out = cli("audit", tmp_path, "--select", "MT602").out
    assert re.search(rf"MT602 objective-unmeasured +{lacking} of {teams} teams +{lacking} findings", out)
    section = out[out.index("R1 Business Stakeholder  [") :]
    assert ("MT602" not in section) == shared
    assert ("is reported here, and not again" in out) == shared
    for format_ in ("markdown", "html"):
        page = cli("audit", tmp_path, "--select", "MT602", "-f", format_).out
        assert page.count("has no metric") == (3 if shared else lacking)  # three of them are what to begin with


def test_what_fails_the_run_is_never_shared(cli: Cli, tmp_path: Path) -> None:
    write_teams(tmp_path, 11, failing=0)
    out = cli("audit", tmp_path, "--fail-on", "warning").out
    assert out.count("  MT602 ") == 11 + 1  # in each team, three of them at the start, and among the rules


def test_summary_leaves_the_teams_out(cli: Cli, tmp_path: Path) -> None:
    write_teams(tmp_path, 3, failing=1)
    text = cli("audit", tmp_path, "--summary")
    assert text.code == 1
    assert "Roles over 3 teams" in text.out
    assert "R1 Business Stakeholder  [" not in text.out
    markdown = cli("audit", tmp_path, "--summary", "-f", "markdown").out
    assert "### Roles over 3 teams" in markdown
    assert "### Team 00" not in markdown
    html = cli("audit", tmp_path, "--summary", "-f", "html").out
    assert 'class="team"' not in html
    assert 'href="#team' not in html
    assert cli("audit", tmp_path, "--summary", "-f", "json").out == cli("audit", tmp_path, "-f", "json").out


def test_summary_of_a_single_team_is_its_line(cli: Cli, tmp_path: Path) -> None:
    write_teams(tmp_path, 1, failing=1)
    lines = cli("audit", tmp_path, "--summary").out.splitlines()
    assert lines[0] == "1 team, the worst first"
    assert lines[2].startswith("  failed  85 %    1     1  Team 00")
    assert lines[-1].startswith("Failed")


def test_quiet_shows_only_teams_with_the_findings(cli: Cli, tmp_path: Path) -> None:
    write_teams(tmp_path, 12, failing=0, bare=team_text("Bare", unstaffed=["ml-engineer"]))
    out = cli("audit", tmp_path, "-q", "--select", "MT101").out
    assert out.count(".team.yaml  ") == 0
    assert re.findall(r"^Team (.*)  .*team\.yaml$", out, re.MULTILINE) == ["Bare"]
    assert out.count("MT101") == 2  # the finding, and the verdict


def person(allocation: float, more: str = "") -> str:
    return f"id: ann@example.com\nallocation: {allocation}{more}"


@pytest.fixture
def promised(tmp_path: Path) -> Path:
    write(tmp_path, {f"{n}.team.yaml": team_text(f"T{n}", member=person(0.5)) for n in range(3)})
    return tmp_path


def test_who_is_promised_too_often_is_told_once(cli: Cli, promised: Path) -> None:
    out = cli("audit", promised).out
    assert "  Ann: 1.5 of full time over 3 teams: 0.5 in T0, 0.5 in T1 and 0.5 in T2\n" in out
    assert "      -> MT105: 0.5 too much; in proportion, take 0.17 from T0, 0.17 from T1 and 0.16 from T2\n" in out
    assert "MT105 Ann" not in out.split("People in several teams")[1]
    for format_ in ("markdown", "html"):
        page = cli("audit", promised, "-f", format_).out
        assert "0.5 too much" in page
        assert page.count("1.5 of full time is planned") <= 3  # of what to begin with
    assert cli("audit", promised, "-f", "json").out.count('"MT105"') == 3 + 1
    assert "too much" not in cli("audit", promised, "--ignore", "MT105").out


def test_a_share_that_is_not_written_is_unknown(cli: Cli, promised: Path) -> None:
    write(promised, {"1.team.yaml": team_text("T1", member="id: ann@example.com")})
    assert "  Ann: 1 of full time over 3 teams: 0.5 in T0, unknown in T1 and 0.5 in T2\n" in cli("audit", promised).out
    write(promised, {f"{n}.team.yaml": team_text(f"T{n}", member="id: ann@example.com") for n in (0, 2)})
    assert "  Ann: 3 teams: T0, T1 and T2\n" in cli("audit", promised).out


def test_more_than_five_holders_are_counted(cli: Cli, tmp_path: Path) -> None:
    members = "\n".join(f"  - {{name: P{n}, roles: [data-engineer]}}" for n in range(8))
    file = tmp_path / "team.yaml"
    file.write_text(f"team: T\nmembers:\n{members}\n", encoding="utf-8")
    assert "P0, P1, P2, P3, P4, +3\n" in cli("audit", file).out
    assert "P0, P1, P2, P3, P4 and 3 more" in cli("audit", file, "-f", "markdown").out
    assert "P5</bdi>, <bdi>P6" not in cli("audit", file, "-f", "html").out


def test_an_id_leaves_all_teams(cli: Cli, promised: Path) -> None:
    write(promised, {"other.team.yaml": team_text("Other")})
    result = cli("audit", promised, "--without", "ANN@example.com")
    assert result.out.startswith("What if: without ANN@example.com, compared with the present files on 2026-11-23\n")
    assert "  T0: coverage 100 % -> 100 %\n" in result.out
    assert "  Other: coverage 100 % -> 100 %\n    findings gone: MT109 Ann\n" in result.out
    assert "MT105" not in cli("audit", promised, "--without", "ann@example.com", "--summary").out.split("4 teams")[-1]


def test_over_several_files_a_name_is_not_enough(cli: Cli, promised: Path) -> None:
    result = cli("audit", promised, "--without", "Ann")
    assert (result.code, result.out) == (2, "")
    assert 'no member of these files has the id "Ann"; over several files, write the id: ann@example.com' in result.err
    assert "--with takes one team" in cli("audit", promised, "--with", promised / "0.team.yaml").err


def test_over_several_files_an_id_is_no_name(cli: Cli, promised: Path) -> None:
    write(promised, {"other.team.yaml": "team: Other\nmembers: [{name: ann@example.com}]\n"})
    report = report_in(cli("audit", promised, "--without", "ann@example.com", "-f", "json").out)
    assert [[member["name"] for member in team["members"]] for team in report["teams"]] == [
        [], [], [], ["ann@example.com"],
    ]  # fmt: skip


def test_300_teams_of_8_make_a_page_of_less_than_5_mb(tmp_path: Path) -> None:
    organisation = write_organisation(tmp_path, teams=300, people=1_760, shared=False)
    assert sum(len(team["members"]) for _, team in organisation.teams) >= 300 * 8
    page = ran("audit", tmp_path / "teams", "-f", "html", "--isolated", "--as-of", TODAY).stdout
    assert page.count(b'<details class="team"') == 300
    assert len(page) < BIG


def test_an_organisation_with_a_people_file_names_its_people(cli: Cli, tmp_path: Path) -> None:
    people = "people: [{id: noor@example.com, name: Noor, allocation: 0.6, skills: {ci-cd: 4}}]\n"
    team = "team: T{}\nmembers: [{{id: noor@example.com, roles: [devops-engineer], allocation: 0.5}}]\n"
    write(tmp_path, {"people.yaml": people} | {f"{n}.team.yaml": team.format(n) for n in range(2)})
    words = ("audit", tmp_path, "--people", tmp_path / "people.yaml")
    out = cli(*words).out
    assert "  Noor: 1 of full time over 2 teams: 0.5 in T0 and 0.5 in T1\n" in out
    assert "      -> MT105: 0.4 too much for a working time of 0.6; in proportion, take " in out
    without = cli(*words, "--without", "noor@example.com")
    assert without.out.startswith("What if: without noor@example.com, compared with the present files on 2026-11-23\n")
    assert "Noor" not in cli(*words, "--without", "noor@example.com", "--redact").out
