"""Baselines, what-if audits, pseudonyms and report files, through the command line."""

import json
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import Cli
from mlops_team.baseline import BaselineEntry, WrittenEntry, read_baseline, slim_baseline
from runs import write

ROOT = Path(__file__).parent.parent.parent
GAPS = ROOT / "examples/gaps.yaml"
COMPLETE = ROOT / "examples/complete.yaml"


def test_a_baseline_hides_what_is_in_it_and_nothing_else(cli: Cli, tmp_path: Path) -> None:
    team = tmp_path / "team.yaml"
    team.write_text(GAPS.read_text(encoding="utf-8"), encoding="utf-8")
    baseline = tmp_path / "baseline.json"
    assert cli("audit", team, "-o", baseline).code == 1
    same = cli("audit", team, "--baseline", baseline, "--fail-on", "info")
    assert same.code == 0
    assert same.out.splitlines()[-1].endswith("33 findings in the baseline, 0 entries fixed")
    # Lines move, one finding goes (the vacancy's role is filled), one comes (a second idle member).
    text = "# moved\n\n" + team.read_text(encoding="utf-8").replace(
        "roles: [data-engineer]", "roles: [data-engineer, devops-engineer]"
    )
    team.write_text(text.replace("vacancies:", "  - {name: Idle}\nvacancies:"), encoding="utf-8")
    report = json.loads(cli("audit", "-f", "json", team, "--baseline", baseline).out)
    new = {(one["code"], one["role"], one["member"]) for one in report["teams"][0]["findings"] if not one["baselined"]}
    assert ("MT106", None, "Idle") in new
    assert ("MT101", "devops-engineer", None) not in new
    assert all(code not in {"MT107", "MT206"} for code, _, _ in new)
    assert "1 entry fixed" in cli("audit", team, "--baseline", baseline).out


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"teams": 3}', "[" * 100_000])
def test_a_baseline_that_is_no_report(content: str, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(content, encoding="utf-8")
    result = cli("audit", COMPLETE, "--baseline", tmp_path / "b.json")
    assert (result.code, result.out) == (2, "")
    assert "b.json is neither a baseline nor a JSON report of an audit; write" in result.err


def test_what_if_somebody_left(cli: Cli) -> None:
    result = cli("audit", "-q", COMPLETE, "--without", "Ravi Patel")
    assert result.code == 1
    head = result.out.split("\n\n")[0]
    assert "What if: Fraud detection without Ravi Patel, compared with the present file" in head
    assert "coverage 100 % -> 85 %" in head
    assert "roles lost: software-engineer" in head
    assert "findings gone: none" in head


def test_what_if_a_role_is_lost_its_findings_are_not_gone(cli: Cli) -> None:
    head = cli("audit", "-q", GAPS, "--without", "Farah Amin").out.split("\n\n")[0]
    assert "\n  roles lost: ml-engineer\n" in head
    assert "\n  no longer asked: 7 findings about ml-engineer" in head
    gone = next(line for line in head.splitlines() if "findings gone: " in line)
    assert "ml-engineer" not in gone


def test_what_if_somebody_joined_is_placed_in_their_own_file(cli: Cli, tmp_path: Path) -> None:
    joining = tmp_path / "new.yaml"
    joining.write_text("# who\nname: Zed\nroles: [devops-engineer]\nskills: {ci-cd: 1}\n", encoding="utf-8")
    report = json.loads(cli("audit", "-f", "json", GAPS, "--with", joining).out)
    assert report["what_if"] == {"without": [], "with": ["Zed"]}
    found = {one["code"]: one for one in report["teams"][0]["findings"] if one["role"] == "devops-engineer"}
    assert "MT101" not in found
    place = found["MT202"]["location"]
    assert (place["file"], place["line"], place["column"]) == (str(joining), 4, 10)


def test_what_if_places_everybody_in_the_file_they_are_in(cli: Cli, tmp_path: Path) -> None:
    """Bo and Cy are late learners, in line 2 of each file."""
    late = "learning: [{skill: ci-cd, level: 2, by: 2026-01-01}]"
    write(tmp_path, {
        "team.yaml": f"team: T\nmembers: [{{name: Ann}}, {{name: Bo, {late}}}]\n",
        "new.yaml": f"- {{name: Di}}\n- {{name: Cy, {late}}}\n",
    })  # fmt: skip
    for gone in (["--without", "Ann"], []):
        options = ["-f", "json", "--select", "MT702", "--with", tmp_path / "new.yaml", *gone]
        report = json.loads(cli("audit", tmp_path / "team.yaml", *options).out)
        found = [(one["member"], one["location"]) for one in report["teams"][0]["findings"]]
        assert [(member, Path(place["file"]).name, place["line"], place["pointer"]) for member, place in found] == [
            ("Cy", "new.yaml", 2, "/members/1/learning/0/by"),
            ("Bo", "team.yaml", 2, "/members/1/learning/0/by"),
        ]
    options = ["-f", "json", "--select", "MT106", "--with", tmp_path / "new.yaml"]
    report = json.loads(cli("audit", tmp_path / "team.yaml", *options).out)
    files = {one["member"]: Path(one["location"]["file"]).name for one in report["teams"][0]["findings"]}
    assert files == {"Ann": "team.yaml", "Bo": "team.yaml", "Cy": "new.yaml", "Di": "new.yaml"}


@pytest.mark.parametrize(
    ("joining", "told"),
    [
        ("{name: Ann}", '"Ann" is already in the team'),
        ("{name: b@x.org}", '"b@x.org" is already in the team'),
        ("[{name: Zed}, {name: Bob, id: b@x.org}]", 'the id "b@x.org" of "Bob" is already in the team'),
        ("{name: Bob, id: Ann}", 'the id "Ann" of "Bob" is already in the team'),
        ("[{name: Ann B, id: a@x.org}, {name: Zed}]", ""),
    ],
)
def test_who_is_in_the_team_already(cli: Cli, tmp_path: Path, joining: str, told: str) -> None:
    write(tmp_path, {"team.yaml": "team: T\nmembers: [{name: Ann}, {name: Bo, id: b@x.org}]\n", "new.yaml": joining})
    result = cli("audit", tmp_path / "team.yaml", "--with", tmp_path / "new.yaml")
    expected = f"mlops-team: error: --with: {told}; use other names and ids\n"
    assert (result.code, result.err) == ((2, expected) if told else (1, ""))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--without", "An"], '--without: no member is named "An"; known members: Ann, Bo'),
        (["--without", "Zed"], '--without: no member is named "Zed"; known members: Ann, Bo'),
        (
            ["--with", "word.yaml"],
            (
                '--with: word.yaml:2:1: members must be a list of members, not "Ann"; '
                "write for example members: [{name: Ines Duarte, roles: [business-stakeholder]}]"
            ),
        ),
        (
            ["--without", "Ann", str(GAPS)],
            (
                '--without: no member of these files has the id "Ann"; over several files, members are found by id: '
                "write one in each file, such as id: ines@example.com"
            ),
        ),
    ],
)
def test_what_cannot_be_asked(
    options: list[str], told: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"team.yaml": "team: T\nmembers: [{name: Bo}, {name: Ann}]\n", "word.yaml": "# who\nAnn\n"})
    assert cli("audit", "team.yaml", *options) == (2, "", f"mlops-team: error: {told}\n")


