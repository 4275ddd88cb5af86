"""`import mlops_team`: what is public, that it says what the commands print, and how results show themselves."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import mlops_team
from conftest import TODAY, Cli
from mlops_team import MlopsTeamError
from repositories import Repository
from runs import BROKEN, FAULTY, GOOD, write

PUBLIC = {
    *("audit", "diff", "history", "load_catalog", "plan", "resilience"),
    *("Catalog", "CatalogError", "Diff", "Histories", "History", "MlopsTeamError", "Plan", "Report", "Resilience"),
}
HOSTILE = "<script>alert(1)</script>\u202e\n@x"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository = Repository(tmp_path)
    repository.commit({"team.yaml": GOOD}, "2026-01-01")
    repository.commit({"team.yaml": FAULTY}, "2026-02-01")
    monkeypatch.chdir(tmp_path)
    return repository


def test_what_is_public() -> None:
    assert set(mlops_team.__all__) == PUBLIC | {"__version__"}
    assert {name for name in dir(mlops_team) if not name.startswith("__")} == PUBLIC
    with pytest.raises(AttributeError, match="has no attribute 'audits_'"):
        mlops_team.audits_  # noqa: B018


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("call", "command", "line"),
    [
        (lambda: mlops_team.audit("team.yaml", as_of=TODAY), "audit team.yaml",
         "<Report: 1 team, 85 % covered, 1 error, 0 warnings, failed>"),
        (lambda: mlops_team.plan("team.yaml", as_of=TODAY), "plan team.yaml",
         "<Plan: Good, 26 person-weeks, 1 action, proved to be the cheapest>"),
        (lambda: mlops_team.resilience("team.yaml", as_of=TODAY), "resilience team.yaml",
         "<Resilience: Good, bus factor 0>"),
        (lambda: mlops_team.diff("HEAD~1:team.yaml", as_of=TODAY), "diff HEAD~1:team.yaml",
         "<Diff: Good, 100 % to 85 %, 1 new>"),
        (lambda: mlops_team.history("team.yaml"), "history team.yaml",
         "<History: team.yaml, 2 points, 100 % to 85 %>"),
        (lambda: mlops_team.history("."), "history .",
         "<Histories: team.yaml, 2 points, 100 % to 85 %>"),
    ],
    ids=lambda value: value.split()[0] + value[-1] if isinstance(value, str) else "",
)  # fmt: skip
def test_a_result_is_what_the_command_prints(cli: Cli, call: Callable[[], Any], command: str, line: str) -> None:
    result = call()
    assert result.to_dict() == json.loads(cli(*command.split(), "-f", "json").out)
    assert repr(result) == line
    html = result._repr_html_()
    assert html.count("<table>") == html.count("</table>") >= 1


@pytest.mark.usefixtures("repository")
def test_nothing_from_a_file_acts_in_a_notebook(tmp_path: Path) -> None:
    name = json.dumps(HOSTILE)
    write(tmp_path, {
        "old.yaml": f"team: {name}\nmembers: [{{name: {name}, roles: [ml-engineer]}}]\n",
        "new.yaml": f"team: {name}\nmembers: [{{name: Bo, roles: [ml-engineer, data-engineer]}}]\n",
    })  # fmt: skip
    results: list[Any] = [
        mlops_team.audit("old.yaml"), mlops_team.plan("old.yaml", hire=False), mlops_team.resilience("old.yaml"),
        mlops_team.diff("old.yaml", "new.yaml"),
    ]  # fmt: skip
    for result in results:
        assert "\n" not in repr(result)
        assert "\u202e" not in repr(result)
        assert not re.search("<script|\u202e", result._repr_html_())


@pytest.mark.usefixtures("repository")
def test_several_paths_and_what_cannot_be_audited(tmp_path: Path) -> None:
    write(tmp_path, {"broken.yaml": BROKEN})
    report = mlops_team.audit([Path("team.yaml"), "broken.yaml"], as_of=TODAY)
    assert (len(report.teams), [error.code for error in report.input_errors]) == (1, ["MT002"])
    change = mlops_team.diff("team.yaml", "broken.yaml")
    assert (change.changes, [error.code for error in change.errors]) == (None, ["MT002"])
    assert repr(change) == "<Diff: Good, a side cannot be audited>"
    assert "<table>" in change._repr_html_()
    with pytest.raises(MlopsTeamError, match="a value is missing"):
        mlops_team.resilience("broken.yaml")
    with pytest.raises(MlopsTeamError, match='git knows no revision "nope"'):
        mlops_team.diff("nope:team.yaml")


@pytest.mark.parametrize("value", [3, None, b"team.yaml", [], [3], {"a": 1}, Ellipsis], ids=repr)
def test_no_path_is_a_type_error(value: Any) -> None:
    for function in (mlops_team.audit, mlops_team.plan, mlops_team.resilience, mlops_team.diff, mlops_team.history):
        with pytest.raises(TypeError):
            function(value)


@pytest.mark.usefixtures("repository")
def test_a_day_is_a_date_a_time_or_a_text() -> None:
    for day in (date(2026, 11, 23), datetime(2026, 11, 23, 12, tzinfo=UTC), "2026-11-23"):
        assert mlops_team.audit("team.yaml", as_of=day).to_dict()["as_of"] == "2026-11-23"
    with pytest.raises(TypeError, match="as_of: 3 is not a date"):
        mlops_team.audit("team.yaml", as_of=3)  # type: ignore[arg-type]
    with pytest.raises(MlopsTeamError, match="as_of: "):
        mlops_team.audit("team.yaml", as_of="today")


@pytest.mark.usefixtures("repository")
def test_settings_are_given_and_never_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {".mlops-team.toml": 'ignore = ["MT101"]\n'})
    monkeypatch.setenv("MLOPS_TEAM_AS_OF", "2020-01-01")
    assert mlops_team.audit("team.yaml").summary.errors == 1
    assert mlops_team.audit("team.yaml").as_of.year > 2020
    assert mlops_team.audit("team.yaml", config=".mlops-team.toml").summary.errors == 0
    with pytest.raises(mlops_team.CatalogError):
        mlops_team.audit("team.yaml", catalog="nowhere")


@pytest.mark.usefixtures("repository")
def test_a_history_is_cut_as_asked() -> None:
    def days(**options: Any) -> list[str]:
        history = mlops_team.history("team.yaml", **options)
        assert isinstance(history, mlops_team.History)
        return [point.date.isoformat() for point in history.points]

    assert days(since="2026-01-02") == days(max_count=1) == ["2026-02-01"]
    assert days(as_of="2026-01-15") == ["2026-01-01"]
    assert days(every="quarter", as_of="2026-04-02") == ["2026-03-31", "2026-04-02"]
    for options in ({"every": "day"}, {"max_count": 0}):
        with pytest.raises(MlopsTeamError):
            days(**options)
