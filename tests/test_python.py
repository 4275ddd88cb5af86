"""The program in a notebook: a long-lived process, in which files change between two calls."""

from pathlib import Path

import pytest

import mlops_team

HEADER = 'id: {id}\nversion: "{version}"\ntitle: Ours\nextends: built-in\n'


def catalog_in(folder: Path, id: str = "ours", version: str = "1") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.yaml").write_text(HEADER.format(id=id, version=version), encoding="utf-8")
    return folder


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
