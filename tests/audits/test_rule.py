"""The registry asks itself: is every rule named, documented, worded and tested as the contract has it?"""

import inspect
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import oracle
from conftest import TODAY, Cli
from mlops_team.audits.rule import Rule, pick
from mlops_team.audits.rules import INPUT_ERRORS, RULES, WAIVABLE
from mlops_team.errors import ConfigError
from runs import ROOT

Json = dict[str, Any]

CASES = ROOT / "tests/rules"
CODES = list(oracle.RULES)
# What the message of a rule without a subject is about; else it is about the team.
OPENINGS: dict[str, str | tuple[str, ...]] = {
    "MT602": 'objective "',
    "MT603": 'objective "',
    "MT705": 'review action "',
    "MT801": "waiver for MT",
    "MT802": ("waiver for MT", "not-needed: "),
    "MT803": "waiver for MT",
    "MT804": "waiver for MT",
}
# What Python calls a thing, which no user should read.
REPR = re.compile(r"\b(None|True|False|Fraction|Decimal|datetime|frozenset)\b|\['|\('|<[\w.]+ (object )?at ")

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_rules_are_those_of_the_contract() -> None:
    assert {rule.code: (rule.name, rule.severity.label, rule.fields) for rule in RULES} == oracle.RULES


def test_what_cannot_be_audited_is_named_as_in_the_contract() -> None:
    assert {code: rule.name for code, rule in INPUT_ERRORS.items()} == {
        "MT001": "unreadable-file",
        "MT002": "invalid-yaml",
        "MT003": "invalid-team",
        "MT004": "unknown-name",
        "MT005": "duplicate-key",
        "MT006": "duplicate-member",
    }


def test_rules_are_in_the_order_of_their_codes_and_none_is_there_twice() -> None:
    assert [rule.code for rule in RULES] == CODES
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert len({rule.check for rule in RULES}) == len(RULES)


@each_rule
def test_a_rule_is_well_named(rule: Rule[Any]) -> None:
    assert re.fullmatch(r"MT[1-8](0[1-9]|1[01])", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.check.__name__ == rule.name.replace("-", "_")


@each_rule
def test_a_rule_says_what_why_and_how_to_fix_it(rule: Rule[Any]) -> None:
    paragraphs = re.split(r"\n\s*\n", inspect.getdoc(rule.check) or "")
    assert len(paragraphs) == 4
    assert "\n" not in paragraphs[0]
    assert (rule.summary, paragraphs[1][:5], paragraphs[2][:5]) == (paragraphs[0], "Why: ", "Fix: ")
    assert re.fullmatch(r"[A-Z][^.\n]+\.", rule.summary)
    for text in (rule.why, rule.fix):
        assert re.fullmatch(r"[a-z`][^\n]+\.", text)
    assert paragraphs[3].startswith("Example:\n")
    assert re.search(rf"\n# {rule.code}: [^\n]+\Z", rule.example)


@each_rule
def test_a_waiver_may_name_a_rule_by_code_and_by_name(rule: Rule[Any]) -> None:
    fields = None if rule.code.startswith("MT8") else rule.fields  # what is found of waivers cannot be waived
    assert WAIVABLE[rule.code] == WAIVABLE[rule.name] == (rule.code, fields)


def test_no_waiver_may_name_anything_else() -> None:
    assert len(WAIVABLE) == 2 * len(RULES)


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert sorted(case.name for case in CASES.iterdir()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_case_is_whole(code: str) -> None:
    names = {file.name.removesuffix(".yaml") for file in (CASES / code).iterdir()}
    assert names - {"catalog"} == {"clean", "faulty", "expected.json"}
    for name in ("clean", "faulty"):
        folder = CASES / code / name
        assert all(file.name.endswith(".team.yaml") for file in folder.glob("*"))
    assert json.loads((CASES / code / "expected.json").read_text(encoding="utf-8"))


def found_in(cli: Cli, case: Path) -> list[tuple[str, Json]]:
    """Return the name of the team and the finding, for all that the program finds in a case's faulty teams."""
    faulty = case / "faulty"
    catalog = ["--roles", case / "catalog"] if (case / "catalog").exists() else []
    path = faulty if faulty.is_dir() else faulty.with_suffix(".yaml")
    result = cli("audit", "-f", "json", "--as-of", TODAY, "--isolated", *catalog, path)
    return [(team["team"], finding) for team in json.loads(result.out)["teams"] for finding in team["findings"]]


def opening(team: str, finding: Json) -> str | tuple[str, ...]:
    if finding["code"] == "MT103":
        return str(finding["data"]["roles"][0])
    subject = finding["role"] or finding["member"]
    return f"{subject}: " if subject else OPENINGS.get(finding["code"], f"{team}: ")


@pytest.mark.parametrize("code", CODES)
def test_findings_are_in_words_for_people(cli: Cli, code: str) -> None:
    findings = found_in(cli, CASES / code)
    assert code in {finding["code"] for _, finding in findings}
    for team, finding in findings:
        name, _, fields = oracle.RULES[finding["code"]]
        assert finding["rule"] == name
        assert tuple(field for field in ("role", "member", "skill") if finding[field]) == fields
        assert finding["message"].startswith(opening(team, finding))
        assert not re.search(r"[{}\n]", finding["message"]), finding["message"]
        for text in (finding["message"], finding["hint"]):
            assert text
            assert text == text.strip(" .;,")
            assert not REPR.search(text), text
            assert "  " not in text


@pytest.mark.parametrize(
    ("selectors", "codes"),
    [
        ([], []),
        (["MT101"], ["MT101"]),
        (["role-unstaffed"], ["MT101"]),
        (["MT3"], ["MT301"]),
        (["MT20"], ["MT201", "MT202", "MT203", "MT204", "MT205", "MT206", "MT207", "MT208"]),
        (["MT6", "role-split", "MT602"], ["MT204", "MT601", "MT602", "MT603", "MT604"]),
        (["MT"], CODES),
    ],
)
def test_rules_are_picked_by_code_name_and_prefix(selectors: list[str], codes: list[str]) -> None:
    assert sorted(pick(selectors, RULES)) == codes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_code_and_name_pick_the_same_rule(rule: Rule[Any]) -> None:
    assert pick([rule.code], RULES) == pick([rule.name], RULES) == {rule.code}


ALWAYS = "MT001 to MT006 say that a file cannot be audited, and always apply"


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("role-unstafed", 'did you mean "role-unstaffed"?'),
        ("Role_Unstaffed", 'did you mean "role-unstaffed"?'),
        ("mt101", 'did you mean "MT101"?'),
        ("MT6010", 'did you mean "MT601"?'),
        ("MT0", ALWAYS),
        ("MT001", ALWAYS),
        ("mt003", ALWAYS),
        ("skill", None),  # no prefix of a name
        ("M", None),
        ("MT9", None),
        ("", None),
    ],
)
def test_a_selector_that_stands_for_no_rule_is_refused(selector: str, hint: str | None) -> None:
    with pytest.raises(ConfigError) as error:
        pick(["MT101", selector], RULES)
    assert error.value.message == f'unknown rule "{selector}"'
    if hint is None:
        assert re.match(r"did you mean|known rules: ", error.value.hint)
    else:
        assert error.value.hint == hint


