"""A page for a director, on top of the HTML report and as Markdown of its own."""

import re
from pathlib import Path

import pytest

from conftest import Cli
from runs import BROKEN, FAULTY, GOOD, ROOT, team_text, write

GAPS = ROOT / "examples/gaps.yaml"


def parts(markdown: str) -> dict[str, str]:
    """Return the sections of a page by their headings."""
    pieces = re.split(r"^#+ (.*)\n", markdown, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def test_a_page_about_a_team(cli: Cli) -> None:
    result = cli("audit", "-f", "brief", GAPS)
    assert (result.code, result.err) == (1, "")
    page = parts(result.out)
    assert list(page) == [
        "Demand forecasting: 75 % covered",
        "Start here",
        "Roles",
        "Who would be missed most",
        "First steps of the plan",
    ]
    assert (
        "1. devops-engineer: nobody holds this role; Emil Berg is able and has room for it (+14 % coverage)"
        in (page["Start here"])
    )
    assert page["Roles"].count("\n| R") == 7
    assert page["Who would be missed most"].startswith(
        "\n- **Ben Okafor**: nobody would hold solution-architect and software-engineer; coverage would fall from 75 % "
    )
    assert "Farah Amin could step in as data-scientist." in page["Who would be missed most"]
    assert len(result.out.splitlines()) <= 60  # a sheet of paper


def test_the_plan_is_that_of_plan(cli: Cli) -> None:
    planned = cli("plan", GAPS).out
    assert "63 person-weeks" in planned
    assert "Chen Wei and Dana Novak leave" in planned
    plan = parts(cli("audit", "-f", "brief", GAPS).out)["First steps of the plan"]
    assert "The cheapest plan for 2027-02-21 costs 63 person-weeks and brings coverage to 100 %." in plan
    assert "By then Chen Wei and Dana Novak have left." in plan
    assert re.findall(r"^\d\. (.*)$", plan, re.MULTILINE) == [
        "Hire 1 person for data-scientist",
        "Hire 1 person for ml-engineer",
        "Emil Berg takes on devops-engineer, and trains feature-store (0 to 3) and production-monitoring (2 to 3)",
    ]
    assert "shows the 4 steps and why" in plan


def test_the_plan_counts_the_costs_of_the_configuration(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("costs = {hire = 3}\n", encoding="utf-8")
    plan = parts(cli("audit", "-f", "brief", GAPS, "--config", tmp_path / "c.toml").out)["First steps of the plan"]
    assert "3 to hire" in plan
    assert "63 person-weeks" not in plan


@pytest.mark.parametrize("option", [[], ["--no-waivers"]])
def test_the_plan_leaves_open_what_is_waived_if_waivers_count(cli: Cli, tmp_path: Path, option: list[str]) -> None:
    waiver = "waivers: [{rule: MT101, role: devops-engineer, reason: Hiring, expires: 2027-03-31}]"
    write(tmp_path, {"team.yaml": team_text(unstaffed=["devops-engineer"], more=waiver)})
    out = cli("audit", "-f", "brief", tmp_path / "team.yaml", *option).out
    assert ("Nothing to do" in out) == (not option)
    assert ("Hire 1 person for devops-engineer" in out) == bool(option)


def test_a_team_too_large_to_plan_at_once_says_so(cli: Cli) -> None:
    members = "".join(f"- {{name: M{number}, roles: [data-engineer]}}\n" for number in range(41))
    out = cli("audit", "-f", "brief", "-", stdin=f"team: A\nmembers:\n{members}".encode()).out
    assert "Not planned here: a team of more than 40 takes long." in out


def test_a_page_about_several_teams_has_the_worst_first(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"a.team.yaml": GOOD, "b.team.yaml": FAULTY.replace("team: Good", "team: Bad")})
    out = cli("audit", "-f", "brief", tmp_path).out
    assert out.startswith("# 2 teams: 92 % covered\n")
    assert re.findall(r"^\| (Good|Bad) \|", out, re.MULTILINE) == ["Bad", "Good"]
    assert "| Bad | 85 % | 1 | 0 | DevOps Engineer |" in out


def test_what_could_not_be_audited_is_named(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"team.yaml": BROKEN})
    result = cli("audit", "-f", "brief", tmp_path)
    assert result.code == 2
    assert result.out.startswith("# 0 teams: nothing could be audited\n")
    assert "- MT002 " in result.out
