"""`mlops-team explain`, and every example that it shows, audited."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import INPUT_ERRORS, RULES
from runs import ROOT

Json = dict[str, Any]

CASES = ROOT / "tests/rules"
CODES = ["MT001", "MT002", "MT003", "MT004", "MT005", "MT006", *(rule.code for rule in RULES)]


def said(example: str, code: str) -> str:
    """Return what an example's last line claims that the audit says."""
    found = re.fullmatch(rf"# {code}: (.+)", example.splitlines()[-1])
    assert found is not None
    return found[1]


def whole(excerpt: str) -> str:
    """Return an excerpt as a file: with a team and members, if it leaves these out."""
    team = "" if re.search("^team:", excerpt, re.MULTILINE) else "team: Example\n"
    members = "" if re.search("^members:", excerpt, re.MULTILINE) else "\nmembers: []\n"
    return team + excerpt + members


def files(example: str) -> dict[str, str]:
    """Return an example's files; a comment that is a file's name begins one."""
    parts = re.split(r"^# (\S+\.team\.yaml)\n", example, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)) or {"team.yaml": example}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_audit_says_of_each_example_what_the_example_says(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Rule[Any]
) -> None:
    for name, text in files(rule.example).items():
        (tmp_path / name).write_text(whole(text), encoding="utf-8")
    catalog = CASES / rule.code / "catalog"
    other = ("--roles", catalog) if catalog.is_dir() else ()
    monkeypatch.chdir(tmp_path)
    result = cli("audit", "-f", "json", "--isolated", "--as-of", "2026-11-23", *other, ".")
    assert result.err == ""
    found = [finding for team in json.loads(result.out)["teams"] for finding in team["findings"]]
    assert said(rule.example, rule.code) in [one["message"] for one in found if one["code"] == rule.code]


@pytest.mark.parametrize("error", INPUT_ERRORS.values(), ids=lambda error: error.code)
def test_the_audit_says_of_each_broken_file_what_its_example_says(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Rule[Any]
) -> None:
    monkeypatch.chdir(tmp_path)
    command, name = re.match(r"\$ mlops-team (\w+) (\S+)\n", error.example), "team.yaml"
    if command:
        assert command[1] == "audit"
        name = command[2]
    else:
        Path(name).write_text(error.example, encoding="utf-8")
    result = cli("audit", name, "--isolated")
    assert result.code == 2
    assert f"error[{error.code}]: {said(error.example, error.code)}; " in result.err


def test_a_rule_is_explained_with_all_there_is_to_know(cli: Cli) -> None:
    result = cli("explain", "MT402")
    assert (result.code, result.err) == (0, "")
    assert (
        result.out
        == """\
MT402 owner-not-in-role
An owner of a responsibility who does not hold the role it belongs to, or is not in the
team.

Why       Whoever answers for a duty should have the role, and the time and skills, that
          go with it.
Fix       Name an active holder of the role, or give the owner the role.
Severity  warning, unless the configuration says otherwise
Source    article: The Perfect MLOps Team: How to Create and Maintain a Successful
          Implementation,
https://blog.katonic.ai/the-perfect-mlops-team-how-to-create-and-maintain-a-successful-implementation
Waiver    rule: owner-not-in-role, with the role or member whose finding is accepted

Example, and the message
  members:
    - {name: Ines Duarte, roles: [business-stakeholder]}
    - {name: Bo Lind, roles: [data-engineer]}
  owners: {set-goals: Bo Lind}
  # MT402: business-stakeholder: Bo Lind does not hold this role, and owns set-goals
"""
    )


def test_a_rule_about_the_whole_team_and_an_input_error_say_what_a_waiver_can_do(cli: Cli) -> None:
    assert "Waiver    rule: forums-missing; it is about the whole team" in cli("explain", "MT501").out
    page = cli("explain", "MT005").out
    assert "Severity  error, always\n" in page
    assert "Waiver    none: " in page


@pytest.mark.parametrize("name", ["MT504", "mt504", "pair-apart", "PAIR-APART", "Pair_Apart", "pair apart"])
def test_a_rule_is_found_by_code_and_name_in_any_case(cli: Cli, name: str) -> None:
    result = cli("explain", name)
    assert result.code == 0
    assert result.out.startswith("MT504 pair-apart\n")
    assert "https://arxiv.org/abs/2205.02302" in result.out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("role-unstafed", 'did you mean "role-unstaffed"?'),
        ("MT6O1", 'did you mean "MT601"?'),
        ("mt0001", 'did you mean "MT001"?'),
        ("unknown-nam", 'did you mean "unknown-name"?'),
        ("juggling", "`mlops-team explain` lists all rules"),
        ("mt5", "add a digit: MT501, MT502, MT503 or MT504"),
        ("juggle", "`mlops-team explain` lists all rules"),
        ("", "`mlops-team explain` lists all rules"),
    ],
)
def test_an_unknown_rule_is_wrong_usage(cli: Cli, name: str, hint: str) -> None:
    result = cli("explain", name)
    assert (result.code, result.out) == (2, "")
    assert result.err == f'mlops-team: error: unknown rule "{name}"; {hint}\n'


def test_without_a_rule_all_are_listed(cli: Cli) -> None:
    result = cli("explain")
    assert result.code == 0
    rows = result.out.split("\n\n")[0].splitlines()
    assert [row[:5] for row in rows] == CODES
    summary = "A role that fewer than two active members are able to do, whether they hold it or not"
    assert f"MT301  single-point-of-failure  warning  {summary}" in rows


def test_json_has_the_same_for_programs(cli: Cli) -> None:
    one = json.loads(cli("explain", "skill-below-level", "-f", "json").out)
    assert one == {
        "code": "MT202",
        "name": "skill-below-level",
        "severity": "warning",
        "summary": "A required skill whose best holder is below the level that the role requires.",
        "why": "somebody who has heard of a skill cannot yet carry the duty that needs it. The levels are policy.",
        "fix": "plan training for the best holder, or bring in somebody else who has the level.",
        "source": {
            "id": "policy",
            "title": "This project's own default, where neither the article nor the paper gives a number",
            "url": None,
        },
        "waivable": True,
        "subject": ["role", "skill"],
        "example": "members:\n  - {name: Bo Lind, roles: [data-engineer], "
        "skills: {data-pipelines: 4, data-ingestion: 3, feature-store: 1}}\n"
        "# MT202: data-engineer: feature-store is at 1 of 3 (Bo Lind)",
    }
    whole = json.loads(cli("explain", "-f", "json").out)
    assert whole["version"] == 1
    assert [rule["code"] for rule in whole["rules"]] == CODES
    assert one in whole["rules"]


def test_sources_are_those_of_the_catalog(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(
        'id: ours\nversion: "1"\ntitle: Ours\nextends: built-in\n'
        'sources: {policy: {title: "Handbook \\e[1m", url: "https://example.com/handbook"}}\n',
        encoding="utf-8",
    )
    page = cli("explain", "MT301", "--roles", tmp_path).out
    assert r"Source    policy: Handbook \x1b[1m, https://example.com/handbook" in page


def test_wrong_options_are_wrong_usage(cli: Cli, tmp_path: Path) -> None:
    refused = cli("explain", "-f", "yaml")
    assert (refused.code, refused.out) == (2, "")
    assert "Invalid value for '--format' / '-f': 'yaml' is not one of 'text', 'json'." in refused.err
    result = cli("explain", "MT101", "--roles", tmp_path / "none")
    assert (result.code, result.out) == (2, "")
    assert "there is no such catalog folder" in result.err
