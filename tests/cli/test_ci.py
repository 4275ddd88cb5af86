"""Reports for CI systems, read back as their consumers read them."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from jsonschema import Draft7Validator

from conftest import Cli
from mlops_team.audits.rules import RULES
from mlops_team.render import FORMATS
from runs import BROKEN, FAULTY, GOOD, ROOT, WARNED, team_text, write
from test_formats import Laid, laid

__all__ = ["laid"]

Json = dict[str, Any]
TEAMS = ("canned", "hostile")


# ---- GitHub's runner


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


REGISTERED = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "stop-commands", "set-output"}
DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
OLD = {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%25": "%"}


def unescaped(text: str, mapping: dict[str, str]) -> str:
    for escape, character in mapping.items():  # in this order, as the runner does
        text = text.replace(escape, character)
    return text


def command_in(line: str) -> Command | None:
    """Return what GitHub's runner makes of a line of a log: its ActionCommand.TryParseV2, then its TryParse."""
    start = line.lstrip()
    if start.startswith("::") and (end := start.find("::", 2)) >= 0:
        name, _, stated = start[2:end].partition(" ")
        if name.lower() in REGISTERED:
            pairs = [pair.split("=", 1) for pair in stated.strip().split(",") if pair]
            properties = {pair[0]: unescaped(pair[1], PROPERTY) for pair in pairs if len(pair) == 2 and pair[1]}
            return Command(name, properties, unescaped(start[end + 2 :], DATA))
    if (begin := line.find("##[")) >= 0 and (end := line.find("]", begin)) >= 0:
        name = line[begin + 3 : end].partition(" ")[0]
        if name.lower() in REGISTERED:
            return Command(name, {}, unescaped(line[end + 1 :], OLD))
    return None


def counting(cli: Cli, words: list[str]) -> list[Json]:
    """Return the findings that should be shown, as the JSON report has them, input errors first."""
    report = json.loads(cli(*words, "-f", "json").out)
    found = [one for team in report["teams"] for one in team["findings"]]
    return [*report["input_errors"], *(one for one in found if one["waiver"] is None and not one["baselined"])]


UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")


def seen(text: str) -> str:
    """Return a text with escapes in place of what cannot be seen."""
    return UNSEEN.sub(lambda one: f"\\x{ord(one[0]):02x}" if one[0] <= "\xff" else f"\\u{ord(one[0]):04x}", text)


def told(finding: Json) -> str:
    """Return a finding's words."""
    hint = finding["hint"]
    return seen(finding["message"]) + (f"\n{seen(hint[0].upper() + hint[1:])}" if hint else "")


@pytest.mark.parametrize("teams", TEAMS)
def test_annotations_say_what_was_found_once_their_escaping_is_undone(teams: str, cli: Cli, laid: Laid) -> None:
    words = laid(teams)
    found = counting(cli, words)
    commands = [command_in(line) for line in cli(*words, "-f", "github").out.splitlines()]
    worst_first = sorted(found, key=lambda one: ["error", "warning", "info"].index(one["severity"]))
    names = {"error": "error", "warning": "warning", "info": "notice"}
    assert [(one.name, one.data, one.properties["title"]) for one in commands if one] == [
        (names[one["severity"]], told(one), f"{one['code']} {one['rule']}") for one in worst_first
    ]
    for one, command in zip(worst_first, commands, strict=True):
        place = one["location"]
        assert command is not None
        stated = {key: text for key, text in command.properties.items() if key != "title"}
        assert stated == {
            "file": seen(place["file"]),
            "line": str(place["line"]),
            "endLine": str(place["end_line"]),
            "col": str(place["column"]),
            "endColumn": str(place["end_column"]),
        }


def test_an_annotation_over_several_lines_states_no_columns(cli: Cli, tmp_path: Path) -> None:
    # The runner drops the columns of such an annotation, and says so in the log.
    write(tmp_path, {"team.yaml": "team: A\nmembers:\n  - name: Ann\n      Lee\n"})
    command = command_in(cli("audit", "-f", "github", "--select", "MT106", tmp_path / "team.yaml").out)
    assert command is not None
    assert (command.properties["line"], command.properties["endLine"]) == ("3", "4")
    assert {key for key in command.properties if key != "file"} == {"line", "endLine", "title"}


@pytest.mark.parametrize("format_", [one for one in FORMATS if one != "github"])
def test_no_line_of_another_report_is_a_command(format_: str, cli: Cli, laid: Laid) -> None:
    result = cli(*laid("hostile"), "-f", format_)
    assert [line for line in (result.out + result.err).splitlines() if command_in(line)] == []


