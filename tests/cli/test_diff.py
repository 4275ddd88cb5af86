"""`mlops-team diff`: sides from files, git, stdin and json reports, and what is printed of them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from jsonschema import Draft7Validator

from conftest import Cli
from repositories import Repository, git
from runs import BROKEN, FAULTY, GOOD, ROOT, team_text, write

Json = dict[str, Any]
SCHEMA = Draft7Validator(json.loads((ROOT / "roles/schemas/diff.schema.json").read_text(encoding="utf-8")))
WAIVED = "waivers: [{rule: role-unstaffed, role: devops-engineer, reason: Hiring, expires: 2026-12-31}]"
ROLES = "    roles: [backend-engineer]\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


@pytest.fixture
def diff(cli: Cli, repository: Repository) -> Callable[..., Json]:
    """Return a function that compares two team files' texts: its json, checked against the schema, and exit code."""

    def compare(old: str, new: str, *options: str) -> Json:
        write(repository.folder, {"old.yaml": old, "new.yaml": new})
        result = cli("diff", "old.yaml", "new.yaml", "-f", "json", *options)
        found: Json = json.loads(result.out)
        assert [error.message for error in SCHEMA.iter_errors(found)] == []
        return found | {"code": result.code}

    return compare


def codes(diff: Json, group: str) -> list[str]:
    return [finding["code"] for finding in diff["findings"][group]]


@pytest.mark.parametrize(
    ("options", "code"), [((), 1), (("--fail-on", "never"), 0), (("--ignore", "MT1"), 0), (("--fail-on", "error"), 1)]
)
def test_a_new_error_fails(diff: Callable[..., Json], options: tuple[str, ...], code: int) -> None:
    assert diff(GOOD, FAULTY, *options)["code"] == code


def test_a_fallen_coverage_alone_is_no_failure(diff: Callable[..., Json]) -> None:
    found = diff(f"{GOOD}{WAIVED}", f"{FAULTY}{WAIVED}")
    assert (found["code"], codes(found, "new"), codes(found, "waived")) == (0, [], ["MT101"])
    assert found["coverage"] == [1.0, pytest.approx(6 / 7)]
    assert found["roles"] == [{"role": "devops-engineer", "status": ["external", "unstaffed"], "coverage": [1.0, 0.0]}]


@pytest.mark.parametrize(
    ("old", "new", "group"),
    [
        (FAULTY, f"{FAULTY}{WAIVED}", "waived"),
        (f"{FAULTY}{WAIVED}", FAULTY, "new"),
        (f"{FAULTY}{WAIVED}", f"{FAULTY}{WAIVED.replace('2026-12-31', '2026-11-01')}", "new"),
        (f"{FAULTY}{WAIVED}", GOOD, "fixed"),
        (GOOD, f"{FAULTY}{WAIVED}", "waived"),
    ],
)
def test_waivers_come_and_go(diff: Callable[..., Json], old: str, new: str, group: str) -> None:
    found = diff(old, new)
    assert [name for name in ("new", "worse", "waived", "fixed") if "MT101" in codes(found, name)] == [group]


