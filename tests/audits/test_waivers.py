"""Accepted findings: what a waiver covers, for how long, and what is said of waivers themselves."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from conftest import Cli, Result
from runs import report_in

Json = dict[str, Any]

# Everything that a waiver below is about: roles that nobody holds, gaps, an idle member, pairs that do not meet.
TEAM = """
team: Waivers
members:
  - {name: Ann, roles: [data-engineer], skills: {data-pipelines: 3, data-ingestion: 1}}
  - {name: Bo, roles: [data-scientist], skills: [ml-problem-framing]}
  - {name: Cy, learning: [{skill: ci-cd, level: 3, by: 2026-10-31}, {skill: feature-store, level: 3, by: 2026-10-31}]}
  - {name: Di, roles: [solution-architect], skills: {architecture-design: 5}, until: 2026-11-22}
owners: {set-goals: Ann, design-architecture: Bo}
forums: [{name: Data, roles: [data-engineer]}, {name: Science, roles: [data-scientist]}]
"""
UNSTAFFED = ("business-stakeholder", "devops-engineer", "ml-engineer", "software-engineer", "solution-architect")


class Found(NamedTuple):
    """A finding in short."""

    code: str
    role: str | None
    member: str | None
    skill: str | None


def text(*waivers: str, team: str = TEAM) -> bytes:
    """Return a team with waivers; each has a reason, and an end far enough away unless it says one."""
    ended = [waiver if "expires:" in waiver else f"{waiver}, expires: 2027-03-31" for waiver in waivers]
    lines = [f"  - {{{waiver}, reason: It is agreed}}" for waiver in ended]
    return "\n".join([team, "waivers:", *lines] if waivers else [team]).encode()


def report(result: Result) -> Json:
    assert result.code in {0, 1}, result.err
    found: Json = json.loads(result.out)
    return found


def audited(cli: Cli, team: bytes, *options: str | Path) -> Json:
    return report(cli("audit", "-f", "json", *options, "-", stdin=team))


def findings(report: Json) -> list[Json]:
    return [finding for team in report["teams"] for finding in team["findings"]]


def covered(found: Sequence[Mapping[str, Any]]) -> set[Found]:
    """Return the findings that a waiver covers."""
    return {Found(one["code"], one["role"], one["member"], one["skill"]) for one in found if one["waiver"]}


def about_waivers(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the code and place of the findings about waivers themselves."""
    return [(one["code"], one["location"]["pointer"]) for one in found if one["code"].startswith("MT8")]


# ---- what a waiver covers


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        ("rule: MT101, role: ml-engineer", [Found("MT101", "ml-engineer", None, None)]),
        ("rule: role-unstaffed, role: ml-engineer", [Found("MT101", "ml-engineer", None, None)]),
        ("rule: role-unstaffed, role: MLOps Engineer", [Found("MT101", "ml-engineer", None, None)]),
        ("rule: role-unstaffed, role: data-engineer", []),
        ("rule: MT201, role: data-engineer", [Found("MT201", "data-engineer", None, "feature-store")]),
        ("rule: skill-missing, skill: feature-store", [Found("MT201", "data-engineer", None, "feature-store")]),
        (
            "rule: MT201, role: data-scientist",
            [
                Found("MT201", "data-scientist", None, skill)
                for skill in ("model-engineering", "algorithm-selection", "hyperparameter-tuning")
            ],
        ),
        (
            "rule: MT201, role: data-scientist, skill: model-engineering",
            [Found("MT201", "data-scientist", None, "model-engineering")],
        ),
        ("rule: MT201, role: data-engineer, skill: model-engineering", []),
        ("rule: MT202, role: data-engineer, skill: feature-store", []),  # is missing, not low
        ("rule: MT202, skill: data-ingestion", [Found("MT202", "data-engineer", None, "data-ingestion")]),
        ("rule: MT402, member: Ann", [Found("MT402", "business-stakeholder", "Ann", None)]),
        (
            "rule: MT402, role: solution-architect, member: Bo",
            [Found("MT402", "solution-architect", "Bo", None)],
        ),
        ("rule: MT402, role: solution-architect, member: Ann", []),
        (
            "rule: MT702, member: Cy",
            [Found("MT702", None, "Cy", "ci-cd"), Found("MT702", None, "Cy", "feature-store")],
        ),
        ("rule: MT702, member: Cy, skill: ci-cd", [Found("MT702", None, "Cy", "ci-cd")]),
        ("rule: MT702, member: Ann, skill: ci-cd", []),
        ("rule: member-idle, member: Cy", [Found("MT106", None, "Cy", None)]),
        ("rule: member-idle, member: cy", []),  # names are as written
        ("rule: member-idle, member: Di", []),  # has left
        ("rule: member-idle, member: Zoe", []),  # was never there
        ("rule: pair-apart, role: data-engineer", [Found("MT504", "data-engineer", None, None)]),
        ("rule: pair-apart, role: data-scientist", [Found("MT504", "data-engineer", None, None)]),
        ("rule: pair-apart, role: software-engineer", []),
        ("rule: objectives-missing", [Found("MT601", None, None, None)]),
        ("rule: MT602", []),
    ],
)
def test_all_that_a_waiver_names_must_match(cli: Cli, waiver: str, expected: list[Found]) -> None:
    found = findings(audited(cli, text(waiver)))
    assert covered(found) == set(expected)
    assert about_waivers(found) == ([] if expected else [("MT802", "/waivers/0")])


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        ("rule: MT101", "a waiver for MT101 names no role"),
        ("rule: skill-missing", "a waiver for skill-missing names no role or skill"),
        ("rule: MT101, role: ml-engineer, member: Ann", "findings of MT101 have no member"),
        ("rule: MT101, role: ml-engineer, skill: ci-cd", "findings of MT101 have no skill"),
        ("rule: MT601, role: business-stakeholder", "findings of MT601 have no role"),
        ("rule: MT504, role: data-engineer, member: Ann", "findings of MT504 have no member"),
    ],
)
def test_a_waiver_names_what_its_rule_is_about(cli: Cli, waiver: str, message: str) -> None:
    result = cli("audit", "-", stdin=text(waiver))
    assert result.code == 2
    assert f": error[MT003]: waivers: {message};" in result.err


