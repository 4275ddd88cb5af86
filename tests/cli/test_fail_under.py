"""--fail-under: a run fails when the coverage of a team is below."""

from pathlib import Path

import pytest

import mlops_team
from conftest import Cli
from runs import FAULTY, report_in, team_text, write


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Six roles of seven are external: 85.714... % covered.
    write(tmp_path, {"team.yaml": team_text(unstaffed=["data-scientist"])})
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("limit", "code"), [("0", 0), ("85", 0), ("85.7142", 0), ("85.7143", 1), ("86", 1), ("100", 1), ("100.0", 1)]
)
def test_the_comparison_is_exact(cli: Cli, limit: str, code: int) -> None:
    assert cli("audit", "--fail-on", "never", "--fail-under", limit).code == code


def test_what_is_below_does_not_pass(cli: Cli) -> None:
    cli("audit", "--write-baseline", "base.json")
    for options in (("--fail-on", "never"), ("--baseline", "base.json")):
        result = cli("audit", "-f", "json", "--fail-under", "85.72", *options)
        assert (result.code, result.err) == (1, "team.yaml: 85.7143 % covered, below --fail-under 85.72\n")
        report = report_in(result.out)
        assert (report["summary"]["fail_under"], report["summary"]["passed"]) == (85.72, False)
        assert report["teams"][0]["passed"] is False
    assert report_in(cli("audit", "-f", "json").out)["summary"]["fail_under"] is None


def test_texts_say_why(cli: Cli) -> None:
    options = ("--fail-on", "never", "--fail-under", "90")
    assert cli("audit", "-q", *options).out.endswith("1 team below --fail-under 90\n")
    for format_ in ("markdown", "html"):
        assert "1 team below --fail-under 90." in cli("audit", "-f", format_, *options).out


def test_junit_has_a_case_for_it(cli: Cli) -> None:
    options = ("audit", "-f", "junit", "--fail-on", "never")
    failed = cli(*options, "--fail-under", "90").out
    assert '<testcase classname="team.coverage" name="at least 90 % covered">' in failed
    assert 'failures="1"' in failed
    assert '<failure type="fail-under" message="85.7143 % covered, below --fail-under 90">' in failed
    assert (
        '<testcase classname="team.coverage" name="at least 80 % covered"/>' in cli(*options, "--fail-under", "80").out
    )
    assert "% covered" not in cli(*options).out.replace('value="85 %"', "")


def test_the_configuration_has_it_too(cli: Cli) -> None:
    write(Path(), {".mlops-team.toml": 'fail-on = "never"\nfail-under = 86\n'})
    assert cli("audit").code == 1
    assert cli("audit", "--fail-under", "80").code == 0
    assert mlops_team.audit("team.yaml", config=".mlops-team.toml").summary.passed is False


def test_a_team_that_passes_is_not_named(cli: Cli) -> None:
    write(Path(), {"good.team.yaml": team_text()})
    result = cli("audit", ".", "--fail-on", "never", "--fail-under", "90", "-j", "2")
    assert (result.code, result.err.splitlines()) == (1, ["team.yaml: 85.7143 % covered, below --fail-under 90"])


@pytest.mark.parametrize("limit", ["x", "-1", "101", "1e1", "80 %", ""])
def test_what_is_no_share_is_a_usage_error(cli: Cli, limit: str) -> None:
    result = cli("audit", "--fail-under", limit)
    assert (result.code, result.out) == (2, "")
    assert "is not a number of per cent from 0 to 100; write 80 or 92.5" in result.err


# --write-baseline


def test_a_new_baseline_has_what_the_old_one_hid(cli: Cli) -> None:
    assert cli("audit", "--write-baseline", "base.json").code == 0
    first = Path("base.json").read_text(encoding="utf-8")
    assert '"code": "MT101"' in first
    again = cli("audit", "--baseline", "base.json", "--write-baseline", "base.json", "--fail-under", "100")
    assert again.code == 0
    assert Path("base.json").read_text(encoding="utf-8") == first
    write(Path(), {"team.yaml": team_text()})
    assert cli("audit", "--write-baseline", "base.json").code == 0
    assert Path("base.json").read_text(encoding="utf-8") == '{"version": 1, "findings": [\n]}\n'


def test_the_configured_baseline_need_not_be_there_yet(cli: Cli) -> None:
    write(Path(), {".mlops-team.toml": 'baseline = "base.json"\n'})
    assert cli("audit").code == 2
    assert cli("audit", "--write-baseline", "base.json").code == 0
    assert cli("audit").code == 0


def test_what_cannot_be_audited_still_fails(cli: Cli) -> None:
    write(Path(), {"bad.team.yaml": "team: 3\n"})
    result = cli("audit", ".", "--write-baseline", "base.json")
    assert result.code == 2
    assert '"code": "MT101"' in Path("base.json").read_text(encoding="utf-8")
    assert result.err.endswith(
        "mlops-team: 1 finding written to base.json; fix what could not be audited, and write it again\n"
    )


def test_entries_of_what_cannot_be_audited_any_more_are_kept(cli: Cli) -> None:
    write(Path(), {"bad.team.yaml": FAULTY, "people.yaml": "people: [{id: a, name: A}]\n"})
    write(Path(), {"looked.team.yaml": FAULTY.replace("name: Ann", "id: a")})
    words = ("audit", ".", "--select", "MT101", "--people", "people.yaml")
    assert cli(*words, "--write-baseline", "base.json").err == "mlops-team: 3 findings written to base.json\n"
    before = Path("base.json").read_text(encoding="utf-8")
    write(Path(), {"bad.team.yaml": "team: 3\n", "people.yaml": "people: 3\n"})
    assert (
        "1 finding written to base.json, and 2 old entries of other files kept; "
        in cli(*words, "--write-baseline", "base.json").err
    )
    assert Path("base.json").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("option", ["--without", "--with"])
def test_no_baseline_is_written_of_a_what_if(cli: Cli, option: str) -> None:
    result = cli("audit", "--write-baseline", "base.json", option, "Ann")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlops-team: error: --write-baseline excludes --without and --with; ")
    assert not Path("base.json").exists()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("team.yaml", "team.yaml is a team file"),
        ("none/base.json", "there is no folder none"),
        ("", '"" is no file name'),
        (".", '"." is no file name'),
    ],
)
def test_a_baseline_never_replaces_a_team(cli: Cli, file: str, message: str) -> None:
    before = Path("team.yaml").read_text(encoding="utf-8")
    result = cli("audit", "--write-baseline", file)
    assert (result.code, result.out) == (2, "")
    assert f"--write-baseline: {message}" in result.err
    assert Path("team.yaml").read_text(encoding="utf-8") == before