def test_two_roles_of_a_pair_are_told_apart(diff: Callable[..., Json]) -> None:
    people = "".join(
        f"  - {{name: {name}, roles: [{role}]}}\n"
        for name, role in (("Bo", "data-scientist"), ("Cy", "data-engineer"), ("Di", "software-engineer"))
    )
    forums = "forums: [{name: A, roles: [data-scientist]}, {name: B, roles: [data-engineer]}, %s]"
    teams = [
        f"team: T\nmembers:\n{people}{forums % other}\n"
        for other in (
            "{name: C, roles: [software-engineer, data-engineer]}",
            "{name: C, roles: [software-engineer, data-scientist]}",
        )
    ]
    found = diff(*teams, "--select", "MT504")
    pairs = {
        group: [(one["role"], one["data"]["with"]) for one in found["findings"][group]] for group in ("new", "fixed")
    }
    assert pairs == {
        "new": [("data-engineer", "software-engineer")],
        "fixed": [("data-scientist", "software-engineer")],
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: a@x\n", "id: A@X\n", {}),
        ("roles: [data-engineer, ml-engineer]", "roles: [ml-engineer, data-engineer]", {}),
        ("allocation: 1", "", {}),
        ("allocation: 0.5", "", {"changed": [("Bo", "allocation", None, 0.5, None)]}),
        ("skills: {ci-cd: 3}", "skills: [ci-cd]", {}),
        ("skills: {ci-cd: 3}", "skills: {ci-cd: 4}", {"changed": [("Bo", "level", "ci-cd", 3, 4)]}),
        ("skills: {ci-cd: 3}", "", {"changed": [("Bo", "level", "ci-cd", 3, None)]}),
        ("from: 2026-01-01", "until: 2026-02-01", {
            "changed": [("Bo", "from", None, "2026-01-01", None), ("Bo", "until", None, None, "2026-02-01")],
        }),
        ("roles: [ml-engineer]", "roles: []", {"changed": [("Bo", "roles", None, ["ml-engineer"], [])]}),
    ],
)  # fmt: skip
def test_what_changed_of_a_member(diff: Callable[..., Json], old: str, new: str, expected: Json) -> None:
    found = diff(*(f"team: T\nmembers:\n  - name: Bo\n    {line}\n" for line in (old, new)))
    assert people(found) == {"joined": [], "left": [], "renamed": [], "changed": []} | expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{name: Bo, id: b}", "{name: Bob, id: b}", {"changed": [("Bob", "name", None, "Bo", "Bob")]}),
        ("{name: Bo, id: b}", "{name: Bo}", {}),
        ("{name: Bo, id: b}", "{name: Bo, id: c}", {"left": ["Bo"], "joined": ["Bo"]}),
        ("{name: Bo}", "{name: Cy}", {"renamed": [["Bo", "Cy"]]}),
        ("{name: Bo, id: b}", "{name: Cy, id: c}", {"left": ["Bo"], "joined": ["Cy"]}),
        ("{name: Bo}, {name: Di}", "{name: Cy}", {"left": ["Bo", "Di"], "joined": ["Cy"]}),
        ("{name: Bo}", "{name: Cy, skills: [ci-cd]}", {"left": ["Bo"], "joined": ["Cy"]}),
        ("{name: B\u00e9}", "{name: Be\u0301}", {}),
    ],
)
def test_who_is_who(diff: Callable[..., Json], old: str, new: str, expected: Json) -> None:
    found = diff(*(f"team: T\nmembers: [{members}]\n" for members in (old, new)))
    assert people(found) == {"joined": [], "left": [], "renamed": [], "changed": []} | expected


def people(diff: Json) -> Json:
    changed = [
        (one["name"], what["field"], what["skill"], what["from"], what["to"])
        for one in diff["members"]["changed"]
        for what in one["what"]
    ]
    return {**diff["members"], "changed": changed}


# Sides


def test_a_path_that_begins_here_and_not_at_the_root(
    cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"teams/team.yaml": GOOD})
    monkeypatch.chdir(repository.folder / "teams")
    nothing = cli("diff", "HEAD:team.yaml")
    assert (nothing.code, nothing.out) == (2, "")
    assert nothing.err == (
        "mlops-team: error: diff: there is no HEAD:team.yaml, and no ../team.yaml either; "
        'did you mean "HEAD:./team.yaml"?\n'
    )
    named = cli("diff", "HEAD:team.yaml", "team.yaml")
    assert named.out.splitlines()[:2] == [
        "Good: a new team, 100 % covered, no findings",
        "HEAD:team.yaml is not there, and HEAD:./team.yaml is: a path begins at the root, or with ./",
    ]
    newer = cli("diff", "HEAD:./team.yaml", "HEAD:team.yaml").err
    assert newer.endswith('there is no such file at that revision; did you mean "HEAD:./team.yaml"?\n')
    assert "git ls-tree" in cli("diff", "HEAD:./none.yaml").err