def test_a_waived_finding_says_by_whom_and_until_when(cli: Cli) -> None:
    found = findings(audited(cli, text("rule: MT601, approved-by: Ann, expires: 2026-12-31", "rule: MT704")))
    waivers = [finding["waiver"] for finding in found if finding["code"] == "MT601"]
    assert waivers == [{"reason": "It is agreed", "expires": "2026-12-31", "approved_by": "Ann"}]


def test_of_two_waivers_for_one_finding_both_are_used(cli: Cli) -> None:
    found = findings(audited(cli, text("rule: MT201, role: data-engineer", "rule: MT201, skill: feature-store")))
    assert covered(found) == {Found("MT201", "data-engineer", None, "feature-store")}
    assert about_waivers(found) == []


# ---- what it does to the verdict


ALL = [f"rule: MT101, role: {role}" for role in UNSTAFFED]


@pytest.mark.parametrize(
    ("waivers", "options", "code"),
    [
        ([], [], 1),
        (ALL, [], 0),
        (ALL[1:], [], 1),
        (ALL, ["--no-waivers"], 1),
        (ALL, ["--fail-on", "warning"], 1),  # warnings are left
        (ALL, ["--fail-on", "warning", "--select", "MT101"], 0),
        (["rule: MT601"], ["--fail-on", "info", "--select", "MT601"], 0),
        ([], ["--fail-on", "info", "--select", "MT601"], 1),
    ],
)
def test_waived_findings_do_not_change_the_exit_code(
    cli: Cli, waivers: list[str], options: list[str], code: int
) -> None:
    result = cli("audit", "-f", "json", *options, "-", stdin=text(*waivers))
    assert result.code == code, result.err
    assert report(result)["summary"]["passed"] == (code == 0)


def test_waived_findings_are_counted_apart(cli: Cli) -> None:
    before = audited(cli, text())["summary"]
    after = audited(cli, text(*ALL[:2], "rule: MT601", "rule: member-idle, member: Cy"))["summary"]
    changes = {key: after[key] - before[key] for key in ("errors", "warnings", "infos", "waived")}
    assert changes == {"errors": -2, "warnings": -1, "infos": -1, "waived": 4}
    assert after["coverage"] == before["coverage"]


# ---- roles


@pytest.mark.parametrize(
    ("role", "status", "waivers", "waived"),
    [
        ("ml-engineer", "unstaffed", [], False),
        ("ml-engineer", "unstaffed", ["rule: MT101, role: ml-engineer"], True),
        ("ml-engineer", "unstaffed", ["rule: MT101, role: devops-engineer"], False),
        ("ml-engineer", "unstaffed", ["rule: MT101, role: ml-engineer, expires: 2026-11-22"], False),
        ("data-engineer", "gaps", ["rule: MT201, role: data-engineer"], False),  # MT202 is left
        ("data-engineer", "gaps", ["rule: MT201, role: data-engineer", "rule: MT202, role: data-engineer"], True),
        ("data-scientist", "gaps", ["rule: MT201, skill: model-engineering"], False),  # two others are left
        ("data-scientist", "gaps", ["rule: MT201, role: data-scientist"], True),
    ],
)
def test_a_role_is_waived_when_all_that_is_wrong_with_it_is(
    cli: Cli, role: str, status: str, waivers: list[str], *, waived: bool
) -> None:
    before, after = audited(cli, text()), audited(cli, text(*waivers))
    found = next(one for one in after["teams"][0]["roles"] if one["role"] == role)
    assert (found["status"], found["waived"]) == (status, waived)
    assert [one | {"waived": False} for one in after["teams"][0]["roles"]] == before["teams"][0]["roles"]


# ---- days; the day of all tests is 2026-11-23


