"""The tutorial, run as a script: what happens at each step, besides the output that docs/generate.py holds to."""

import re
import runpy
from pathlib import Path

import pytest

from runs import ROOT

PAGE = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")


def test_the_tutorial_leads_from_a_table_to_a_plan() -> None:
    _, steps = runpy.run_path(str(ROOT / "docs/page_script.py"))["run_page"](PAGE, "my-team")
    assert [(step.commands.split()[1], step.code) for step in steps] == [
        ("import", 0),
        ("init", 0),
        ("audit", 1),
        ("audit", 0),  # two things are fixed
        ("explain", 0),
        ("audit", 0),  # a finding is waived
        ("audit", 0),  # writes the baseline
        ("audit", 0),  # fails for new warnings only
        ("plan", 0),
        ("plan", 0),
        ("audit", 0),
    ]
    first, fixed, waived = (steps[number].output for number in (2, 3, 5))
    assert [re.findall(r": (\d+ %) covered  ", output) for output in (first, fixed)] == [["48 %"], ["76 %"]]
    assert "MT301 business-stakeholder" in fixed.split("Waived")[0]
    assert "MT301 business-stakeholder" in waived.split("Waived")[1]
    assert "after  100 % covered  0 errors" in steps[9].output


def test_the_tutorial_installs_as_the_readme_does() -> None:
    [install] = re.findall(r"<!-- not run: install -->\n```bash\n(.*?)```", PAGE, re.DOTALL)
    command = "python3 -m venv .venv && .venv/bin/pip install -q ."
    assert command in install.splitlines()
    assert f"{command} && .venv/bin/mlops-team audit" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_an_edit_that_fits_nowhere_is_an_error(tmp_path: Path) -> None:
    edit = runpy.run_path(str(ROOT / "docs/page_script.py"))["edit"]
    file = tmp_path / "team.yaml"
    file.write_text("team: A\n", encoding="utf-8")
    edit(file, "-team: A\n+team: B\n")
    assert file.read_text(encoding="utf-8") == "team: B\n"
    with pytest.raises(ValueError, match="0 places"):
        edit(file, "-team: A\n+team: B\n")