def test_sides_from_git(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"teams/team.yaml": GOOD, "HEAD:x.yaml": GOOD})
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit({"teams/team.yaml": FAULTY})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"teams/team.yaml": team_text(metric=False)})
    write(repository.folder, {"teams/team.yaml": team_text(roi=False)})

    def new(*sides: str) -> list[str]:
        result = cli("diff", *sides, "-f", "json")
        assert result.err == ""
        return codes(json.loads(result.out), "new")

    assert new("HEAD:teams/team.yaml") == ["MT604"]
    assert new("HEAD~1:teams/team.yaml") == ["MT604"]
    assert new("branch:teams/team.yaml", "HEAD:teams/team.yaml") == ["MT602"]
    assert new("branch...:teams/team.yaml", "branch:teams/team.yaml") == ["MT101"]
    assert new("HEAD:x.yaml", "branch:teams/team.yaml") == ["MT101"]  # a file of that name
    monkeypatch.chdir(repository.folder / "teams")
    assert new("HEAD:teams/team.yaml") == ["MT604"]
    assert new("HEAD:./team.yaml") == ["MT604"]
    status = repository.git("status", "--porcelain")
    assert status == " M teams/team.yaml"  # nothing was checked out or written


def test_a_bare_repository(cli: Cli, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"team.yaml": GOOD})
    repository.commit({"team.yaml": FAULTY})
    git(repository.folder, "clone", "--quiet", "--bare", ".", "bare.git")
    monkeypatch.chdir(repository.folder / "bare.git")
    assert cli("diff", "HEAD~1:team.yaml", "HEAD:team.yaml").code == 1
    result = cli("diff", "HEAD~1:team.yaml")
    assert (result.code, result.out) == (2, "")
    assert "a bare repository has no files to compare with; name the newer side too, such as HEAD:" in result.err


def test_stdin_is_a_side(cli: Cli, repository: Repository) -> None:
    write(repository.folder, {"team.yaml": GOOD})
    assert "1 new" in cli("diff", "team.yaml", "-", stdin=FAULTY.encode()).out
    assert "1 fixed" in cli("diff", "-", "team.yaml", stdin=FAULTY.encode()).out
    assert "both sides are standard input" in cli("diff", "-", "-").err


def test_a_file_that_is_not_there_at_the_revision_is_a_new_team(cli: Cli, repository: Repository) -> None:
    repository.commit({"other": "x"})
    write(repository.folder, {"team.yaml": FAULTY})
    result = cli("diff", "HEAD:team.yaml")
    assert (result.code, result.out.split("\n")[0]) == (1, "Good: a new team, 85 % covered, 1 new")
    assert "\n  DevOps Engineer: unstaffed 0 %\n" in result.out
    found = json.loads(cli("diff", "HEAD:team.yaml", "-f", "json").out)
    assert list(SCHEMA.iter_errors(found)) == []
    assert (found["coverage"][0], found["members"]["joined"], codes(found, "new")) == (None, ["Ann"], ["MT101"])
    assert {state for role in found["roles"] for state in (role["status"][0], role["coverage"][0])} == {None}


def test_a_side_that_cannot_be_audited(cli: Cli, repository: Repository) -> None:
    repository.commit({"team.yaml": BROKEN})
    write(repository.folder, {"team.yaml": FAULTY})
    for sides in (["HEAD:team.yaml"], ["team.yaml", "HEAD:team.yaml"], ["team.yaml", "HEAD:nope.yaml"]):
        result = cli("diff", *sides)
        assert result.code == 2
        assert "Good: 85 % covered, 1 finding" in result.out
        assert re.search(r"^HEAD:(team|nope)\.yaml: cannot be audited, 1 input error$", result.out, re.MULTILINE)
        assert re.search(r"^HEAD:(team|nope)\.yaml:\d+:\d+: error\[MT00[12]\]: ", result.err)
        found = json.loads(cli("diff", *sides, "-f", "json").out)
        assert list(SCHEMA.iter_errors(found)) == []
        assert [found[key] for key in ("changed", "members", "findings")] == [None, None, None]
        assert None in found["coverage"]
        assert len(found["roles"]) == 7
        assert len(found["input_errors"]) == 1
        assert "cannot be audited" in cli("diff", *sides, "-f", "markdown").out


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        (("nope:team.yaml",), 'git knows no revision "nope"; git branch -a and git tag list the names'),
        (("--", "--output=x:team.yaml"), 'git knows no revision "--output=x"'),
        (("team.yaml",), "diff: team.yaml has nothing to be compared with; name the newer file too"),
        (("HEAD:../team.yaml",), '"../team.yaml" leads out of the repository; name a file in it'),
        (("HEAD:/etc/passwd",), '"/etc/passwd" is not a path in the repository; write it from the repository\'s root'),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    cli: Cli, repository: Repository, sides: tuple[str, ...], message: str
) -> None:
    repository.commit({"team.yaml": GOOD})
    result = cli("diff", *sides)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


