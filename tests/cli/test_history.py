"""`mlops-team history`: the points that a branch had, against plain git commands, and what is printed of them."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from conftest import TODAY, Cli
from mlops_team.audits.history import History, Point
from mlops_team.render import history as rendered
from repositories import Repository, git, states
from runs import BROKEN, FAULTY, GOOD, ROOT, team_text, write

Json = dict[str, Any]
SCHEMA = Draft7Validator(json.loads((ROOT / "roles/schemas/history.schema.json").read_text(encoding="utf-8")))
WARNED = team_text(metric=False)
WORSE = team_text(unstaffed=["devops-engineer", "ml-engineer"])


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


def history(cli: Cli, *args: str | Path) -> Json:
    result = cli("history", *args, "-f", "json")
    found: Json = json.loads(result.out)
    assert [error.message for error in SCHEMA.iter_errors(found)] == []
    return found


def full(repository: Repository) -> dict[str, str]:
    """Make a history with a rename, a merge, a revert, a broken version, a deletion and an uncommitted change."""
    repository.commit({"other": "x"}, "2026-01-01")
    first = repository.commit({"old.yaml": GOOD}, "2026-01-02")
    repository.commit({"other": "y"}, "2026-01-03")
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit({"old.yaml": WARNED}, "2026-02-01")
    repository.commit({"old.yaml": FAULTY}, "2026-02-02")
    repository.git("checkout", "--quiet", "main")
    repository.merge("branch", "2026-02-10")
    repository.git("revert", "--mainline=1", "--no-edit", "HEAD", day="2026-02-20")
    renamed = repository.commit({"old.yaml": None, "team.yaml": GOOD}, "2026-03-01")
    repository.commit({"team.yaml": BROKEN}, "2026-03-10")
    repository.commit({"team.yaml": FAULTY}, "1970-01-02")
    repository.commit({"team.yaml": None}, "2026-05-01")
    repository.commit({"team.yaml": WORSE}, "@4102444800 +0000")
    write(repository.folder, {"team.yaml": FAULTY})
    return {first: "old.yaml", renamed: "team.yaml"}


def test_points_are_what_the_branch_had(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    names = full(repository)
    monkeypatch.delenv("MLOPS_TEAM_AS_OF")
    [*committed, now] = history(cli, "team.yaml")["points"]
    expected = states(repository.folder, names)
    assert [point["rev"] for point in committed] == [rev for rev, _ in expected]
    days = repository.git("log", "--first-parent", "--format=%H %cs").split("\n")
    day_of = dict(line.split(" ") for line in days)
    assert [point["date"] for point in committed] == [day_of[point["rev"]] for point in committed]
    for point, (_, text) in zip(committed, expected, strict=True):
        if text is None:
            assert (point["error"], point["coverage"]) == ("not there", None)
            continue
        report = json.loads(cli("audit", "-", "-f", "json", "--as-of", point["date"], stdin=text.encode()).out)
        if report["input_errors"]:
            assert report["input_errors"][0]["message"] in point["error"]
            continue
        [team] = report["teams"]
        assert point["coverage"] == team["coverage"]
        assert point["roles"] == {role["role"]: role["coverage"] for role in team["roles"]}
        assert (point["errors"], point["warnings"]) == (report["summary"]["errors"], report["summary"]["warnings"])
    assert (now["rev"], now["error"]) == (None, None)
    assert [point["error"] is None for point in committed] == [True, True, True, False, True, False, True]
    assert repository.git("status", "--porcelain") == " M team.yaml"  # nothing was checked out or written


def test_as_of_ends_the_history_and_dates_the_file_as_it_is(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": GOOD}, "2026-01-01")
    repository.commit({"team.yaml": FAULTY}, "2026-06-01")
    write(repository.folder, {"team.yaml": WORSE})
    points = history(cli, "--as-of", "2026-03-01")["points"]
    assert [point["date"] for point in points] == ["2026-01-01", "2026-03-01"]
    assert [point["date"] for point in history(cli)["points"]] == ["2026-01-01", "2026-06-01", TODAY]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("{name: Bo, roles: [data-scientist], skills: [algorithm-selection]}", "", "-3 %: Bo left"),
        ("", "{name: Bo, roles: [data-scientist], skills: [algorithm-selection]}", "+3 %: Bo joined"),
        ("", "{name: Bo, roles: [data-scientist]}", "0 %: new: MT203 skills-undeclared (data-scientist)"),
        (
            "{name: Bo, roles: [data-scientist], skills: {algorithm-selection: 3}}",
            "{name: Bo, roles: [data-scientist], skills: {algorithm-selection: 1}}",
            "-2 %: Bo: algorithm-selection 3 to 1",
        ),
        (
            "{name: Bo, roles: [data-scientist], skills: {algorithm-selection: 3, data-pipelines: 3}}",
            "{name: Bo, roles: [data-engineer], skills: {algorithm-selection: 3, data-pipelines: 3}}",
            "+1 %: Bo took on data-engineer and gave up data-scientist",
        ),
        (
            "{name: Bo, roles: [data-scientist], skills: {algorithm-selection: 3}}",
            "{name: Bo, roles: [data-scientist], skills: {algorithm-selection: 3}, until: 2026-01-15}",
            "-3 %: the last day of Bo was 2026-01-15",
        ),
        (
            "{name: Bo, roles: [data-scientist], skills: [algorithm-selection], from: 2026-01-15}",
            "{name: Bo, roles: [data-scientist], skills: [algorithm-selection], from: 2026-01-15, until: 2027-01-01}",
            "+3 %: Bo started on 2026-01-15",
        ),
        ("{name: Bo}", "{name: Cy}", "0 %: Bo renamed to Cy?"),
        ("{name: Bo}", "{name: Bo, roles: [backend-engineer]}", "0 %: Bo: roles changed"),
        ("{name: Bo}", "{name: Bo}  # a comment", "0 %: no change"),
    ],
)
def test_the_largest_cause_is_named(cli: Cli, repository: Repository, old: str, new: str, cause: str) -> None:
    for day, member in (("2026-01-01", old), ("2026-02-01", new)):
        text = f"team: T\nmembers:\n  - {{name: Al}}\n{f'  - {member}' if member else ''}\n"
        repository.commit({"team.yaml": text}, day)
    assert [point["cause"] for point in history(cli)["points"]] == [None, cause]


BO = "{name: Bo, roles: [data-scientist], skills: [algorithm-selection, model-engineering]}"
CY = "{name: Cy, roles: [data-scientist], skills: [algorithm-selection]}"
DI = "{name: Di, roles: [data-engineer], skills: [data-pipelines, data-ingestion, feature-store]}"
ED = "{name: Ed, roles: [solution-architect], skills: [architecture-design]}"


@pytest.mark.parametrize(
    ("gone", "left", "joined"),
    [
        ([BO], "-3 %: Bo left", "+3 %: Bo joined"),
        ([BO, CY], "-7 %: Bo and Cy left", "+7 %: Bo joined"),  # Cy brings nothing that Bo does not
        ([CY, DI, ED], "-21 %: Di and Ed left", "+21 %: Di and Ed joined"),
        ([ED, BO, CY, DI], "-28 %: Di and 3 more left", "+28 %: Di and 2 more joined"),
    ],
)
def test_people_who_come_or_go_together_are_a_cause(
    cli: Cli, repository: Repository, gone: list[str], left: str, joined: str
) -> None:
    everybody = ["{name: Al}", BO, CY, DI, ED]
    for members in (everybody, [member for member in everybody if member not in gone], everybody):
        repository.commit({"team.yaml": f"team: T\nmembers: [{', '.join(members)}]\n"})
    assert [point["cause"] for point in history(cli)["points"]] == [None, left, joined]


def test_external_roles_and_passing_days_are_causes(cli: Cli, repository: Repository) -> None:
    member = "members: [{name: Bo, roles: [solution-architect], skills: [architecture-design], until: 2026-02-15}]"
    external = "external: [{role: ml-engineer, provider: Acme, until: 2026-05-15}]"
    repository.commit({"team.yaml": f"team: T\n{member}\n"}, "2026-01-10")
    repository.commit({"team.yaml": f"team: T\n{member}\n{external}\n"}, "2026-03-20")
    points = history(cli, "--every", "month", "--as-of", "2026-06-01")["points"]
    assert [(point["date"], point["cause"]) for point in points] == [
        ("2026-01-31", None),
        ("2026-02-28", "-7 %: the last day of Bo was 2026-02-15"),
        ("2026-03-31", "+14 %: ml-engineer is external (Acme)"),
        ("2026-04-30", "0 %: no change"),
        ("2026-05-31", "-14 %: Acme had ml-engineer until 2026-05-15"),
        ("2026-06-01", "0 %: no change"),
    ]


def test_periods_have_the_version_in_force_at_their_end(cli: Cli, repository: Repository) -> None:
    revs = [
        repository.commit({"team.yaml": text}, day)
        for text, day in ((GOOD, "2026-01-15"), (FAULTY, "2026-01-31"), (WORSE, "2026-04-01"))
    ]
    expected = {
        "month": [
            ("2026-01-31", 1), ("2026-02-28", 1), ("2026-03-31", 1), ("2026-04-30", 2), ("2026-05-05", 2)
        ],
        "quarter": [("2026-03-31", 1), ("2026-05-05", 2)],
    }  # fmt: skip
    for every, rows in expected.items():
        points = history(cli, "--every", every, "--as-of", "2026-05-05")["points"]
        assert [(point["date"], point["rev"]) for point in points] == [(day, revs[number]) for day, number in rows]
    weeks = [point["date"] for point in history(cli, "--every", "week", "--as-of", "2026-02-02")["points"]]
    assert weeks == ["2026-01-18", "2026-01-25", "2026-02-01", "2026-02-02"]  # they end on Sunday
    write(repository.folder, {"team.yaml": GOOD})
    points = history(cli, "--every", "quarter", "--as-of", "2026-05-05")["points"]
    assert [point["rev"] for point in points] == [revs[1], None]  # the file as it is, in the running period


def test_since_is_inclusive_and_max_count_keeps_the_newest(cli: Cli, repository: Repository) -> None:
    for day, text in (("2026-01-01", GOOD), ("2026-02-01", FAULTY), ("2026-03-01", WORSE)):
        repository.commit({"team.yaml": text}, day)
    for options in (("--since", "2026-02-01"), ("--max-count", "2")):
        points = history(cli, *options)["points"]
        assert [point["date"] for point in points] == ["2026-02-01", "2026-03-01"]
        assert points[0]["cause"] is None


def test_line_ends_are_no_change_and_a_missing_file_is_a_gap(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": GOOD})
    file = repository.folder / "team.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert len(history(cli)["points"]) == 1
    file.unlink()
    assert [(point["rev"] is None, point["error"]) for point in history(cli)["points"]] == [
        (False, None),
        (True, "not there"),
    ]


def test_nothing_that_can_be_audited_is_exit_2(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": BROKEN})
    result = cli("history")
    assert result.code == 2
    assert "line 2: " in result.out
    repository.commit({"team.yaml": GOOD})
    assert cli("history").code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("nope.yaml",), 'git knows no file "nope.yaml" on this branch; check the path, or commit the file first'),
        (("--since", "soon"), '--since: "soon" is not a day; write it as YYYY-MM-DD, such as 2026-01-31'),
        (("--every", "day"), "Invalid value for '--every': 'day' is not one of 'week', 'month', 'quarter'"),
        (("../team.yaml",), "is not in a git repository"),
    ],
)
def test_what_has_no_history_is_one_sentence(
    cli: Cli, repository: Repository, args: tuple[str, ...], message: str
) -> None:
    repository.commit({"team.yaml": GOOD})
    result = cli("history", *args)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_a_shallow_clone_warns(
    cli: Cli, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"team.yaml": GOOD})
    repository.commit({"team.yaml": FAULTY})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    result = cli("history", "-f", "json")
    assert (result.code, json.loads(result.out)["shallow"], len(json.loads(result.out)["points"])) == (0, True, 1)
    assert "warning: this clone is shallow and lacks the older versions; run `git fetch --unshallow`" in result.err


def test_bare_repositories_and_worktrees_have_a_history(
    cli: Cli, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"team.yaml": GOOD})
    repository.commit({"team.yaml": FAULTY})
    git(tmp_path, "clone", "--quiet", "--bare", str(tmp_path), "bare.git")
    git(tmp_path, "worktree", "add", "--quiet", "--detach", "tree", "HEAD~1")
    found = []
    for folder in ("bare.git", "tree"):
        monkeypatch.chdir(tmp_path / folder)
        found.append([point["coverage"] for point in history(cli)["points"]])
    assert found == [[1.0, pytest.approx(6 / 7)], [1.0]]


def test_a_folder_has_a_history_for_each_file(cli: Cli, repository: Repository) -> None:
    repository.commit({"a.team.yaml": GOOD, "sub/b.team.yaml": WARNED})
    repository.commit({"sub/b.team.yaml": FAULTY.replace("Good", "Other")})
    found = history(cli, ".")
    assert [(one["file"], len(one["points"])) for one in found["histories"]] == [
        ("a.team.yaml", 1),
        ("sub/b.team.yaml", 2),
    ]
    lines = cli("history", ".").out.split("\n")
    assert [re.sub(r"[▁-█]+", "", line) for line in lines] == ["Good   100 %  100 %", "Other  100 %  85 %", ""]
    write(repository.folder, {"new.team.yaml": GOOD})
    result = cli("history", ".", "-f", "json")
    assert (result.code, len(json.loads(result.out)["histories"])) == (2, 2)
    assert 'new.team.yaml: git knows no file "new.team.yaml" on this branch' in result.err


def test_text(cli: Cli, repository: Repository) -> None:
    first = repository.commit({"team.yaml": GOOD}, "2026-01-01")
    second = repository.commit({"team.yaml": BROKEN}, "2026-02-01")
    write(repository.folder, {"team.yaml": FAULTY})
    assert cli("history").out.split("\n") == [
        f"Good  team.yaml: 3 points, 2026-01-01 to {TODAY}",
        f"100 % {'█' * 7}{'·' * 60}▁ 85 %",
        "",
        "  date        cover   err  warn  commit    what moved it",
        f"  2026-01-01  100 %     0     0  {first[:8]}",
        f"  2026-02-01      -     -     -  {second[:8]}  line 2: a value is missing",
        f"  {TODAY}   85 %     1     0  now       -15 %: devops-engineer is no longer external (Platform)",
        "",
    ]


def test_a_long_history_is_shown_in_part(cli: Cli, repository: Repository) -> None:
    for number in range(61):
        repository.commit({"team.yaml": f"{GOOD}# {number}\n"})
    out = cli("history").out
    assert out.count(" 100 %  ") == 20
    assert out.endswith("and 41 earlier rows, which -f csv has\n")
    assert len(cli("history", "-f", "csv").out.splitlines()) == 62


def test_csv_has_harmless_cells(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": GOOD})
    repository.commit({"team.yaml": FAULTY})
    repository.commit({"team.yaml": "team: T\nmembers: [{name: '=HYPERLINK(1)'}, {nam: x}]\n"})
    rows = list(csv.DictReader(io.StringIO(cli("history", "-f", "csv").out)))
    assert [row["coverage"] for row in rows] == ["1.0", "0.8571428571428571", ""]
    assert rows[1]["cause"] == "'-15 %: devops-engineer is no longer external (Platform)"
    assert (rows[1]["devops-engineer"], rows[0]["devops-engineer"], rows[2]["devops-engineer"]) == ("0.0", "1.0", "")
    assert all(cell[:1] not in set("=+-@\t") for row in rows for cell in row.values())


def test_html_is_one_file_without_script(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": GOOD}, "2026-01-01")
    repository.commit({"team.yaml": FAULTY.replace("Good", "<b>Good</b> ##[x]")}, "2026-02-01")
    repository.commit({"team.yaml": BROKEN}, "2026-02-11")
    out = cli("history", "-f", "html").out
    assert not re.search(r"<script|<b>|##\[|https?://", out)
    assert out.count('<circle class="dot"') == 2
    assert re.findall(r'<path class="curve" d="([^"]+)"', out) == ["M48.0 12.0 H680.1 V40.6 H884.0"]
    assert out.count("<tr><td>") == 3
    assert "85 % covered on 2026-02-01, 100 % on 2026-01-01" in out


def test_redacted_histories_have_one_pseudonym_for_a_person(cli: Cli, repository: Repository) -> None:
    for names in (("Ines Duarte", "Bo Lind"), ("Bo Lind",), ("Cy Young", "Bo Lind")):
        members = "".join(
            f"  - {{name: {name}, roles: [data-scientist], skills: [{skill}]}}\n"
            for name, skill in zip(names, ("algorithm-selection", "model-engineering"), strict=False)
        )
        repository.commit({"team.yaml": f"team: T\nmembers:\n{members}"})
    for format_ in ("text", "json", "csv", "html"):
        out = cli("history", "--redact", "-f", format_).out
        assert "Person 1" in out
        assert not re.search("Ines|Duarte|Lind|Young", out)


def test_a_link_has_the_history_of_its_file(cli: Cli, repository: Repository) -> None:
    first = repository.commit({"real/team.yaml": GOOD})
    (repository.folder / "team.yaml").symlink_to("real/team.yaml")
    repository.commit({})
    found = history(cli, "team.yaml")
    assert (found["file"], [point["rev"] for point in found["points"]]) == ("team.yaml", [first])


def test_a_skill_that_is_no_longer_needed_is_a_cause(cli: Cli, repository: Repository) -> None:
    more = "not-needed: [{skill: algorithm-selection, reason: None here}]\n"
    team = "team: T\nmembers: [{name: Bo, roles: [data-scientist], skills: [model-engineering]}]\n"
    for text in (team, team + more, team):
        repository.commit({"team.yaml": text})
    assert [point["cause"] for point in history(cli)["points"]] == [
        None,
        "+1 %: algorithm-selection is no longer needed",
        "-1 %: algorithm-selection is needed again",
    ]


def test_all_versions_are_checked_against_the_present_catalog(cli: Cli, repository: Repository) -> None:
    own = {"own/catalog.yaml": "id: own\nversion: '1'\ntitle: Own\nextends: built-in\ndrop: [devops-engineer]\n"}
    config = {".mlops-team.toml": 'catalogs = {own = "own"}\n'}
    repository.commit({"team.yaml": FAULTY, **own, **config})
    repository.commit({"team.yaml": f"{FAULTY}catalog: built-in\n"})
    for points in (history(cli)["points"], history(cli, "--roles", "own")["points"]):
        assert points[0]["coverage"] == points[1]["coverage"]
        assert points[0]["roles"].keys() == points[1]["roles"].keys()


@pytest.mark.parametrize("width", [24, 80, 200])
def test_the_line_of_coverage_takes_the_terminals_width(width: int) -> None:
    points = tuple(Point(str(number), date(2026, 1, 1 + number), number / 10, 0, 0) for number in range(11))
    one = History("a.yaml", "A", shallow=False, points=points)
    for histories in ([one], [one, one]):
        lines = ["".join(part for part, _ in line.spans) for line in rendered.text(histories, width)]
        [curve, *_] = [line for line in lines if "▁" in line]
        assert width - 5 <= len(curve) <= width
        assert re.sub("[^▁-█]", "", curve)[0] == "▁"
        assert re.sub("[^▁-█]", "", curve)[-1] == "█"


def test_a_folder_without_team_files_has_no_history(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": GOOD}, "2026-01-02")
    write(Path("empty"), {"notes.txt": "no team"})
    result = cli("history", "empty")
    assert (result.code, result.out.count("\n")) == (2, 0)
    assert result.err.startswith("mlops-team: error: empty: no team file below this folder; ")


@pytest.mark.parametrize("format_", ["text", "json", "csv", "html"])
def test_a_time_without_versions_is_said(cli: Cli, repository: Repository, format_: str) -> None:
    repository.commit({"team.yaml": GOOD}, "2026-01-02")
    result = cli("history", "team.yaml", "--as-of", "1999-12-31", "-f", format_)
    assert result.code == 2
    assert "no version of it is in the requested time" in result.err