def test_what_if_of_a_file_that_cannot_be_audited(cli: Cli, team_file: Callable[[str], Path]) -> None:
    file = team_file("team: T\nmembers: []\nmember: []\n")
    result = cli("audit", "-f", "json", file, "--without", "Ann")
    report = json.loads(result.out)
    assert (result.code, report["teams"], report["summary"]["input_errors"]) == (2, [], 1)
    assert f'{file}:3:1: error[MT003]: unknown key "member"' in result.err


@pytest.mark.parametrize("options", [["-v"], ["-f", "json"]])
@pytest.mark.parametrize("example", [GAPS, COMPLETE])
def test_redacted_reports_name_nobody(options: list[str], example: Path, cli: Cli) -> None:
    text = cli("audit", *options, "--redact", example).out.casefold()
    names = [line.split("name: ")[1] for line in example.read_text(encoding="utf-8").splitlines() if "- name: " in line]
    parts = [part.casefold() for name in names for part in name.split()]
    assert len(parts) > 10
    assert set(parts) & set(re.findall(r"\w+", text)) == set()
    assert "@example" not in text
    assert "person 1" in text


def test_redacted_input_errors_name_nobody(cli: Cli) -> None:
    result = cli(
        "audit", "--redact", "-", stdin=b"team: A\nmembers: [{name: Ines Duarte, allocation: 3}, {name: Ines Duarte}]\n"
    )
    assert result.code == 2
    assert "Person 1: allocation" in result.err
    assert "ines" not in result.err.casefold()


