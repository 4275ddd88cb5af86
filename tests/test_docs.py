import html
import json
import re
import runpy
import shlex
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli
from mlops_team.audits.rules import RULES
from mlops_team.settings import Config
from runs import ROLES, write

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RULES_PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
WAIVERS = re.findall(r"^\*\*Waiver\*\*: `(\{rule: (\S+),.*\})`$", RULES_PAGE, re.MULTILINE)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]


def blocks(page: Path, marker: str) -> list[str]:
    """Return the fenced blocks right below a marker, which may be a pattern."""
    return re.findall(rf"<!-- {marker} -->\n```\w*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def generated(monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["generate.py", *options])
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "docs/generate.py"), run_name="__main__")
    assert isinstance(end.value.code, int)
    return end.value.code


def test_generated_parts_have_not_drifted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert (generated(monkeypatch, "--check"), capsys.readouterr().out) == (0, "")


def test_every_rule_has_its_anchor() -> None:
    codes = [f"MT00{number}" for number in range(1, 7)] + [rule.code for rule in RULES]
    assert sorted(re.findall(r"^### (.+)$", RULES_PAGE, re.MULTILINE)) == codes


@pytest.mark.parametrize(("waiver", "rule"), WAIVERS, ids=[rule for _, rule in WAIVERS])
def test_the_waiver_shown_for_a_rule_is_valid(
    cli: Cli, team_file: Callable[[str], Path], waiver: str, rule: str
) -> None:
    text = f"team: A\nmembers: [{{name: Bo Lind}}]\nwaivers: [{waiver}]\n"
    result = cli("audit", team_file(text), "-f", "json", "--fail-on", "never")
    assert (result.code, result.err) == (0, "")
    [section] = [text for text in RULES_PAGE.split("\n### ") if f"**{rule}**" in text]
    assert waiver in section


def test_the_catalog_shown_on_the_page(cli: Cli, tmp_path: Path) -> None:
    page = (ROOT / "docs/catalog.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", page, re.DOTALL))
    assert {name.removeprefix("our-roles/") for name in files} == {
        "catalog.yaml", "labelling-lead.yaml", "data-engineer.yaml", "skills.yaml", "tools.yaml",
    }  # fmt: skip
    write(tmp_path, files)
    catalog = json.loads(cli("roles", "--roles", tmp_path / "our-roles", "-f", "json").out)
    roles = {role["id"]: role for role in catalog["roles"]}
    assert roles.keys() == {*ROLES, "backend-engineer", "labelling-lead"} - {"solution-architect"}
    assert "labelling-lead" in roles["data-scientist"]["works-with"]
    assert roles["data-engineer"]["staffing"] == {"people": 2, "fte": 0.2}
    assert (catalog["practices"]["review-every"], catalog["practices"]["max-waiver-days"]) == ("monthly", 183)
    write(
        tmp_path,
        {"team.yaml": "team: A\nmembers: [{name: Bo, roles: [Annotation Lead], skills: {label-quality: 2}}]\n"},
    )
    audited = cli("audit", "--roles", tmp_path / "our-roles", tmp_path / "team.yaml")
    assert "MT202 labelling-lead: label-quality is at 2 of 3 (Bo)" in audited.out


def test_the_page_on_the_sources_leaves_nothing_out(cli: Cli) -> None:
    page = (ROOT / "docs/article.md").read_text(encoding="utf-8")
    catalog = json.loads(cli("roles", "-f", "json").out)
    duties = {duty["id"]: duty["source"] for role in catalog["roles"] for duty in role["responsibilities"]}
    article, paper = page.split("## The paper")
    assert [
        duty for duty, source in duties.items() if f"`{duty}`" not in {"article": article, "paper": paper}[source]
    ] == []
    assert set(re.findall(r"\[(MT\d+)\]", article)) == from_source("article")
    assert set(re.findall(r"\[(MT\d+)\]", paper)) == from_source("paper")


def from_source(source: str) -> set[str]:
    return {rule.code for rule in RULES if rule.source == source}


@pytest.mark.parametrize("page", ["README.md", "docs/team-file.md"])
def test_the_team_file_that_a_page_shows_is_sound(cli: Cli, team_file: Callable[[str], Path], page: str) -> None:
    (text,) = blocks(ROOT / page, "team-file")
    result = cli("audit", team_file(text), "--fail-on", "never")
    assert (result.code, result.err) == (0, "")
    assert "MT206" not in result.out  # no skill that the catalog does not know


