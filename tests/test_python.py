"""The program in a notebook: a long-lived process, in which files change between two calls."""

from datetime import date
from pathlib import Path

import pytest

import mlops_team
from mlops_team.errors import ConfigError
from runs import ROOT

HEADER = 'id: {id}\nversion: "{version}"\ntitle: Ours\nextends: built-in\n'


def catalog_in(folder: Path, id: str = "ours", version: str = "1") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.yaml").write_text(HEADER.format(id=id, version=version), encoding="utf-8")
    return folder


def test_a_day_may_be_written_out() -> None:
    for as_of in ("2026-11-23", date(2026, 11, 23)):
        report = mlops_team.audit(ROOT / "examples/complete.yaml", as_of=as_of)
        assert (report.as_of, len(report.teams)) == (date(2026, 11, 23), 1)
    with pytest.raises(ConfigError, match='as_of: "2026-02-30" is not a day'):
        mlops_team.audit(ROOT / "examples/complete.yaml", as_of="2026-02-30")


def test_a_catalog_is_read_as_it_is_now(tmp_path: Path) -> None:
    versions = [mlops_team.load_catalog(catalog_in(tmp_path, version=version)).version for version in ("1", "2")]
    assert versions == ["1", "2"]


def test_a_relative_catalog_folder_is_the_one_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []
    for name in ("one", "other"):
        catalog_in(tmp_path / name / "roles", id=name)
        monkeypatch.chdir(tmp_path / name)
        loaded.append(mlops_team.load_catalog("roles").id)
    assert loaded == ["one", "other"]