def test_people_in_several_files_are_known_behind_pseudonyms(cli: Cli, tmp_path: Path) -> None:
    for name, person in (("a", "Ines"), ("b", "I. Duarte")):
        text = f"team: {name}\nmembers: [{{name: {person}, id: i@x.org, allocation: 0.7}}]\n"
        (tmp_path / f"{name}.team.yaml").write_text(text, encoding="utf-8")
    report = json.loads(cli("audit", "-f", "json", "--redact", "--select", "MT105", tmp_path).out)
    assert [[one["member"] for one in team["findings"]] for team in report["teams"]] == [["Person 1"], ["Person 1"]]


def test_a_report_file_is_whole_or_the_old_one(cli: Cli, tmp_path: Path) -> None:
    result = cli("audit", COMPLETE, "-o", tmp_path / "a.json", "-o", f"text:{tmp_path / 'b.log'}")
    assert result.code == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["summary"]["passed"] is True
    assert (tmp_path / "b.log").read_text(encoding="utf-8") == result.out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.json", "b.log"]


@pytest.mark.parametrize("option", ["nowhere/a.json", "a.unknown", "json:", "."])
def test_a_report_file_that_cannot_be_is_refused_before_the_audit(option: str, cli: Cli) -> None:
    result = cli("audit", "-o", option, "missing.yaml")
    assert (result.code, result.out) == (2, "")
    assert "--output" in result.err
    assert "missing.yaml" not in result.err


# Baselines


def test_what_is_fixed_does_not_depend_on_the_folder_of_the_run(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"teams/team.yaml": "team: T\nmembers: [{name: Ann}]\n", ".git/HEAD": "", "ci/x": ""})
    monkeypatch.chdir(tmp_path)
    cli("audit", "teams/team.yaml", "--fail-on", "never", "-o", "ci/baseline.json")
    write(tmp_path, {"teams/team.yaml": "team: T\nmembers: [{name: Ann, roles: [data-scientist]}]\n"})
    ends = set()
    for folder, file in ((".", "teams/team.yaml"), ("teams", "team.yaml"), ("ci", "../teams/team.yaml")):
        monkeypatch.chdir(tmp_path / folder)
        baseline = os.path.relpath(tmp_path / "ci/baseline.json")
        ends.add(re.sub(r".* covered", "", cli("audit", file, "--baseline", baseline).out.splitlines()[-1]))
    (end,) = ends
    assert "2 entries" in end  # the role is staffed, and Ann has one


SLIM = """\
{"version": 1, "findings": [
{"fingerprint": "0a", "file": "../a/team.yaml", "code": "MT103", "weight": 0.30000000000000000001},
{"fingerprint": "0b", "file": "<stdin>", "code": "MT101", "weight": 1},
{"fingerprint": "0c", "file": "team.yaml", "code": "MT202", "weight": 2}
]}
"""


def test_a_slim_baseline_is_a_line_a_finding_by_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    target = tmp_path / "b/baseline.json"
    entries = [
        WrittenEntry("0c", str(tmp_path / "b/team.yaml"), "MT202", 2),
        WrittenEntry("0a", str(tmp_path / "a/team.yaml"), "MT103", Decimal("0.30000000000000000001")),
        WrittenEntry("0b", "<stdin>", "MT101", 1),
    ]
    assert slim_baseline(entries, str(target)) == SLIM
    target.write_text(slim_baseline(entries, str(target)), encoding="utf-8")
    assert read_baseline(str(target)) == {
        "0a": BaselineEntry(str(tmp_path / "a/team.yaml"), "MT103", Decimal("0.30000000000000000001")),
        "0b": BaselineEntry("<stdin>", "MT101", Decimal(1)),
        "0c": BaselineEntry(str(tmp_path / "b/team.yaml"), "MT202", Decimal(2)),
    }
    assert slim_baseline([], str(target)) == '{"version": 1, "findings": [\n]}\n'