# Reports


def test_a_report_is_a_side_as_it_stands(cli: Cli, repository: Repository) -> None:
    report = cli("audit", "-f", "json", "-", stdin=GOOD.encode()).out
    member = ROLES.replace("backend", "data")
    write(repository.folder, {"old.json": report, "team.yaml": FAULTY.replace(ROLES, f"{member}    allocation: 0.5\n")})
    result = cli("diff", "old.json", "team.yaml", "-f", "json")
    found = json.loads(result.out)
    assert result.err == ""
    assert "MT101" in codes(found, "new")
    assert people(found)["changed"] == [
        ("Ann", "roles", None, ["backend-engineer"], ["data-engineer"]),
        ("Ann", "allocation", None, 1.0, 0.5),
    ]
    assert codes(json.loads(cli("diff", "team.yaml", "old.json", "-f", "json").out), "fixed").count("MT101") == 1


def test_a_report_of_another_day_catalog_and_version_says_so(cli: Cli, repository: Repository) -> None:
    report = json.loads(cli("audit", "-f", "json", "-", stdin=GOOD.encode()).out)
    report |= {"as_of": "2026-01-01", "catalog": {"id": "ours", "version": "7"}}
    report["tool"]["version"] = "0.0.1"
    write(repository.folder, {"old.json": json.dumps(report), "team.yaml": GOOD})
    result = cli("diff", "old.json", "team.yaml")
    assert result.code == 0
    assert "old.json is a report: as of 2026-01-01, now 2026-11-23; catalog ours 7, now built-in" in result.out
    assert "mlops-team 0.0.1, now " in result.out
    assert "is a report: as of 2026-01-01" in cli("diff", "old.json", "team.yaml", "-f", "json").err


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda report: report.update(teams=[]), "a report of 0 teams, and a side is one team"),
        (lambda report: report["teams"].append(report["teams"][0]), "a report of 2 teams"),
        (lambda report: report["teams"][0].pop("coverage"), 'no json report of an audit: it has no "coverage"'),
        (lambda report: report["teams"][0].update(coverage="x"), '"x" is no number'),
        (lambda report: report["teams"][0]["roles"].append(7), "not subscriptable"),
        (lambda report: report.update(as_of="soon"), "Invalid isoformat string"),
        (lambda report: report["teams"][0]["findings"].append({"code": "MT101"}), "no json report of an audit"),
    ],
)
def test_no_report(cli: Cli, repository: Repository, change: Callable[[Json], object], message: str) -> None:
    report = json.loads(cli("audit", "-f", "json", "-", stdin=GOOD.encode()).out)
    change(report)
    write(repository.folder, {"old.json": json.dumps(report), "team.yaml": GOOD})
    result = cli("diff", "old.json", "team.yaml")
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert "internal error" not in result.err


# What people read


def test_text(cli: Cli, repository: Repository) -> None:
    write(repository.folder, {"new.yaml": FAULTY, "old.yaml": team_text(metric=False)})
    assert cli("diff", "old.yaml", "new.yaml").out == (
        "Good: 100 % to 85 %, 1 new, 1 fixed, 0 findings as before\n"
        "new.yaml compared with old.yaml, as of 2026-11-23\n"
        "\n"
        "Roles\n"
        "  DevOps Engineer: external 100 % to unstaffed 0 %\n"
        "\n"
        "New\n"
        "  MT101 devops-engineer: nobody holds this role\n"
        "        -> Hire for it, or add an outside provider under external  new.yaml:3:1\n"
        "\n"
        "Fixed\n"
        '  MT602 objective "Sell more": has no metric\n'
    )
    assert cli("diff", "old.yaml", "old.yaml").out == "Good: nothing changed, 100 % covered, 1 finding as before\n"


HOSTILE = "@octocat #12 <script>x</script> | ::error:: ![x](http://x.example/y.png) </details> GH-3"