def test_an_unknown_rule_is_wrong_usage_on_the_command_line(cli: Cli) -> None:
    for option in ("--select", "--ignore"):
        result = cli("audit", option, "MT101,role-unstafed", "-", stdin=b"team: A\nmembers: []\n")
        assert (result.code, result.out) == (2, "")
        assert 'unknown rule "role-unstafed"; did you mean "role-unstaffed"?' in result.err


@pytest.mark.parametrize("name", ["team.yaml", "sub/t\udcff.yaml"])  # the second is no UTF-8
def test_a_fingerprint_is_of_code_subject_entry_path_and_ordinal(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(
        """team: A
objectives: [{goal: Sell more}, {goal: Waste less}, {goal: Sell more}]
members: [{name: Ann, learning: [{skill: ci-cd, level: 3, by: 2026-01-31}]}]
reviews: {last: 2026-11-01, actions: [{what: Hire, by: 2026-10-31}]}
external: [{role: ml-engineer, provider: Cloud Ltd, until: 2026-12-31}]
waivers: [{rule: role-unstaffed, role: data-scientist, reason: Soon, expires: 2026-01-31}]
""",
        encoding="utf-8",
    )
    result = cli("audit", "-f", "json", "--fail-on", "never", "--select", "MT107,MT602,MT702,MT705,MT801", name)
    fingerprints = [finding["fingerprint"] for finding in json.loads(result.out)["teams"][0]["findings"]]
    shown = "sub/t\\udcff.yaml" if "/" in name else name
    expected = [
        f"('MT602', None, None, None, 'Sell more', '{shown}', 1)",
        f"('MT602', None, None, None, 'Waste less', '{shown}', 1)",
        f"('MT602', None, None, None, 'Sell more', '{shown}', 2)",
        f"('MT702', None, 'Ann', 'ci-cd', '', '{shown}', 1)",
        f"('MT705', None, None, None, 'Hire', '{shown}', 1)",
        f"('MT107', 'ml-engineer', None, None, '', '{shown}', 1)",
        f"""('MT801', None, None, None, "('MT101', 'data-scientist', None, None)", '{shown}', 1)""",
    ]
    assert fingerprints == [sha256(text.encode("ascii")).hexdigest()[:32] for text in expected]


def test_no_two_findings_share_a_fingerprint_whatever_is_in_names(cli: Cli) -> None:
    team = b"""team: A
members:
  - {name: "A\\0B", skills: {"C": 1}}
  - {name: "A", skills: {"B\\0C": 1}}
"""
    result = cli("audit", "-f", "json", "--fail-on", "never", "-", stdin=team)
    fingerprints = [finding["fingerprint"] for finding in json.loads(result.out)["teams"][0]["findings"]]
    assert len(set(fingerprints)) == len(fingerprints)
