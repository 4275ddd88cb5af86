"""The report as JUnit XML, read back by junitparser and held against what Jenkins' xUnit plugin asks for."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from conftest import Cli
from mlops_team.audits.rules import RULES
from runs import ALL_THREE, BROKEN, FAULTY, GOOD, ROOT, WARNED, team_text, write

# element: its attributes, those it must have, and the elements it may hold, as in junit-10.xsd of the xUnit plugin
# (jenkinsci/xunit-plugin, 2014 to 2024), as far as it is used here.
JENKINS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"name", "tests", "failures", "errors"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, {"name", "value"}, set()),
    "testcase": (
        {"name", "time", "classname", "group"},
        {"name"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"type", "message"}, set(), set()),
    "skipped": ({"type", "message"}, set(), set()),
    "system-out": (set(), set(), set()),
}
PRACTICES = sum("role" not in rule.fields for rule in RULES)


def faults(element: Element) -> Iterator[str]:
    allowed, needed, children = JENKINS[element.tag]
    yield from (f"{element.tag}: attribute {name}" for name in set(element.attrib) - allowed)
    yield from (f"{element.tag}: no {name}" for name in needed - set(element.attrib))
    for child in element:
        if child.tag not in children:
            yield f"{element.tag}: holds {child.tag}"
        yield from faults(child)


def suites(out: str) -> list[TestSuite]:
    assert list(faults(fromstring(out))) == []  # noqa: S314 - our own
    read = list(JUnitXml.fromstring(out.encode()))
    for suite in read:
        results = Counter(type(one) for case in suite for one in case.result)
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            len(list(suite)),
            results[Failure],
            results[Error],
            results[Skipped],
        )
        names = [(case.classname, case.name) for case in suite]
        assert len(set(names)) == len(names)
    return read


def outcomes(suite: TestSuite) -> dict[str, str]:
    return {case.name: type(one).__name__ for case in suite for one in case.result}


def test_each_role_and_each_practice_is_a_case(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = cli("audit", "-f", "junit", "examples/gaps.yaml")
    (suite,) = suites(result.out)
    assert suite.name == "Demand forecasting"
    groups = Counter(case.classname for case in suite)
    assert groups == {"examples/gaps.roles": 7, "examples/gaps.practices": PRACTICES}
    assert outcomes(suite) == {"DevOps Engineer": "Failure"}  # six of seven roles pass
    properties = suite.properties()  # type: ignore[no-untyped-call]
    assert {one.name: one.value for one in properties} == {
        "file": "examples/gaps.yaml",
        "as-of": "2026-11-23",
        "catalog": "built-in 1.0.0",
        "coverage": "75 %",
    }


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("error", {"DevOps Engineer"}),
        ("warning", {"DevOps Engineer", "MT602 objective-unmeasured"}),
        ("info", {"DevOps Engineer", "MT602 objective-unmeasured", "MT604 roi-unassessed"}),
        ("never", set()),
    ],
)
def test_a_case_fails_by_what_weighs_enough(
    fail_on: str, failing: set[str], cli: Cli, team_file: Callable[[str], Path]
) -> None:
    result = cli("audit", team_file(ALL_THREE), "-f", "junit", "--fail-on", fail_on)
    (suite,) = suites(result.out)
    assert result.code == int(bool(failing))
    assert outcomes(suite) == dict.fromkeys(failing, "Failure")
    assert "objective &quot;Sell more&quot;: has no metric" in result.out or "has no metric" in result.out


def test_a_waived_case_is_skipped_with_the_reason(cli: Cli, team_file: Callable[[str], Path]) -> None:
    waiver = "waivers: [{rule: MT101, role: devops-engineer, reason: Hiring, approved-by: Ann, expires: 2027-01-31}]"
    result = cli("audit", team_file(team_text(unstaffed=["devops-engineer"], more=waiver)), "-f", "junit")
    (suite,) = suites(result.out)
    (skipped,) = [one for case in suite for one in case.result]
    assert isinstance(skipped, Skipped)
    assert (skipped.type, skipped.message) == ("MT101", "MT101 waived until 2027-01-31, approved by Ann: Hiring")


def test_what_is_in_the_baseline_does_not_fail(cli: Cli, team_file: Callable[[str], Path], tmp_path: Path) -> None:
    file, baseline = team_file(FAULTY), tmp_path / "baseline.json"
    cli("audit", file, "-o", baseline)
    result = cli("audit", file, "-f", "junit", "--baseline", baseline)
    (suite,) = suites(result.out)
    assert (result.code, outcomes(suite)) == (0, {})
    assert "error[MT101] (in the baseline): devops-engineer" in result.out


def test_input_errors_are_errors_in_a_suite_of_their_own(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"a.team.yaml": BROKEN, "b.team.yaml": GOOD})
    result = cli("audit", tmp_path, "-f", "junit")
    good, broken = suites(result.out)
    assert (result.code, outcomes(good)) == (2, {})
    (case,) = broken
    assert (case.name.startswith("MT002 invalid-yaml"), outcomes(broken)) == (True, {case.name: "Error"})


def test_only_what_was_checked_is_a_case(cli: Cli, team_file: Callable[[str], Path]) -> None:
    out = cli("audit", team_file(WARNED), "-f", "junit", "--select", "MT60").out
    (suite,) = suites(out)
    assert [case.name[:5] for case in suite] == ["MT601", "MT602", "MT603", "MT604"]


def test_hostile_text_is_well_formed_and_has_no_character_that_xml_forbids(
    cli: Cli, team_file: Callable[[str], Path]
) -> None:
    name = r"]]> <b> & \" \x00 \x1b \ufffe \uffff \u202e @here"
    out = cli("audit", team_file(f'team: "{name}"\nmembers: []\n'), "-f", "junit").out
    (suite,) = suites(out)
    assert suite.name == r']]> <b> & " \x00 \x1b \ufffe \uffff \u202e @here'


def test_an_audit_that_found_no_file_is_still_a_document(cli: Cli, tmp_path: Path) -> None:
    result = cli("audit", tmp_path, "-f", "junit")
    assert (result.code, [suite.errors for suite in suites(result.out)]) == (2, [1])


def test_no_two_cases_of_a_run_share_class_and_name(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sound = ("v1.0/team.yaml", "v1_0/team.yaml", "v1_0_2/team.yaml", "a/team.yaml", "a/team.yml")
    broken = "team: [1, 2]\nmembers: {name: {}}\nreviews: 3\n"
    write(tmp_path, {**dict.fromkeys(sound, GOOD), "b.0.team.yaml": broken, "b_0.team.yaml": broken})
    cases = [(case.classname, case.name) for suite in suites(cli("audit", ".", "-f", "junit").out) for case in suite]
    assert len(set(cases)) == len(cases)
    assert {name.rsplit(".", maxsplit=1)[-1] for name, _ in cases} == {"roles", "practices", "input"}