def test_markdown_is_safe_and_fits(cli: Cli, repository: Repository) -> None:
    new = f"{GOOD}forums: []\n".replace("name: Ann", f"name: '{HOSTILE}'").replace("owner: Ann", "owner: Bo")
    write(repository.folder, {"old.yaml": GOOD, "new.yaml": new})
    out = cli("diff", "old.yaml", "new.yaml", "-f", "markdown").out
    assert out.split("\n")[0] == "<!-- mlops-team diff -->"
    assert not re.search(r"(?<![\\&])[@#](?=[a-z0-9])", out)
    html = cmarkgfm.github_flavored_markdown_to_html(out, options=Options.CMARK_OPT_UNSAFE)  # type: ignore[no-untyped-call]
    assert html.count("<details>") == html.count("</details>") >= 1
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html


def test_markdown_of_a_large_change_is_cut_and_says_so(cli: Cli, repository: Repository) -> None:
    for name, role in (("old", "backend"), ("new", "data")):
        members = "".join(f"  - {{name: Member {number}, roles: [{role}-engineer]}}\n" for number in range(1500))
        write(repository.folder, {f"{name}.yaml": f"team: Good\nmembers:\n{members}"})
    out = cli("diff", "old.yaml", "new.yaml", "-f", "markdown").out
    assert 60_000 < len(out) <= 64_000
    assert re.search(r"\*\*Cut\*\* to 64,000 characters: \d+ lines not shown; -f json has them all\.\n$", out)
    assert out.count("<details>") == out.count("</details>")


def test_redacted_sides_have_the_same_pseudonyms(cli: Cli, repository: Repository) -> None:
    write(
        repository.folder,
        {
            "old.yaml": "team: T\nmembers: [{name: Ines Duarte}, {name: Bo Lind}, {name: Cy Young, id: c}]\n",
            "new.yaml": "team: T\nmembers: [{name: Bo Lind, allocation: 0.5}, {name: Cy Old, id: c}]\n",
        },
    )
    for format_ in ("text", "json", "markdown"):
        out = cli("diff", "old.yaml", "new.yaml", "--redact", "-f", format_).out
        assert not re.search("Ines|Duarte|Lind|Young|Old", out)
    assert people(json.loads(cli("diff", "old.yaml", "new.yaml", "--redact", "-f", "json").out)) == {
        "joined": [],
        "left": ["Person 1"],
        "renamed": [],
        "changed": [("Person 2", "allocation", None, None, 0.5)],
    }


def test_a_redacted_side_that_cannot_be_audited_names_nobody(cli: Cli, repository: Repository) -> None:
    write(
        repository.folder,
        {
            "ines.yaml": "team: T\nmembers: [{name: Ines Duarte}]\n",
            "new.yaml": "team: T\nmembers: [{name: Ines Duarte, rolls: []}]\n",
        },
    )
    for format_ in ("text", "json", "markdown"):
        result = cli("diff", "ines.yaml", "new.yaml", "--redact", "-f", format_)
        assert result.code == 2
        assert not re.search(r"\bines\b|duarte", result.out + result.err, re.IGNORECASE)


def test_reports_of_different_catalogs_are_compared_as_far_as_they_go(cli: Cli, repository: Repository) -> None:
    report = json.loads(cli("audit", "-f", "json", "-", stdin=GOOD.encode()).out)
    write(repository.folder, {"old.json": json.dumps(report)})
    report["catalog"]["id"] = "ours"
    [gone, *_] = report["teams"][0]["roles"] = report["teams"][0]["roles"][::-1]
    report["teams"][0]["roles"].remove(gone)
    report["teams"][0]["roles"][0] |= {"role": "tester", "title": "Tester"}
    write(repository.folder, {"new.json": json.dumps(report)})
    result = cli("diff", "old.json", "new.json")
    assert result.code == 0
    assert "new.json is a report: catalog ours" in result.out
    assert "\n  Tester: external 100 %\n" in result.out
    assert f"\n  {gone['title']}: external 100 % to nothing: the newer catalog does not have it\n" in result.out
    assert list(SCHEMA.iter_errors(json.loads(cli("diff", "old.json", "new.json", "-f", "json").out))) == []


def test_a_report_is_redacted_as_well(cli: Cli, repository: Repository) -> None:
    old = "team: T\nmembers: [{name: Ines Duarte, roles: [ml-engineer]}, {name: Bo Lind, roles: [data-engineer]}]\n"
    report = cli("audit", "-f", "json", "-", stdin=old.encode()).out
    write(repository.folder, {"old.json": report, "new.yaml": old.replace("Bo Lind", "Cy Young")})
    for format_ in ("text", "json", "markdown"):
        result = cli("diff", "old.json", "new.yaml", "--redact", "-f", format_)
        assert not re.search("Ines|Duarte|Lind|Young", result.out + result.err)
    assert people(json.loads(cli("diff", "old.json", "new.yaml", "--redact", "-f", "json").out)) == {
        "joined": ["Person 3"],
        "left": ["Person 2"],
        "renamed": [],
        "changed": [],
    }


