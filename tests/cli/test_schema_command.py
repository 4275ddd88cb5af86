"""`mlops-team schema`: the schemas as they are, and the team schema with a catalog's names in it."""

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from conftest import Cli
from mlops_team.inputs import schema as schemas
from mlops_team.inputs.catalog import shipped_catalogs
from mlops_team.inputs.yaml_reader import read
from runs import ROOT, write

Json = dict[str, Any]

FOLDER = ROOT / "roles/schemas"
NAMES = sorted(file.name.removesuffix(".schema.json") for file in FOLDER.iterdir())
CASES = ROOT / "tests/rules"
BANK = CASES / "MT108/catalog"  # the built-in roles, and model-validator, also called Validator


def schema_of(cli: Cli, *args: str | Path) -> Json:
    result = cli("schema", *args)
    assert (result.code, result.err) == (0, "")
    return checked(result.out)


@cache
def checked(text: str) -> Json:
    """Return a schema that was printed, once it is valid itself; most tests print the same."""
    found: Json = json.loads(text)
    Draft7Validator.check_schema(found)
    return found


def faults(schema: Json, value: object) -> list[str]:
    return [error.message for error in Draft7Validator(schema).iter_errors(value)]


def plain(value: Any) -> Any:
    """Return what was read from a file as jsonschema knows values."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("name", [name for name in NAMES if name != "team"])
def test_a_schema_is_printed_as_it_is(cli: Cli, name: str) -> None:
    assert schema_of(cli, name) == json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_a_schema_is_found_by_its_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER, tmp_path / "schemas")
    (tmp_path / "schemas/brand-new.schema.json").write_text('{"title": "new"}', encoding="utf-8")
    monkeypatch.setattr(schemas, "built_in_folder", lambda: tmp_path)
    schemas.load.cache_clear()
    assert schema_of(cli, "brand-new") == {"title": "new"}
    assert 'did you mean "brand-new"?' in cli("schema", "brandnew").err
    schemas.load.cache_clear()


def test_the_team_schema_is_draft_07_and_the_one_when_none_is_named(cli: Cli) -> None:
    found = schema_of(cli)
    assert found["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert found == schema_of(cli, "team")


def test_the_team_schema_offers_what_the_catalog_and_the_rules_name(cli: Cli) -> None:
    found = schema_of(cli)
    offered = found["definitions"]["role"]["anyOf"][0]["enum"]
    assert {"data-scientist", "backend-engineer", "ML Specialist", "Product Owner"} <= set(offered)
    assert "ci-cd" in found["definitions"]["skill"]["anyOf"][0]["enum"]
    assert found["definitions"]["skills"]["properties"]["ci-cd"]["description"].startswith("CI/CD: ")
    assert found["properties"]["owners"]["properties"]["set-goals"]["description"].startswith("Business Stakeholder: ")
    rules = found["properties"]["waivers"]["items"]["properties"]["rule"]
    assert {"MT101", "role-unstaffed", "person-contradicted"} <= set(rules["enum"])
    for offer in (found["definitions"]["role"]["anyOf"][0], rules):
        assert len(offer["enumDescriptions"]) == len(offer["enum"])


def test_another_catalog_offers_its_own_names(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def roles(*args: str | Path) -> list[str]:
        offered: list[str] = schema_of(cli, *args)["definitions"]["role"]["anyOf"][0]["enum"]
        return offered

    assert {"model-validator", "Validator"} <= set(roles("--roles", BANK))
    shutil.copytree(BANK, tmp_path / "ours")
    config = tmp_path / ".mlops-team.toml"
    config.write_text('roles = "ours"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "model-validator" in roles()
    assert "model-validator" in roles("team", "--config", config)
    assert "model-validator" not in roles("--isolated")


def keys(part: object) -> Iterator[tuple[str, Json]]:
    """Yield every key that a schema names, with what it says of it."""
    if isinstance(part, dict):
        if isinstance(named := part.get("properties"), dict):
            yield from named.items()
        for below in part.values():
            yield from keys(below)
    elif isinstance(part, list):
        for below in part:
            yield from keys(below)


def test_every_key_is_described(cli: Cli) -> None:
    described = dict(keys(schema_of(cli)))
    assert {"team", "learning", "approved-by", "ci-cd", "set-goals"} <= described.keys()
    assert [key for key, said in described.items() if not said.get("description")] == []


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_what_the_audit_reads_the_schema_allows(cli: Cli, case: Path) -> None:
    catalog = case / "catalog"
    other = ("--roles", catalog) if catalog.is_dir() else ()
    schema = schema_of(cli, *other)
    for file in (file for file in case.rglob("*.yaml") if file.parent != catalog):
        assert faults(schema, plain(read(str(file)).value)) == [], file


MEMBER = {"name": "Bo", "roles": ["Data ENGINEER", "mlops_engineer"], "skills": {"our-own-skill": 3}}
TEAM = {"team": "A", "members": [MEMBER]}
WAIVER = {"rule": "MT501", "reason": "x", "expires": "2027-01-01"}


def test_own_skills_and_other_spellings_stay_allowed(cli: Cli) -> None:
    schema = schema_of(cli)
    assert faults(schema, TEAM) == []
    assert faults(schema, TEAM | {"members": [{"name": "Bo", "skills": ["our-own-skill", "ci-cd"]}]}) == []
    assert faults(schema, TEAM | {"owners": {"set-goals": "Bo"}, "waivers": [WAIVER]}) == []


@pytest.mark.parametrize(
    "more",
    [
        {"membres": []},
        {"members": [{"name": "Bo", "alocation": 1}]},
        {"members": [{"name": "Bo", "skills": {"ci-cd": 6}}]},
        {"members": [{"name": "Bo", "skills": {"": 3}}]},
        {"members": [{"name": "Bo", "roles": [7]}]},
        {"owners": {"set-gaols": "Bo"}},
        {"owners": {"set-goals": 7}},
        {"waivers": [{"rule": "role-unstafed", "reason": "x", "expires": "2027-01-01"}]},
        {"forums": [{"name": "x", "roles": "everybody"}]},
    ],
)
def test_what_the_audit_refuses_the_schema_refuses(cli: Cli, more: Json) -> None:
    assert faults(schema_of(cli), TEAM | more) != []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["teem"], f'unknown schema "teem"; known schemas: {", ".join(NAMES)}'),
        (["zebra"], f'unknown schema "zebra"; known schemas: {", ".join(NAMES)}'),
        (
            ["report", "--roles", "x"],
            (
                "--roles: the schema of report files is the same for every catalog; "
                "remove --roles, or name the schema team"
            ),
        ),
    ],
)
def test_wrong_usage(cli: Cli, args: list[str], message: str) -> None:
    result = cli("schema", *args)
    assert (result.code, result.out, result.err) == (2, "", f"mlops-team: error: {message}\n")


def test_a_catalog_that_cannot_be_used_is_named(cli: Cli, tmp_path: Path) -> None:
    result = cli("schema", "--roles", tmp_path / "none")
    assert (result.code, result.out) == (2, "")
    assert "there is no such catalog folder" in result.err


LAYERED = {
    "catalog.yaml": 'id: ours\nversion: "1"\ntitle: Ours\nextends: built-in\nlevels: [none, a.b, Cut, d, e, f]\n',
    "skills.yaml": "skills: [{id: juggling, title: Juggling things, aliases: [Tossing], description: Toss}]\n",
    "tools.yaml": "tools: [{name: Club, aliases: [Pin], shows: [juggling, ci-cd]}, {name: Rope, shows: []}]\n",
}


@pytest.fixture
def layered(cli: Cli, tmp_path: Path) -> Json:
    write(tmp_path, LAYERED)
    return schema_of(cli, "team", "--roles", tmp_path)


def test_titles_aliases_and_tools_are_offered_and_explained(layered: Json) -> None:
    skills = layered["definitions"]["skills"]["properties"]
    shown = {name: skills[name]["description"] for name in ("juggling", "Tossing", "Club", "Pin", "Rope")}
    assert shown == {
        "juggling": "Juggling things: Toss",
        "Tossing": "another name of juggling",
        "Club": "a tool that shows juggling and ci-cd",
        "Pin": "another name of Club",
        "Rope": "a tool that shows no skill",
    }
    offered = layered["definitions"]["skill"]["anyOf"][0]
    assert {"Juggling things", "Club", "CI/CD"} <= set(offered["enum"])
    assert len(offered["enum"]) == len(set(offered["enum"]))
    assert "ML Engineer" in layered["definitions"]["role"]["anyOf"][0]["enum"]


@pytest.mark.parametrize(
    ("level", "fits"),
    [
        ("3", True), ("a.b", True), ("A.B", True), ("cut", True), ("CUT", True), ("", True),
        ("6", False), ("axb", False), ("cute", False), ("advanced", False), ("1.5", False), ("true", False),
    ],
)  # fmt: skip
def test_the_schema_refuses_the_levels_that_the_audit_refuses(
    cli: Cli, tmp_path: Path, layered: Json, level: str, *, fits: bool
) -> None:
    text = f"team: A\nmembers: [{{name: Bo, skills: {{juggling: {level}}}}}]\n"
    write(tmp_path / "teams", {"team.yaml": text})
    file = tmp_path / "teams/team.yaml"
    assert (faults(layered, plain(read(str(file)).value)) == []) is fits
    assert (cli("audit", file, "--roles", tmp_path, "--fail-on", "never").code == 0) is fits


def test_impossible_days_and_unknown_catalogs_are_refused(layered: Json) -> None:
    assert layered["definitions"]["date"]["format"] == "date"
    catalogs = layered["properties"]["catalog"]["enum"]
    assert catalogs == list(shipped_catalogs())
    assert faults(layered, {"team": "A", "members": [], "catalog": "built-in"}) == []
    assert faults(layered, {"team": "A", "members": [], "catalog": "nosuch"}) != []
