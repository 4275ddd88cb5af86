"""Two sets of teams through every format, by the real command line, whole outputs compared.

`canned` has everything in play; `hostile` is full of text that means something to somebody. To accept a change, run
`REWRITE=1 .venv/bin/pytest -n 0 -p no:randomly tests/render/test_formats.py` and read what git says has changed.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli
from mlops_team.render import FORMATS
from runs import ROOT

HERE = ROOT / "tests/formats"
# Where the hostile files lie: names that no checkout should have to hold.
HOSTILE = {
    "members.yaml": "::error::x%0A/##[error] <script>|`[red]\n::error::y \u202e$(id).team.yaml",
    "surrogate.yaml": "]]> &\"'{0} [a](b) ü/\udcff #%41?.team.yaml",  # a byte that is no UTF-8
    "keys.yaml": "-,line=9,.team.yaml",
    "long.yaml": f"{'x' * 200}.team.yaml",
}

Laid = Callable[[str], list[str]]


def _canned(folder: Path) -> None:
    shutil.copytree(HERE / "canned", folder, dirs_exist_ok=True)


def _hostile(folder: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux takes any byte in a file's name")
    for name, place in HOSTILE.items():
        (folder / place).parent.mkdir(exist_ok=True)
        shutil.copy(HERE / "hostile" / name, folder / place)


# What to lay out, and what to say to `audit`.
SETS = {"canned": (_canned, ["--baseline", "baseline.json", "."]), "hostile": (_hostile, ["."])}


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laid:
    """Return a function that lays a set out in the working directory, and returns the words that audit it."""

    def lay(name: str) -> list[str]:
        put, words = SETS[name]
        put(tmp_path)
        monkeypatch.chdir(tmp_path)
        return ["audit", *words]

    return lay


def looks(format_: str) -> list[str]:
    return ["-f", format_, "-v"] if format_ == "text" else ["-f", format_]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("format_", FORMATS)
def test_the_whole_report(name: str, format_: str, cli: Cli, laid: Laid) -> None:
    result = cli(*laid(name), *looks(format_))
    expected = HERE / f"{name}.{format_}"
    if "REWRITE" in os.environ:
        expected.write_bytes(result.out.encode())
    assert result.code == 2
    assert result.out == expected.read_bytes().decode()


@pytest.mark.parametrize("format_", FORMATS)
def test_a_report_file_is_what_stdout_would_be(format_: str, cli: Cli, laid: Laid) -> None:
    result = cli(*laid("canned"), "-o", f"{format_}:report", *looks(format_))
    assert Path("report").read_bytes().decode() == result.out