def test_an_old_report_has_no_weights(tmp_path: Path) -> None:
    finding = {"fingerprint": "0a", "code": "MT101", "waiver": None}
    waived = {"fingerprint": "0b", "code": "MT101", "waiver": {"reason": "x"}}
    report = {"version": 1, "teams": [{"file": "team.yaml", "findings": [finding, waived]}]}
    write(tmp_path, {"old.json": json.dumps(report)})
    assert read_baseline(str(tmp_path / "old.json")) == {
        "0a": BaselineEntry(str(tmp_path / "team.yaml"), "MT101", None)
    }


@pytest.mark.parametrize(
    "content",
    [
        '{"version": 2, "findings": []}',
        '{"version": 1, "findings": [{"fingerprint": "0a"}]}',
        '{"version": 1, "findings": [{"fingerprint": "0a", "file": "f", "code": "MT101", "weight": "heavy"}]}',
    ],
)
def test_a_slim_baseline_that_is_none(cli: Cli, tmp_path: Path, content: str) -> None:
    write(tmp_path, {"b.json": content})
    result = cli("audit", COMPLETE, "--baseline", tmp_path / "b.json")
    assert (result.code, result.out) == (2, "")
    assert "b.json is neither a baseline nor a JSON report of an audit; write" in result.err


def test_nested_repositories_keep_their_findings_apart(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = "team: T\nmembers: [{name: Ann, roles: [data-scientist]}]\n"
    external = "external: [{role: devops-engineer, provider: Platform}]\n"
    write(tmp_path, {
        ".git/HEAD": "", "a/.git/HEAD": "", "b/.git": "gitdir: elsewhere\n",
        "a/team.yaml": team, "b/team.yaml": team + external,
    })  # fmt: skip
    monkeypatch.chdir(tmp_path)
    cli("audit", ".", "-q", "--fail-on", "never", "-o", "baseline.json")
    write(tmp_path, {"b/team.yaml": team})
    issues = json.loads(cli("audit", ".", "-f", "gitlab").out)
    assert {one["location"]["path"] for one in issues} == {"a/team.yaml", "b/team.yaml"}
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    assert cli("audit", ".", "-q", "--baseline", "baseline.json").code == 1
    monkeypatch.chdir(tmp_path / "a")
    inside = json.loads(cli("audit", "team.yaml", "-f", "gitlab").out)
    assert {one["location"]["path"] for one in inside} == {"a/team.yaml"}


def test_a_written_baseline_hides_what_is_in_it_under_redact_too(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"team.yaml": SHORT.format(level=2, share=0.1)})
    first = cli("audit", "--write-baseline", "base.json")
    assert first.code == 0
    assert re.search(r"\nPassed: 13 % covered, 0 errors, .* 14 findings in the baseline, 0 entries fixed\n$", first.out)
    assert "MT101" not in first.out
    text = Path("base.json").read_text(encoding="utf-8")
    assert text.startswith('{"version": 1, "findings": [\n{"fingerprint": "')
    assert first.err == f"mlops-team: {text.count('fingerprint')} findings written to base.json\n"
    assert "Ann" not in text
    for options in ([], ["--redact"]):
        report = json.loads(cli("audit", "-f", "json", "--baseline", "base.json", *options).out)
        assert report["summary"]["passed"]
        assert {finding["baselined"] for finding in report["teams"][0]["findings"]} == {True}


@pytest.mark.parametrize(("level", "share", "worse"), [(1, 0.1, ["MT202"]), (2, 0.05, ["MT103"]), (2, 0.15, [])])
def test_a_finding_that_is_worse_than_in_the_baseline_counts(
    cli: Cli, tmp_path: Path, level: int, share: float, worse: list[str]
) -> None:
    team, base = tmp_path / "team.yaml", tmp_path / "base.json"
    team.write_text(SHORT.format(level=2, share=0.1), encoding="utf-8")
    cli("audit", team, "--write-baseline", base)
    team.write_text(SHORT.format(level=level, share=share), encoding="utf-8")
    result = cli("audit", team, "-f", "json", "--fail-on", "warning", "--baseline", base)
    findings = json.loads(result.out)["teams"][0]["findings"]
    assert [finding["code"] for finding in findings if finding["worse"]] == worse
    assert [finding["code"] for finding in findings if not finding["baselined"]] == worse
    assert result.code == (1 if worse else 0)