@pytest.mark.parametrize(
    "words",
    [
        *(
            f"{name} team.yaml -f {format_}"
            for name in ("plan", "resilience")
            for format_ in ("text", "json", "markdown")
        ),
        "plan team.yaml --compare -f json",
        *(f"roles {role} --roles own -f {format_}" for role in ("", "data-engineer") for format_ in ("text", "json")),
    ],
)
def test_no_line_of_another_command_is_one_to_the_runner(
    words: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {
            "team.yaml": (
                'team: "##[error]t"\nmembers: [{name: "##[error]n", roles: [data-engineer]}, {name: "::error::m"}]\n'
            ),
            "own/catalog.yaml": 'id: own\nversion: "1"\ntitle: "##[error]t"\nextends: built-in\n',
            "own/data-engineer.yaml": (
                'id: data-engineer\ntitle: "##[error]d"\npurpose: "::error::p"\nskills: {data-pipelines: 3}\n'
                'responsibilities: [{id: ingest-data, text: "##[error]r", source: policy}]\n'
            ),
        },
    )
    result = cli(*words.split())
    assert "error" in result.out
    assert [line for line in (result.out + result.err).splitlines() if command_in(line)] == []


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


def test_a_job_summary_is_added_to_what_the_job_wrote(
    cli: Cli, summary: Path, team_file: Callable[[str], Path]
) -> None:
    team = team_file(FAULTY)
    summary.write_text("# Before", encoding="utf-8")
    assert cli("audit", team, "-f", "github").code == 1
    markdown = cli("audit", team, "-f", "markdown").out
    assert summary.read_text(encoding="utf-8") == f"# Before\n{markdown}"
    assert cli("audit", team, "-o", f"github:{summary.with_name('a.log')}").code == 1  # not on stdout: all the same
    assert summary.read_text(encoding="utf-8") == f"# Before\n{markdown}\n{markdown}"


@pytest.mark.parametrize("options", [["-f", "json"], ["-f", "github", "--isolated", "--as-of", "2026-11-23"]])
def test_no_job_summary_without_annotations_or_in_isolation(
    options: list[str], cli: Cli, summary: Path, team_file: Callable[[str], Path]
) -> None:
    assert cli("audit", team_file(GOOD), *options).code == 0
    assert not summary.exists()


def test_a_job_summary_that_cannot_be_written_is_told(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, team_file: Callable[[str], Path]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "gone" / "summary.md"))
    result = cli("audit", team_file(WARNED), "-f", "github")
    assert result.code == 2
    assert result.out.startswith("::warning ")
    assert re.search(r"error: GITHUB_STEP_SUMMARY: \S+summary.md cannot be written: no such file", result.err)


# ---- SARIF


def sarif(cli: Cli, *words: str | Path) -> Json:
    log: Json = json.loads(cli(*words, "-f", "sarif").out)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("teams", TEAMS)
def test_sarif_has_all_that_code_scanning_requires(teams: str, cli: Cli, laid: Laid) -> None:
    """The properties that GitHub marks as required, or uses to show and to track an alert, within its limits."""
    run = sarif(cli, *laid(teams))
    driver = run["tool"]["driver"]
    assert driver["name"] == "mlops-team"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    for rule in driver["rules"]:
        assert re.fullmatch(r"MT\d{3}", rule["id"])
        assert 0 < len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}
        assert len(rule["properties"]["tags"]) <= 20
        assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
    assert 0 < len(run["results"]) <= 25_000
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"note", "warning", "error"}
        assert result["message"]["text"]
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert 1 <= region["startLine"] <= region["endLine"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert not uri.startswith("/")
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    prints = [(one["ruleId"], one["partialFingerprints"]["primaryLocationLineHash"]) for one in run["results"]]
    assert len(set(prints)) == len(prints)
    assert run["automationDetails"]["id"] == "mlops-team/"
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_explains_every_rule_and_input_error(cli: Cli, team_file: Callable[[str], Path]) -> None:
    rules = {rule["id"]: rule for rule in sarif(cli, "audit", team_file(GOOD))["tool"]["driver"]["rules"]}
    assert set(rules) == {rule.code for rule in RULES} | {f"MT00{number}" for number in range(1, 7)}
    explained = json.loads(cli("explain", "MT504", "-f", "json").out)
    assert rules["MT504"]["helpUri"] == explained["source"]["url"] == "https://arxiv.org/abs/2205.02302"
    for words in (explained["why"], explained["fix"]):
        assert words in rules["MT504"]["help"]["text"]
        assert words in rules["MT504"]["help"]["markdown"]
    assert explained["example"] in rules["MT504"]["help"]["markdown"]


@pytest.mark.parametrize("teams", TEAMS)
def test_sarif_has_the_findings_that_count_and_the_input_errors(teams: str, cli: Cli, laid: Laid) -> None:
    words = laid(teams)
    found = counting(cli, words)
    results = sarif(cli, *words)["results"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert [(one["ruleId"], one["level"]) for one in results] == [
        (one["code"], levels[one["severity"]]) for one in found
    ]
    for one, result in zip(found, results, strict=True):
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert unquote(uri, errors="surrogateescape") == one["location"]["file"]
        text = result["message"]["text"]
        undone = re.sub(r"\\([\\\[\]])", r"\1", text) if re.search(r"\\\]\(", text) else text
        undone = undone.replace("{{", "{").replace("}}", "}") if re.search(r"\{\{\d+\}\}", undone) else undone
        assert undone == told(one)
        assert not re.search(r"(?<!\\)\]\(", text)


def test_paths_are_told_from_the_repositorys_root(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"teams/a b/x.team.yaml": FAULTY, "teams/y.team.yaml": BROKEN})
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "teams/a b")
    words = ("audit", "..")
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in sarif(cli, *words)["results"]]
    assert {place["uri"] for place in places} == {"teams/a%20b/x.team.yaml", "teams/y.team.yaml"}
    assert {place["uriBaseId"] for place in places} == {"%SRCROOT%"}
    issues = json.loads(cli(*words, "-f", "gitlab").out)
    assert {one["location"]["path"] for one in issues} == {"teams/a b/x.team.yaml", "teams/y.team.yaml"}
    assert "file=teams/a b/x.team.yaml," in cli(*words, "-f", "github").out