@pytest.mark.parametrize(
    ("expires", "in_force", "expected"),
    [
        ("2025-11-23", False, ["MT801"]),
        ("2026-11-22", False, ["MT801"]),
        ("2026-11-23", True, ["MT803"]),  # the last day is included
        ("2026-11-24", True, ["MT803"]),
        ("2026-12-07", True, ["MT803"]),  # 14 days of notice
        ("2026-12-08", True, []),
        ("2027-11-24", True, []),  # 366 days ahead
        ("2027-11-25", True, ["MT804"]),
        ("9999-12-31", True, ["MT804"]),
    ],
)
def test_a_waiver_holds_up_to_and_including_its_last_day(
    cli: Cli, expires: str, expected: list[str], *, in_force: bool
) -> None:
    found = findings(audited(cli, text(f"rule: MT101, role: ml-engineer, expires: {expires}")))
    assert covered(found) == ({Found("MT101", "ml-engineer", None, None)} if in_force else set())
    assert about_waivers(found) == [(code, "/waivers/0/expires") for code in expected]


def test_on_the_day_after_the_finding_counts_again(cli: Cli) -> None:
    team = text(*(f"{waiver}, expires: 2026-12-31" for waiver in ALL))
    codes = {day: cli("audit", "--as-of", day, "-", stdin=team).code for day in ("2026-12-31", "2027-01-01")}
    assert codes == {"2026-12-31": 0, "2027-01-01": 1}


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        ("rule: MT101, role: data-engineer, expires: 2026-11-22", ["MT801"]),  # over, whether it matched or not
        ("rule: MT101, role: data-engineer, expires: 2026-11-23", ["MT802"]),  # ends, and is no loss
        ("rule: MT101, role: data-engineer, expires: 2027-11-25", ["MT802", "MT804"]),
    ],
)
def test_a_waiver_that_matches_nothing(cli: Cli, waiver: str, expected: list[str]) -> None:
    assert [code for code, _ in about_waivers(findings(audited(cli, text(waiver))))] == expected


# ---- rules that are switched off


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["MT802"]),
        (["--ignore", "MT101"], []),
        (["--ignore", "role-unstaffed"], []),
        (["--ignore", "MT1"], []),
        (["--ignore", "MT2"], ["MT802"]),
        (["--ignore", "MT802"], []),
        (["--select", "MT8"], []),
        (["--select", "MT101,MT802"], ["MT802"]),
        (["--select", "MT101"], []),
    ],
)
def test_a_waiver_for_a_rule_that_is_switched_off_is_not_called_unused(
    cli: Cli, options: list[str], expected: list[str]
) -> None:
    found = findings(audited(cli, text("rule: MT101, role: data-engineer"), *options))
    assert [code for code, _ in about_waivers(found)] == expected


def test_of_a_rule_that_is_switched_off_other_faults_of_a_waiver_are_still_told(cli: Cli) -> None:
    waivers = ("rule: MT101, role: ml-engineer, expires: 2026-11-22", "rule: MT601, expires: 2027-11-25")
    found = findings(audited(cli, text(*waivers), "--ignore", "MT101,MT601"))
    assert about_waivers(found) == [("MT801", "/waivers/0/expires"), ("MT804", "/waivers/1/expires")]


# ---- waivers about waivers


@pytest.mark.parametrize("rule", ["MT801", "waiver-unused", "MT803", "waiver-too-long"])
def test_what_is_found_of_waivers_cannot_be_waived(cli: Cli, rule: str) -> None:
    result = cli("audit", "-f", "json", "-", stdin=text(f"rule: {rule}"))
    [error] = report_in(result.out)["input_errors"]
    assert (result.code, error["code"], error["location"]["pointer"]) == (2, "MT003", "/waivers/0/rule")
    assert error["message"] == f"waivers: {rule} is about waivers and cannot be waived"


def test_no_waivers_silences_what_is_found_of_waivers(cli: Cli) -> None:
    waivers = text("rule: MT101, role: ml-engineer, expires: 2026-11-22", "rule: MT101, role: data-engineer")
    assert about_waivers(findings(audited(cli, waivers))) == [("MT801", "/waivers/0/expires"), ("MT802", "/waivers/1")]
    result = cli("audit", "-f", "json", "--no-waivers", "-", stdin=waivers)
    assert about_waivers(findings(report_in(result.out))) == []


# ---- several files


def test_a_waiver_in_one_of_several_files_covers_the_finding_in_that_file(cli: Cli, tmp_path: Path) -> None:
    member = "members: [{name: Ann, id: ann@example.com, allocation: 0.6}]"
    waiver = "rule: member-overallocated, member: Ann"
    (tmp_path / "a.team.yaml").write_bytes(text(waiver, team=f"team: A\n{member}"))
    (tmp_path / "b.team.yaml").write_bytes(text(team=f"team: B\n{member}"))
    both = report(cli("audit", "-f", "json", tmp_path))
    assert [
        (team["team"], bool(finding["waiver"]))
        for team in both["teams"]
        for finding in team["findings"]
        if finding["code"] == "MT105"
    ] == [("A", True), ("B", False)]
    assert about_waivers(findings(both)) == []
    alone = report(cli("audit", "-f", "json", tmp_path / "a.team.yaml"))
    assert about_waivers(findings(alone)) == []  # whether it is used shows over all files only
