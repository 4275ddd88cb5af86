"""The words of CVs, job postings and skill matrices against the catalog, and what the table of tools promises."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Cli
from mlops_team.inputs.catalog import load_catalog
from runs import ROOT

Json = dict[str, Any]
TeamFile = Callable[[str], Path]

CATALOG = load_catalog()
SAMPLES: dict[str, list[Json]] = yaml.load((ROOT / "tests/vocabulary/words.yaml").read_bytes(), yaml.CSafeLoader)
TOOLS: list[Json] = yaml.load((ROOT / "roles/tools.yaml").read_bytes(), yaml.CSafeLoader)["tools"]
SKILLS: list[Json] = yaml.load((ROOT / "roles/skills.yaml").read_bytes(), yaml.CSafeLoader)["skills"]
AT_LEAST_KNOWN = 0.85  # of the words of the roles' trades


def meanings(word: str) -> list[Json]:
    """Return all that a word comes to: a skill or tool, a role, or several roles."""
    found: list[Json] = []
    if named := CATALOG.skill_named(word):
        found.append({"skill" if named in CATALOG.skills else "tool": named})
    if role := CATALOG.role_named(word):
        found.append({"role": role})
    if candidates := CATALOG.vocabulary.candidates(word):
        found.append({"ambiguous": sorted(candidates)})
    return found


def expected(entry: Json) -> Json | None:
    comes_to = entry["comes-to"]
    if not isinstance(comes_to, dict):
        return None
    return {key: sorted(value) if isinstance(value, list) else value for key, value in comes_to.items()}


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_word_is_taken_for_something_else(sample: str) -> None:
    wrong = {
        entry["word"]: found
        for entry in SAMPLES[sample]
        if (found := meanings(str(entry["word"]))) and expected(entry) not in found
    }
    assert wrong == {}


def test_most_words_of_the_trades_are_known() -> None:
    ours = [entry for sample in SAMPLES.values() for entry in sample if entry["trade"] == "ours"]
    assert len(ours) > 200
    known = [entry["word"] for entry in ours if expected(entry) in meanings(str(entry["word"]))]
    assert len(known) >= AT_LEAST_KNOWN * len(ours)


def folded(name: str) -> str:
    return re.sub(r"[\s_\-./&]", "", name.casefold())


def test_the_names_of_skills_and_tools_are_distinct() -> None:
    texts = [text for skill in SKILLS for text in (skill["id"], skill["title"], *skill.get("aliases", []))]
    of_skills = {folded(text) for text in texts}
    of_tools = [folded(text) for tool in TOOLS for text in (tool["name"], *tool.get("aliases", []))]
    assert len(of_tools) == len(set(of_tools))
    assert of_skills.isdisjoint(of_tools)


def test_the_table_is_large_and_every_skill_is_shown_by_three() -> None:
    assert len(TOOLS) >= 300
    shown = [skill for tool in TOOLS for skill in tool["shows"]]
    assert {skill["id"] for skill in SKILLS} == set(shown)
    assert [skill for skill in set(shown) if shown.count(skill) < 3] == []


def test_common_words_show_nothing() -> None:
    shows = {tool["name"]: tool["shows"] for tool in TOOLS}
    assert [name for name in ("Python", "SQL", "Linux", "Git") if shows[name]] == []


@pytest.mark.parametrize(
    "title",
    [
        "AI Engineer",
        "Senior AI Engineer",
        "GenAI Engineer",
        "Generative AI Engineer II",
        "LLM Engineer",
        "AI Developer",
    ],
)
def test_own_names_win_over_ambiguous_titles_of_the_base(cli: Cli, team_file: TeamFile, title: str) -> None:
    text = f"team: A\nmembers: [{{name: Bo, roles: [{title}]}}]\n"
    result = cli("audit", team_file(text))
    assert result.code == 2
    assert f'Bo: roles: "{title}" could be several roles' in result.err
    report = json.loads(cli("audit", "-f", "json", team_file(f"catalog: generative-ai\n{text}")).out)
    assert report["teams"][0]["members"][0]["roles"] == ["ai-engineer"]
