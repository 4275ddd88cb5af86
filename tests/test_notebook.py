"""What is shown to people with notebooks: docs/python.md as a doctest, and the notebook in examples/."""

import doctest
import shutil
import sys
from pathlib import Path

import pytest

from repositories import Repository
from runs import ROOT


def test_the_page_shows_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from history_samples import versions

    repository = Repository(tmp_path)
    for day, text in versions():
        repository.commit({"team.yaml": text}, day)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs/python.md").read_text(encoding="utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(page, {}, "docs/python.md", None, 0)
    assert len(test.examples) > 10
    problems: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=problems.append)
    assert "".join(problems) == ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="the kernel's event loop is another there")
def test_the_notebook_runs(tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    shutil.copy(ROOT / "examples/gaps.yaml", tmp_path)
    text = (ROOT / "examples/team.ipynb").read_text(encoding="utf-8")
    shown, run = (nbformat.reads(text, as_version=4) for _ in range(2))  # type: ignore[no-untyped-call]
    NotebookClient(run, kernel_name="python3", timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for before, after in zip(shown.cells, run.cells, strict=True):
        assert texts(after) == texts(before)


def texts(cell: object) -> list[str]:
    """Return what a cell prints, without addresses and times."""
    outputs = getattr(cell, "outputs", [])
    return [str(output.get("text") or output["data"]["text/plain"]) for output in outputs]
