from collections.abc import Callable
from pathlib import Path

from conftest import Cli


def test_smoke(cli: Cli, team_file: Callable[[str], Path]) -> None:
    assert cli("audit", team_file("team: A\nmembers: []\n")).code == 1
    assert cli("audit", team_file("team: A\nmembrs: []\n")).code == 2
    assert cli("roles").code == 0
    assert cli("--version").out == "mlops-team 0.1.0\n"
    assert cli("audit", "-f", "json", "-", stdin=b"team: A\nmembers: []\n").code == 1