def test_who_leaves_or_joins_is_compared_as_members_are(cli: Cli, tmp_path: Path) -> None:
    team, joining = tmp_path / "team.yaml", tmp_path / "joining.yaml"
    write(tmp_path, {"team.yaml": "team: A\nmembers: [{name: Ann Lee, id: ann@x.example}]\n",
                     "joining.yaml": "{name: Bo, id: ANN@x.example}\n"})  # fmt: skip
    assert cli("audit", team, "--without", "Ann  Lee", "--fail-on", "never").code == 0
    result = cli("audit", team, "--with", joining)
    assert (result.code, result.out) == (2, "")
    assert '"Bo" is already in the team; use other names and ids' in result.err
    write(tmp_path, {"joining.yaml": "[]\n"})
    assert f"--with: {joining} has no member; write at least one" in cli("audit", team, "--with", joining).err


def test_other_roles_short_of_time_are_worse_than_in_a_report(cli: Cli, tmp_path: Path) -> None:
    team, base = tmp_path / "team.yaml", tmp_path / "base.json"
    text = "team: A\nmembers: [{{name: Ann, allocation: 0.1, roles: [{role}]}}]\n"
    team.write_text(text.format(role="data-scientist"), encoding="utf-8")
    cli("audit", team, "-o", base)
    for role, exit_code in (("data-scientist", 0), ("data-engineer", 1)):
        team.write_text(text.format(role=role), encoding="utf-8")
        options = ("--select", "MT103", "--fail-on", "warning", "--baseline", base)
        assert cli("audit", team, *options).code == exit_code


@pytest.mark.parametrize("redact", [(), ("--redact",)])
def test_a_report_without_names_is_no_baseline(cli: Cli, tmp_path: Path, redact: tuple[str, ...]) -> None:
    base = tmp_path / "base.json"
    cli("audit", COMPLETE, "--redact", "-o", base)
    result = cli("audit", COMPLETE, "--baseline", base, *redact)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"mlops-team: error: --baseline: {base} is a report with --redact, and its fingerprints are those of "
        "pseudonyms; write one with `mlops-team audit --write-baseline baseline.json`: it names nobody\n"
    )


def test_what_if_says_what_the_baseline_has(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"team.yaml": SHORT.format(level=2, share=0.1)})
    cli("audit", "--write-baseline", "base.json")
    (tmp_path / "sub").mkdir()
    for folder, file in ((".", "team.yaml"), ("sub", "../team.yaml")):
        monkeypatch.chdir(tmp_path / folder)
        out = cli("audit", "-q", "--baseline", tmp_path / "base.json", "--without", "Ann", file).out
        assert re.search(r"\d+ findings in the baseline, [1-9]\d* entries fixed", out)


@pytest.mark.parametrize("content", [None, "team: 3\n"])
def test_no_baseline_is_written_of_nothing(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {} if content is None else {"team.yaml": content})
    for old in (None, '{"version": 1, "findings": [\n]}\n'):
        write(tmp_path, {} if old is None else {"base.json": old})
        result = cli("audit", ".", "--write-baseline", "base.json")
        assert result.code == 2
        assert result.err.endswith(
            "mlops-team: error: --write-baseline: base.json is not written, as nothing could be audited; "
            "fix that first, and write the baseline then\n"
        )
        assert Path("base.json").exists() is (old is not None)


