"""Each example's whole report. To accept a change: mlops-team audit -v FILE > tests/examples/NAME.txt, and -f json."""

from pathlib import Path

import pytest

from conftest import Cli

ROOT = Path(__file__).parent.parent
CODES = {"complete": 0, "gaps": 1, "minimal": 1, "startup": 0}


def test_every_example_is_here() -> None:
    assert {file.stem for file in (ROOT / "examples").glob("*.yaml")} == set(CODES)


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize(("suffix", "options"), [("txt", ["-v"]), ("json", ["-f", "json"])])
def test_the_whole_report(
    name: str, suffix: str, options: list[str], cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    result = cli("audit", *options, f"examples/{name}.yaml")
    expected = (ROOT / f"tests/examples/{name}.{suffix}").read_text(encoding="utf-8")
    assert (result.code, result.err, result.out) == (CODES[name], "", expected)


def test_the_complete_team_has_nothing_to_say(cli: Cli) -> None:
    result = cli("audit", "-q", "-v", ROOT / "examples/complete.yaml", "--fail-on", "info")
    assert (result.code, result.out.splitlines()[-1]) == (0, "Passed: 100 % covered, 0 errors, 0 warnings, 0 notes")