def test_the_shown_configuration_has_every_key(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs/configuration.md"
    [text] = blocks(page, "configuration")
    keys = list(tomllib.loads(text)["tool"]["mlops-team"])
    assert sorted(keys) == sorted(field.replace("_", "-") for field in Config._fields[1:])
    assert re.findall(r"^\| `([a-z-]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE) == keys
    write(
        tmp_path,
        {
            "pyproject.toml": text,
            "roles-platform/catalog.yaml": "id: platform\nversion: '1'\ntitle: P\nextends: built-in\n",
            "people.yaml": "people: [{id: bo, name: Bo Lind, skills: {unicycling: 3}}]\n",
            "baseline.json": '{"version": 1, "findings": []}\n',
            "team.yaml": "team: A\nmembers: [{id: bo}]\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    result = cli("audit", "-f", "json")
    assert result.code == 1
    report = json.loads(result.out)
    assert (report["catalog"]["id"], report["summary"]["fail_under"]) == ("startup", 80)
    assert {finding["code"][:3] for finding in report["teams"][0]["findings"]} == {"MT1", "MT7"}


def test_the_first_command_audits_an_example_that_passes(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    command = re.search(r"\.venv/bin/mlops-team (audit examples/\S+)\n", README)
    assert command is not None
    monkeypatch.chdir(ROOT)
    assert cli(*command[1].split()).code == 0


def test_the_answers_shown_are_those_of_the_examples(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    history = (ROOT / "docs/history.md").read_text(encoding="utf-8")  # what these two print is generated there
    answers = re.findall(r"^\| .+? \| `(.+?)` \| `(.+)` \|$", README, re.MULTILINE)
    assert len(answers) == 10
    for command, line in answers:
        words = shlex.split(command)
        if words[0] in ("diff", "history"):
            assert line in history
        else:
            file = [] if "examples/organisation" in words else ["examples/gaps.yaml"]
            assert line in cli(*words, *file).out


def test_the_setup_shown_for_many_teams(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/organisation.md").read_text(encoding="utf-8")
    write(tmp_path, dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", page, re.DOTALL)))
    monkeypatch.chdir(tmp_path)
    result = cli("audit", ".", "-f", "json")
    assert (result.code, result.err) == (1, "")
    [team] = json.loads(result.out)["teams"]
    assert team["catalog"]["id"] == "product"
    assert [member["name"] for member in team["members"]] == ["Ines Duarte", "Bo Lind"]
    assert team["members"][1]["skills"] == {"Airflow": 4, "data-pipelines": 4}
    [commands] = blocks(ROOT / "docs/organisation.md", "many-teams")
    results = [cli(*shlex.split(line, comments=True)[1:]) for line in commands.splitlines()]
    assert [(result.code, result.err) for result in results] == [(1, ""), (1, ""), (0, ""), (0, "")]
    assert "Bo Lind  level 4; 0.5 of full time to spare" in results[2].out


def test_the_people_file_shown_beside_a_team_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs/team-file.md"
    [people], [members] = blocks(page, "file: people.yaml"), blocks(page, "members")
    write(tmp_path, {"people.yaml": people, "team.yaml": f"team: A\n{members}"})
    monkeypatch.chdir(tmp_path)
    result = cli("audit", "-f", "json", "--people", "people.yaml", "--fail-on", "never")
    assert (result.code, result.err) == (0, "")
    [member] = json.loads(result.out)["teams"][0]["members"]
    assert (member["name"], member["skills"]) == ("Ines Duarte", {"goal-setting": 4, "success-metrics": 3})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file = page.parent / target if target else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), f"{target}#{anchor}"


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+\.md)", page.read_text(encoding="utf-8"))
        if "://" not in target and (page.parent / target).resolve() != page.resolve()
    }
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in linked] == ["README.md"]


@pytest.mark.parametrize("name", ["audit", "first-report"])
def test_a_picture_shows_what_the_terminal_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    printed = runpy.run_path(str(ROOT / "docs/pictures.py"))["run"](100, "audit", "examples/gaps.yaml")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    svg = (ROOT / f"docs/images/{name}.svg").read_text(encoding="utf-8")
    pieces = [html.unescape(piece) for piece in re.findall(r"<text[^>]*>(.*?)</text>", svg)]
    shown = "".join(piece for piece in pieces if not re.fullmatch(r"\s\d\s", piece))  # no numbers of the margin
    assert squeezed(shown) == squeezed(f"$ mlops-team audit examples/gaps.yaml {plain}")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_worked_example_of_coverage(cli: Cli, team_file: Callable[[str], Path]) -> None:
    page = ROOT / "docs/coverage.md"
    [example] = blocks(page, "coverage-example")
    [team] = json.loads(cli("audit", team_file(example), "-f", "json").out)["teams"]
    assert team["coverage"] == 43 / 63
    assert {role["role"]: role["coverage"] for role in team["roles"]} == {
        "business-stakeholder": 1, "solution-architect": 0, "data-scientist": 2 / 3, "data-engineer": 7 / 9,
        "software-engineer": 1 / 3, "devops-engineer": 1, "ml-engineer": 1,
    }  # fmt: skip
    assert "43/63, which is shown as 68 %" in page.read_text(encoding="utf-8")