def test_further_reports_are_as_the_new_baseline_makes_them(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A waived finding is not in it, and a baseline that cannot be written hides nothing."""
    monkeypatch.chdir(tmp_path)
    waiver = "waivers: [{rule: MT101, role: ml-engineer, reason: r, expires: 2027-01-01}]\n"
    write(tmp_path, {"team.yaml": SHORT.format(level=2, share=0.1) + waiver})
    options = ("audit", "-f", "github", "-o", "report.json", "--fail-on", "info", "--write-baseline")
    result = cli(*options, "base.json")
    assert (result.code, result.out) == (0, "")
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert report["summary"]["passed"]
    for finding in report["teams"][0]["findings"]:
        assert finding["baselined"] is (finding["waiver"] is None)
    failed = cli(*options, "/dev/full")
    assert (failed.code, failed.out != "") == (2, True)
    assert not json.loads(Path("report.json").read_text(encoding="utf-8"))["summary"]["passed"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("a", "13 findings of teams/a.team.yaml, which is no longer there; if it was"),
        ("ab", "26 findings of teams/a.team.yaml and teams/b.team.yaml, which are no longer there; if they were"),
        (
            "abcde",
            (
                "65 findings of teams/a.team.yaml, teams/b.team.yaml, teams/c.team.yaml and 2 more, "
                "which are no longer there; if they were"
            ),
        ),
    ],
)
def test_files_that_are_gone_are_named(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = SHORT.format(level=3, share=0.1)
    write(tmp_path, {".git/HEAD": "", **{f"teams/{name}.team.yaml": text for name in (*names, "stays", "other")}})
    write(tmp_path, {".mlops-team.toml": 'baseline = "base.json"\n'})
    cli("audit", "teams", "--write-baseline", "base.json")
    assert cli("audit", "teams/stays.team.yaml").err == ""
    for name in names:
        Path(f"teams/{name}.team.yaml").rename(f"teams/{name}.yaml")
    line = f"mlops-team: warning: base.json has {words} renamed, write the baseline again\n"
    for path in ("teams", "teams/stays.team.yaml"):
        result = cli("audit", path)
        assert (result.code, result.err) == (0, line)
    hidden = cli("audit", "teams", "--redact").err
    assert hidden.split(", which")[0].endswith(f" findings of {len(names)} file{'s' * (len(names) > 1)}")
    assert (
        cli("audit", "teams", "--write-baseline", "base.json").err == "mlops-team: 26 findings written to base.json\n"
    )
    assert cli("audit", "teams").err == ""


def test_a_baseline_that_was_moved_has_no_files_that_are_gone(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"team.yaml": SHORT.format(level=3, share=0.1), "ci/x": ""})
    cli("audit", "--write-baseline", "base.json")
    Path("base.json").rename("ci/base.json")
    assert cli("audit", "--baseline", "ci/base.json").err == ""
    stdin = SHORT.format(level=3, share=0.1).encode()
    assert cli("audit", "-", "--write-baseline", "stdin.json", stdin=stdin).code == 0
    assert cli("audit", "--baseline", "stdin.json").err == ""


SHORT = """team: A
members:
  - name: Ann
    roles: [data-scientist]
    allocation: {share}
    skills: {{ml-problem-framing: {level}, model-engineering: 3, algorithm-selection: 3, hyperparameter-tuning: 3}}
"""


@pytest.mark.parametrize("content", ['{"version": true, "findings": []}', "NaN", "-Infinity"])
def test_a_baseline_has_a_version_and_finite_weights(cli: Cli, tmp_path: Path, content: str) -> None:
    entry = f'{{"fingerprint": "a", "file": "b", "code": "MT101", "weight": {content}}}'
    text = content if content.startswith("{") else f'{{"version": 1, "findings": [{entry}]}}'
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    result = cli("audit", COMPLETE, "--baseline", tmp_path / "b.json")
    assert (result.code, result.out) == (2, "")
    assert "is neither a baseline nor a JSON report of an audit" in result.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--select", ","], "--select: names no rule; write a code, a name or a prefix, such as MT101 or MT2"),
        (["--baseline", ""], '--baseline: "" cannot be read'),
        (["--with", "-", "-"], "--with: standard input is the team already; name a file for one of them"),
    ],
)
def test_empty_and_repeated_words(cli: Cli, options: list[str], message: str) -> None:
    result = cli("audit", *options, *([] if "-" in options else [COMPLETE]), stdin=b"")
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_somebody_leaves_once(cli: Cli) -> None:
    result = cli("audit", COMPLETE, "--without", "Ravi Patel", "--without", "Ravi Patel")
    assert result.out.startswith("What if: Fraud detection without Ravi Patel, compared with")