def test_stdin_lies_below_no_root(cli: Cli) -> None:
    result = cli("audit", "-f", "sarif", "-", stdin=FAULTY.encode())
    place = json.loads(result.out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "%3Cstdin%3E"}


def test_fingerprints_stay_when_lines_move(cli: Cli, team_file: Callable[[str], Path]) -> None:
    def prints(text: str) -> set[str]:
        results = sarif(cli, "audit", team_file(text))["results"]
        return {one["partialFingerprints"]["primaryLocationLineHash"] for one in results}

    assert prints(FAULTY) == prints(f"# one line more\n{FAULTY}") != set()


def test_two_findings_about_waivers_have_two_fingerprints(cli: Cli, team_file: Callable[[str], Path]) -> None:
    waivers = "".join(
        f"  - {{rule: {rule}, reason: r, expires: 2027-01-01}}\n" for rule in ("MT701", "MT702, member: Ann")
    )
    report = json.loads(cli("audit", "-f", "json", team_file(f"{GOOD}waivers:\n{waivers}")).out)
    prints = [one["fingerprint"] for one in report["teams"][0]["findings"] if one["code"] == "MT802"]
    assert len(set(prints)) == len(prints) == 2


def test_sarif_has_the_worst_of_more_than_github_takes(
    cli: Cli, team_file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlops_team.render.sarif._MOST", 3)
    team = team_file(team_text(unstaffed=["devops-engineer", "data-engineer"], metric=False, roi=False))
    run = json.loads(cli("audit", team, "-f", "sarif").out)["runs"][0]
    assert sorted(result["level"] for result in run["results"]) == ["error", "error", "warning"]
    [said] = run["invocations"][0]["toolExecutionNotifications"]
    assert re.fullmatch(r"These are the worst 3 of \d+ findings: .*", said["message"]["text"])


# ---- GitLab

# What https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format asks for.
CODE_QUALITY = Draft7Validator({
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1, "pattern": "^[^\\n]*$"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "pattern": "^(?!\\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {key: {"type": "integer", "minimum": 1} for key in ("begin", "end")},
                    },
                },
            },
        },
    },
})  # fmt: skip


@pytest.mark.parametrize("teams", TEAMS)
def test_gitlab_gets_what_its_documentation_asks_for(teams: str, cli: Cli, laid: Laid) -> None:
    words = laid(teams)
    found = counting(cli, words)
    issues = json.loads(cli(*words, "-f", "gitlab").out)
    assert [error.message for error in CODE_QUALITY.iter_errors(issues)] == []
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    severities = {"error": "critical", "warning": "major", "info": "info"}
    assert [(one["check_name"].split()[0], one["severity"]) for one in issues] == [
        (one["code"], "blocker" if one["code"].startswith("MT0") else severities[one["severity"]]) for one in found
    ]


def test_gitlab_gets_an_empty_list_when_there_is_nothing_to_say(cli: Cli, team_file: Callable[[str], Path]) -> None:
    assert cli("audit", "-f", "gitlab", team_file(GOOD)).out == "[]\n"


# ---- every format