def skilled(level: int) -> str:
    return f"team: T\nmembers: [{{name: Bo, roles: [data-scientist], skills: {{algorithm-selection: {level}}}}}]\n"


@pytest.mark.parametrize(
    ("old", "new", "rule", "expected"),
    [
        (skilled(2), skilled(0), "MT202", "worse"),
        (skilled(0), skilled(2), "MT202", "remaining"),
        (skilled(2), skilled(3), "MT202", "fixed"),
        (
            "team: T\nmembers: [{name: Bo, roles: [data-scientist, ml-engineer], allocation: 0.3}]\n",
            "team: T\nmembers: [{name: Bo, roles: [data-scientist, data-engineer], allocation: 0.3}]\n",
            "MT103",
            "worse",  # as much is missing, but of another role
        ),
        (
            "team: T\nmembers: [{name: Bo, roles: [data-scientist, ml-engineer], allocation: 0.3}]\n",
            "team: T\nmembers: [{name: Bo, roles: [data-scientist], allocation: 0.1}]\n",
            "MT103",
            "remaining",  # as much is missing, of fewer roles
        ),
        (
            "team: T\nmembers: [{name: Bo, roles: [data-scientist, ml-engineer], allocation: 0.3}]\n",
            "team: T\nmembers: [{name: Bo, roles: [data-scientist, ml-engineer], allocation: 0.2}]\n",
            "MT103",
            "worse",
        ),
    ],
)
def test_what_gets_worse(diff: Callable[..., Json], old: str, new: str, rule: str, expected: str) -> None:
    found = diff(old, new, "--select", rule)
    groups = {name: len(group) if isinstance(group, list) else group for name, group in found["findings"].items()}
    assert groups == {"new": 0, "worse": 0, "waived": 0, "fixed": 0, "remaining": 0} | {expected: 1}
    assert [finding["worse"] for finding in found["findings"]["worse"]] == [True] * groups["worse"]


def test_what_gets_worse_counts_and_says_from_what_to_what(cli: Cli, repository: Repository) -> None:
    write(repository.folder, {"old.yaml": skilled(2), "new.yaml": skilled(0)})
    result = cli("diff", "old.yaml", "new.yaml", "--select", "MT202", "--fail-on", "warning")
    assert result.code == 1
    assert re.search(r"Worse\n  MT202 [^\n]* 0 [^\n]*\n +was: [^\n]* 2 ", result.out)
    report = json.loads(cli("audit", "old.yaml", "-f", "json").out)
    for finding in report["teams"][0]["findings"]:
        del finding["weight"]  # as an older version wrote it
    write(repository.folder, {"old.json": json.dumps(report)})
    assert cli("diff", "old.json", "new.yaml", "--select", "MT202", "--fail-on", "warning").code == 0


def test_both_sides_are_checked_against_the_newer_catalog(cli: Cli, repository: Repository) -> None:
    write(repository.folder, {"old.yaml": GOOD, "new.yaml": f"{GOOD}catalog: built-in\n"})
    verdict = "Good: nothing changed, 100 % covered, 0 findings as before, catalog:"
    assert cli("diff", "old.yaml", "new.yaml").out == f"{verdict} the default to built-in\n"
    assert cli("diff", "new.yaml", "old.yaml").out == f"{verdict} built-in to the default\n"


def test_skills_that_are_no_longer_needed_are_said(cli: Cli, repository: Repository) -> None:
    more = "not-needed: [{skill: algorithm-selection, reason: None here}]\n"
    team = "team: T\nmembers: [{name: Bo, roles: [data-scientist], skills: [model-engineering]}]\n"
    write(repository.folder, {"old.yaml": team, "new.yaml": team + more})
    assert re.match(
        r"T: 3 % to 4 %, .*, algorithm-selection is no longer needed\n", cli("diff", "old.yaml", "new.yaml").out
    )
    assert ", algorithm-selection is needed again\n" in cli("diff", "new.yaml", "old.yaml").out
