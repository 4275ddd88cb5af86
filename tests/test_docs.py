import re
import runpy
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(marker: str, language: str) -> str:
    found = re.search(rf"{re.escape(marker)}\n```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_generated_parts_have_not_drifted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "docs/generate.py"), run_name="__main__")
    assert (end.value.code, capsys.readouterr().out) == (0, "")


def test_the_annotated_team_file_is_sound(cli: Cli, team_file: Callable[[str], Path]) -> None:
    result = cli("audit", team_file(block("<!-- team-file -->", "yaml")), "--fail-on", "never")
    assert (result.code, result.err) == (0, "")
    assert "MT206" not in result.out  # no skill that the catalog does not know


def test_the_shown_configuration_is_sound(
    cli: Cli, team_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert text is not None
    file = team_file("team: A\nmembers: []\n")
    file.with_name("pyproject.toml").write_text(
        text[1].replace('roles = "our-roles"', "").replace('baseline = "baseline.json"', ""), encoding="utf-8"
    )
    assert tomllib.loads(text[1])["tool"]["mlops-team"]["roles"] == "our-roles"
    monkeypatch.chdir(file.parent)
    assert cli("audit", file).code == 1


def test_the_first_command_audits_an_example_that_passes(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    command = re.search(r"\.venv/bin/mlops-team (audit examples/\S+)\n", README)
    assert command is not None
    monkeypatch.chdir(ROOT)
    assert cli(*command[1].split()).code == 0


def test_every_link_to_a_file_leads_to_one() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
