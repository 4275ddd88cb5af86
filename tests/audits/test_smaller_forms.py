"""A gap of the baseline that is closed in part: what is left of it does not count, and anything else does."""

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Cli
from mlops_team.audits.rules import RULES
from runs import write

DATA = "data-ingestion: 3, data-pipelines: 3, feature-store: 3"
FORUM = "forums: [{name: Stand-up, every: daily, roles: all}]\n"
GOAL = "objectives: [{goal: Sell more}]\n"


def team(*members: str, rest: str = FORUM) -> str:
    """Return a team file with members as they are written between braces."""
    return "team: T\n" + "members:\n" + "".join(f"  - {{{member}}}\n" for member in members) + rest


def engineer(name: str, skills: str, more: str = "") -> str:
    return f"name: {name}, roles: [data-engineer], skills: {{{skills}}}{more}"


STAKEHOLDER = "name: Ines, roles: [business-stakeholder], skills: {goal-setting: 3, success-metrics: 3}"


def run(cli: Cli, before: str, after: str) -> list[dict[str, object]]:
    """Return the findings of a team as it is now, with those of an earlier day in the baseline."""
    write(Path(), {"team.yaml": before})
    assert cli("audit", "--write-baseline", "base.json").code == 0
    known = {line["fingerprint"] for line in json.loads(Path("base.json").read_text(encoding="utf-8"))["findings"]}
    write(Path(), {"team.yaml": after})
    report = json.loads(cli("audit", "-f", "json", "--baseline", "base.json").out)
    findings: list[dict[str, object]] = report["teams"][0]["findings"]
    return [finding for finding in findings if finding["fingerprint"] not in known]


def codes(findings: list[dict[str, object]], *, baselined: bool) -> set[object]:
    return {finding["code"] for finding in findings if finding["baselined"] is baselined}


class Case(NamedTuple):
    before: str
    after: str
    smaller: set[str]  # codes of new findings that do not count
    counted: set[str]  # and of those that do