@pytest.mark.parametrize(("files", "code"), [([GOOD], 0), ([FAULTY], 1), ([BROKEN], 2), ([FAULTY, BROKEN], 2)])
@pytest.mark.parametrize("format_", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(
    format_: str, files: list[str], code: int, cli: Cli, tmp_path: Path
) -> None:
    write(tmp_path, {f"{number}.team.yaml": text for number, text in enumerate(files)})
    result = cli("audit", "-f", format_, tmp_path)
    assert result.code == code
    if code == 2:
        assert "error[MT002]" in result.err
        if format_ != "text":
            assert "MT002" in result.out


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_is_not_there_is_in_every_report(format_: str, cli: Cli, tmp_path: Path) -> None:
    result = cli("audit", "-f", format_, tmp_path / "missing.yaml")
    assert result.code == 2
    assert "MT001" in (result.err if format_ == "text" else result.out)


def test_names_say_the_format(cli: Cli, tmp_path: Path, team_file: Callable[[str], Path]) -> None:
    team = team_file(FAULTY)
    named = {
        "a.JSON": "json",
        "a.sarif": "sarif",
        "a.xml": "junit",
        "a.md": "markdown",
        "a.html": "html",
        "gl-code-quality-report.json": "gitlab",
        "results.sarif.json": "sarif",
    }
    options = [word for name in named for word in ("-o", tmp_path / name)]
    result = cli("audit", team, *options, "-o", f"github:{tmp_path / 'a.log'}")
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[0].startswith("Team Good")
    for name, format_ in {**named, "a.log": "github"}.items():
        assert (tmp_path / name).read_bytes().decode() == cli("audit", team, "-f", format_).out


@pytest.mark.parametrize("option", ["-", "json:-"])
def test_stdout_is_no_further_report(cli: Cli, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli("audit", "-o", option)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "mlops-team: error: --output: - is no file name; the report on stdout is chosen with -f, such as -f json\n"
    )


def test_one_report_that_cannot_be_written_keeps_no_other_from_it(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, team_file: Callable[[str], Path]
) -> None:
    def full(source: str, target: str) -> None:
        if target.endswith(".sarif"):
            raise OSError(28, "No space left on device")
        os.rename(source, target)

    monkeypatch.setattr(os, "replace", full)
    team = team_file(GOOD)
    result = cli("audit", team, "-f", "json", "-o", tmp_path / "a.sarif", "-o", tmp_path / "b.xml")
    assert result.code == 2
    assert result.err.startswith(f"mlops-team: error: --output: {tmp_path / 'a.sarif'} cannot be written: no space")
    assert json.loads(result.out)["summary"]["passed"] is True
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.xml", "team.yaml"]


@pytest.mark.parametrize("second", ["a.json", "./a.json", "sarif:a.json", "link/a.json"])
def test_two_reports_into_one_file_are_refused(
    second: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    result = cli("audit", "-o", "a.json", "-o", second, "missing.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err == ("mlops-team: error: --output: a.json is named twice; give each report its own file\n")


@pytest.mark.parametrize(
    ("audited", "option"),
    [
        (["crew.yaml"], "text:crew.yaml"),
        (["."], "json:sub/../a.team.yml"),
        ([".", "--people", "crew.yaml"], "json:crew.yaml"),
        (["a.team.yml", "--with", "crew.yaml"], "json:crew.yaml"),
        (["a.team.yml", "--config", "ours.toml"], "json:ours.toml"),
        (["a.team.yml", "--baseline", "base.json"], "base.json"),
        (["a.team.yml", "--roles", "ours"], "json:ours/catalog.yaml"),
    ],
)
def test_a_report_never_takes_the_place_of_what_is_read(
    audited: list[str], option: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    write(tmp_path, {"crew.yaml": GOOD, "a.team.yml": GOOD, "ours.toml": "", "base.json": "{}"})
    write(tmp_path, {"ours/catalog.yaml": GOOD})
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.*")}
    result = cli("audit", *audited, "-o", option)
    assert (result.code, result.out) == (2, "")
    kind = "a team file" if "team.yml" in option else "read by this run"
    loss = "the team" if "team.yml" in option else "it"
    assert result.err.endswith(f" is {kind}; a report in its place would delete {loss}\n")
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before


def test_a_report_and_a_new_baseline_are_two_files(cli: Cli, tmp_path: Path) -> None:
    result = cli(
        "audit", ROOT / "examples/gaps.yaml", "-o", tmp_path / "a.json", "--write-baseline", f"{tmp_path}/./a.json"
    )
    assert (result.code, result.out, [*tmp_path.iterdir()]) == (2, "", [])
    assert "is also the file of a report; give each its own file" in result.err


@pytest.mark.parametrize("option", ["report.txt", "report", "text", "gl-code-quality-report.txt"])
def test_a_name_that_says_no_format(option: str, cli: Cli) -> None:
    result = cli("audit", "-o", option, "missing.yaml")
    assert (result.code, result.out) == (2, "")
    assert f'"{option}" does not say in which format; end its name in .json, .sarif, .sarif.json, .xml,' in result.err
    assert "text, json, sarif, junit, github, gitlab, markdown, html or brief" in result.err