CASES = {
    "a missing skill is low now": Case(
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 3")),
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 3, feature-store: 1")),
        {"MT202"}, set(),
    ),
    "another skill is low now": Case(
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 3")),
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 2, feature-store: 1")),
        {"MT202"}, {"MT202"},
    ),
    "a role without skills has some": Case(
        team(engineer("Bo", "")), team(engineer("Bo", "data-pipelines: 3, feature-store: 1")),
        {"MT201", "MT202", "MT301", "MT703"}, set(),
    ),
    "a role without skills has all, in two people": Case(
        team(engineer("Bo", ""), engineer("Cy", "")),
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 3"), engineer("Cy", "feature-store: 3")),
        {"MT204", "MT301"}, set(),
    ),
    "a role without skills has all but the desired ones": Case(
        team("name: Ines, roles: [business-stakeholder]"), team(STAKEHOLDER),
        {"MT205", "MT301"}, set(),
    ),
    "an empty role is held without skills": Case(
        team("name: Bo"), team(engineer("Bo", "")), {"MT203"}, {"MT403"},
    ),
    "an empty role is held for a short while, in little time": Case(
        team("name: Bo"), team(engineer("Bo", "feature-store: 1", ", until: 2026-12-31, allocation: 0.1")),
        {"MT103", "MT107", "MT201", "MT202", "MT301", "MT703"}, {"MT403"},
    ),
    "two empty roles share too little time": Case(
        team("name: Bo"),
        team("name: Bo, roles: [data-engineer, software-engineer], allocation: 0.3"),
        {"MT103", "MT203"}, {"MT403"},
    ),
    "a held role shares its time with an empty role": Case(
        team("name: Bo, roles: [data-engineer], allocation: 0.3"),
        team("name: Bo, roles: [data-engineer, software-engineer], allocation: 0.3"),
        {"MT203"}, {"MT103"},
    ),
    "an empty role is held by two": Case(
        team("name: Bo", "name: Cy"), team(engineer("Bo", DATA), engineer("Cy", DATA)), {"MT401"}, {"MT403"},
    ),
    "an empty role is held outside the forums": Case(
        team("name: Bo, roles: [data-scientist]", "name: Cy", rest="forums: [{name: A, roles: [data-scientist]}]\n"),
        team("name: Bo, roles: [data-scientist]", engineer("Cy", DATA),
             rest="forums: [{name: A, roles: [data-scientist]}]\n"),
        {"MT301", "MT502"}, {"MT403"},
    ),
    "a role in no forum is in its own": Case(
        team("name: Bo, roles: [data-scientist]", "name: Cy, roles: [software-engineer]",
             "name: Di, roles: [data-engineer, ml-engineer]",
             rest="forums: [{name: A, roles: [data-scientist, data-engineer]}]\n"),
        team("name: Bo, roles: [data-scientist]", "name: Cy, roles: [software-engineer]",
             "name: Di, roles: [data-engineer, ml-engineer]",
             rest="forums: [{name: A, roles: [data-scientist, data-engineer]},"
                  " {name: B, roles: [software-engineer, ml-engineer]}]\n"),
        {"MT504"}, set(),
    ),
    "a team without forums has two apart": Case(
        team("name: Bo, roles: [data-scientist]", "name: Cy, roles: [data-engineer]",
             "name: Di, roles: [software-engineer]", rest=""),
        team("name: Bo, roles: [data-scientist]", "name: Cy, roles: [data-engineer]",
             "name: Di, roles: [software-engineer]",
             rest="forums: [{name: A, roles: [data-scientist]}, {name: B, roles: [data-engineer]}]\n"),
        {"MT502", "MT503", "MT504"}, set(),
    ),
    "a team without objectives has a vague objective": Case(
        team(STAKEHOLDER), team(STAKEHOLDER, rest=FORUM + GOAL), {"MT602", "MT603", "MT604"}, set(),
    ),
    "an objective of a team without a stakeholder": Case(
        team("name: Ines", rest=FORUM + GOAL), team(STAKEHOLDER, rest=FORUM + GOAL),
        {"MT205", "MT301", "MT603"}, {"MT403"},
    ),
    "a second objective": Case(
        team(STAKEHOLDER, rest=FORUM + GOAL), team(STAKEHOLDER, rest=FORUM + GOAL.replace("}]", "}, {goal: Save}]")),
        set(), {"MT602", "MT603"},
    ),
    "a held role is empty": Case(team(engineer("Bo", DATA)), team("name: Bo"), set(), {"MT101", "MT106"}),
    "a low skill is missing": Case(
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 3, feature-store: 1")),
        team(engineer("Bo", "data-pipelines: 3, data-ingestion: 3")),
        set(), {"MT201"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_left_of_a_gap_does_not_count(
    case: Case, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    findings = run(cli, case.before, case.after)
    assert (codes(findings, baselined=True), codes(findings, baselined=False)) == (case.smaller, case.counted)
    counting = [
        [finding["code"] for finding in json.loads(report.out)["teams"][0]["findings"] if not finding["baselined"]]
        for options in ((), ("--redact",))
        for report in [cli("audit", "-f", "json", "--baseline", "base.json", *options)]
    ]
    assert counting[0] == counting[1]


def test_understaffed_is_less_than_unstaffed(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {
        "roles/catalog.yaml": "id: two\ntitle: Two\nversion: 1.0.0\nextends: built-in\n",
        "roles/data-engineer.yaml": "id: data-engineer\nchange: true\nstaffing: {people: 2}\n",
        ".mlops-team.toml": 'roles = "roles"\n',
    })  # fmt: skip
    findings = run(cli, team("name: Bo"), team(engineer("Bo", DATA)))
    assert (codes(findings, baselined=True), codes(findings, baselined=False)) == ({"MT102", "MT301"}, {"MT403"})


def test_the_line_says_how_many_are_smaller(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From every folder, with either kind of baseline, in one process and in two."""
    case = CASES["a missing skill is low now"]
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {".git/HEAD": "", "sub/team.yaml": case.before, "sub/b.team.yaml": case.before})
    cli("audit", "sub", "--write-baseline", "slim.json", "-o", "report.json")
    write(tmp_path, {"sub/team.yaml": case.after})
    for folder, path in ((".", "sub"), ("sub", ".")):
        monkeypatch.chdir(tmp_path / folder)
        for name in ("slim.json", "report.json"):
            base = os.path.relpath(tmp_path / name)
            for jobs in ("1", "2"):
                result = cli("audit", "-q", path, "--baseline", base, "--fail-on", "info", "-j", jobs)
                assert result.code == 0
                assert result.out.endswith(" findings in the baseline, 1 in a smaller form, 1 entry fixed\n")
    options = ("audit", ".", "--baseline", "../slim.json", "-f")
    assert " in the baseline, 1 in a smaller form, 1 entry fixed." in cli(*options, "markdown").out
    assert "<li><b>1</b> of them in a smaller form</li>" in cli(*options, "html").out


def test_a_gap_of_another_file_makes_nothing_smaller(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES["a missing skill is low now"]
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"a.team.yaml": case.before})
    cli("audit", ".", "--write-baseline", "base.json")
    write(tmp_path, {"b.team.yaml": case.after})
    result = cli("audit", "b.team.yaml", "--baseline", "base.json", "--select", "MT202", "--fail-on", "warning")
    assert result.code == 1


def test_rules_follow_rules_about_the_same() -> None:
    """A worse finding's subject must be known from the finding itself, and no rule may follow itself."""
    rules = {rule.code: rule for rule in RULES}
    for rule in RULES:
        for code in rule.follows:
            extra = set(rules[code].fields) - set(rule.fields)
            assert extra <= ({"role"} if rule.role or rule.code == "MT103" else set()), (rule.code, code)
            assert code != rule.code
