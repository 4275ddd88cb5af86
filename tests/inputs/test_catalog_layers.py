"""Catalogs that change another: names that win, roles changed without a copy, what is dropped, what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from mlops_team.inputs import schema
from mlops_team.inputs.catalog import Ladder, Level, Step, catalog_values, load_catalog, shipped_catalogs
from mlops_team.inputs.catalog_files import CatalogFiles
from mlops_team.inputs.catalog_layers import lay_over
from mlops_team.inputs.catalog_prepared import FILE, prepare, prepared
from mlops_team.inputs.yaml_reader import parse
from runs import ROOT, write

OURS = 'id: ours\nversion: "1"\ntitle: Ours\nextends: built-in\nsources: {book: {title: A book}}\n'
SKILLS = "skills: [{id: juggling, title: Juggling, aliases: [CI/CD], description: Keep things in the air}]\n"
TOOLS = "tools: [{name: Club, aliases: [Pin], shows: [juggling, ci-cd]}]\n"
LADDER = (
    "ladder: {source: book, steps: [{level: 1, title: Alone, together: []}, "
    "{level: 2, title: Two, together: [[data-engineer, ml-engineer]]}]}\n"
)
CHANGE = "id: data-engineer\nchange: true\n"
JUGGLER = """\
id: juggler
title: Juggler
aliases: [Data Engineer]
purpose: Keeps things in the air
responsibilities: [{id: juggle, text: Juggle, source: book}]
skills: {juggling: 3}
"""


def loaded(folder: Path, **files: str) -> Any:
    write(folder, {"catalog.yaml": OURS} | {f"{name.replace('_', '-')}.yaml": text for name, text in files.items()})
    return load_catalog(folder)


def refusal(cli: Cli, folder: Path, **files: str) -> list[str]:
    write(folder, {"catalog.yaml": OURS} | {f"{name.replace('_', '-')}.yaml": text for name, text in files.items()})
    result = cli("roles", "--roles", folder)
    assert (result.code, result.out) == (2, "")
    return [line.removeprefix(f"{folder}/") for line in result.err.splitlines()]


def test_own_names_win_over_those_of_the_base(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, skills=SKILLS, tools=TOOLS, juggler=JUGGLER)
    assert (catalog.skill_named("CI/CD"), catalog.skill_named("ci-cd")) == ("juggling", "ci-cd")
    assert catalog.role_named("Data Engineer") == "juggler"
    assert catalog.role_named("data-engineer") == "data-engineer"  # an id stays that of its role
    assert dict(catalog.tools)["Club"] == ["juggling", "ci-cd"]
    assert catalog.skills["ci-cd"].title == "CI/CD"


def test_a_skill_of_the_same_id_replaces_that_of_the_base(tmp_path: Path) -> None:
    text = "skills: [{id: ci-cd, title: Shipping, description: Ship}]\n"
    catalog = loaded(tmp_path, skills=text)
    assert (catalog.skills["ci-cd"].title, catalog.skill_named("Shipping")) == ("Shipping", "ci-cd")
    assert "feature-store" in catalog.skills


def test_a_role_is_changed_without_a_copy(tmp_path: Path) -> None:
    change = f"""{CHANGE}title: Data Person
aliases: [Plumber]
responsibilities: [{{id: plumb, text: Plumb, source: book}}]
skills: {{feature-store: null, juggling: {{level: 2, need: desired}}, data-pipelines: 4}}
works-with: [juggler]
not-with: [ml-engineer]
staffing: {{people: 2}}
references: {{onet: null}}
"""
    catalog = loaded(tmp_path, skills=SKILLS, juggler=JUGGLER.replace("Data Engineer", "Artist"), data_engineer=change)
    role, base = catalog.roles["data-engineer"], load_catalog().roles["data-engineer"]
    assert (role.title, role.purpose, role.number, role.people, role.fte) == (
        "Data Person", base.purpose, "R4", 2, base.fte,
    )  # fmt: skip
    assert role.aliases == (*base.aliases, "Plumber")
    assert [duty.id for duty in role.responsibilities] == [*(duty.id for duty in base.responsibilities), "plumb"]
    assert [tuple(one) for one in role.requirements] == [
        ("data-pipelines", 4, True), ("data-ingestion", 3, True), ("juggling", 2, False),
    ]  # fmt: skip
    assert set(role.works_with) == {*base.works_with, "juggler"}
    assert catalog.roles["ml-engineer"].not_with == ("data-engineer",)
    assert (role.references.get("onet"), role.references["esco"]) == (None, base.references["esco"])
    assert catalog.role_named("Plumber") == catalog.role_named("DataOps Engineer") == "data-engineer"


def test_replacing_a_role_takes_its_pairs(tmp_path: Path) -> None:
    whole = JUGGLER.replace("juggler", "data-engineer").replace("aliases: [Data Engineer]\n", "")
    catalog = loaded(tmp_path, skills=SKILLS, data_engineer=whole)
    assert catalog.roles["data-engineer"].works_with == ()
    assert "data-engineer" not in catalog.roles["data-scientist"].works_with
    assert catalog.role_named("DataOps Engineer") is None


def test_a_catalog_has_a_ladder(tmp_path: Path) -> None:
    pair = ("data-engineer", "ml-engineer")
    ladder = Ladder("book", (Step(1, "Alone", ()), Step(2, "Two", (pair,))))
    assert loaded(tmp_path, catalog=OURS + LADDER).ladder == ladder


@pytest.mark.parametrize(("drop", "kept"), [("ml-engineer", False), ("data-scientist", True)])
def test_an_inherited_ladder_of_a_dropped_role_is_none(tmp_path: Path, drop: str, *, kept: bool) -> None:
    write(tmp_path, {"catalog.yaml": f"{OURS}drop: [{drop}]\n"})
    base = catalog_values(str(schema.built_in_folder()))
    ladder = parse("f", LADDER.encode()).value["ladder"]
    own = CatalogFiles(str(tmp_path))
    lay_over(own, base._replace(header={**base.header, "ladder": ladder}), "roles")
    assert own.header["ladder"] == (ladder if kept else None)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"data_engineers": "id: data-engineers\nchange: true\n"},
            "data-engineers.yaml:2:1: error[MT004]: data-engineers: there is no built-in role of this id to change",
        ),
        (
            {"catalog": OURS.replace("extends: built-in\n", ""), "juggler": JUGGLER.replace("juggling: 3", ""),
             "data_engineer": CHANGE},
            'data-engineer.yaml:2:1: error[MT003]: data-engineer: there is no role to change; add "extends: built-in"',
        ),
        (
            {"data_engineer": f"{CHANGE}responsibilities: [{{id: model, text: x, source: boo}}]\n"},
            'data-engineer.yaml:3:41: error[MT004]: data-engineer: unknown source "boo"; known sources: article, ',
        ),
        (
            {"data_engineer": f"{CHANGE}skills: {{feature-stor: 2}}\n"},
            'data-engineer.yaml:3:10: error[MT004]: data-engineer: unknown skill "feature-stor"; did you mean "',
        ),
        (
            {"data_engineer": f"{CHANGE}skills: {{feature-store: 9}}\n"},
            "data-engineer.yaml:3:10: error[MT003]: skills.feature-store must be a level from 1 to 5, or",
        ),
        (
            {"tools": "tools: [{name: Club, shows: [jugling]}]\n", "skills": SKILLS},
            'tools.yaml:1:30: error[MT004]: Club: unknown skill "jugling"; did you mean "juggling"?',
        ),
        (
            {"tools": "tools: [{name: Club, shows: []}, {name: C, aliases: [CLUB], shows: []}]\n"},
            'tools.yaml:1:54: error[MT003]: C: "CLUB" is also a name of Club; remove it, or write a longer name',
        ),
        (
            {"skills": SKILLS.replace("}]", "}, {id: baking, title: Baking, description: x, aliases: [ci cd]}]")},
            'skills.yaml:1:152: error[MT003]: baking: "ci cd" is also a name of juggling; remove it, or write a longer',
        ),
        (
            {"skills": SKILLS.replace("}]", "}, {id: cicd, title: Baking, description: x}]")},
            'skills.yaml:1:99: error[MT003]: cicd: "cicd" is also a name of juggling; remove it from the names',
        ),
        (
            {"tools": "tools: [{name: Club, shows: []}, {name: club, shows: []}]\n"},
            'tools.yaml:1:35: error[MT003]: club: "club" is also a name of Club; remove it, or write a longer',
        ),
        (
            {"tools": "tools: [{name: Juggling, shows: []}]\n", "skills": SKILLS},
            'tools.yaml:1:10: error[MT003]: Juggling: "Juggling" is also a name of juggling; remove it, or ',
        ),
        (
            {"skills": SKILLS.replace("[CI/CD]", "['...']")},
            'skills.yaml:1:52: error[MT003]: juggling: "..." has no letters; write a name with letters',
        ),
        (
            {"tools": "tools: [{name: Club}]\n"},
            'tools.yaml:1:9: error[MT003]: Club: a tool needs "shows"; add it, for example shows: [workflow-',
        ),
        (
            {"catalog": f"{OURS}ambiguous-titles: [{{title: Artist, roles: [juggler, data-engneer]}}]\n",
             "juggler": JUGGLER, "skills": SKILLS},
            'catalog.yaml:6:53: error[MT004]: ambiguous-titles: unknown role "data-engneer"; did you mean "data-eng',
        ),
        (
            {"catalog": f"{OURS}ambiguous-titles: [{{title: Juggler, roles: [juggler, data-engineer]}}]\n",
             "juggler": JUGGLER, "skills": SKILLS},
            'catalog.yaml:6:21: error[MT003]: the ambiguous title "Juggler" names juggler; remove it here, or from ',
        ),
        (
            {"catalog": f"{OURS}{LADDER.replace('ml-engineer', 'juggler')}"},
            'catalog.yaml:6:122: error[MT004]: ladder: unknown role "juggler"; known roles: ',
        ),
        (
            {"catalog": f"{OURS}practices: {{able-percent: 101}}\n"},
            "catalog.yaml:6:13: error[MT003]: practices.able-percent must be a whole number from 0 to 100, not 101",
        ),
        (
            {"catalog": f"{OURS}practices: {{able-percent: 50.5}}\n"},
            "catalog.yaml:6:13: error[MT003]: practices.able-percent must be a whole number from 0 to 100, not 50.5",
        ),
        (
            {"catalog": f"{OURS}practices: {{tool-level: 6}}\n"},
            "catalog.yaml:6:13: error[MT003]: practices.tool-level must be a whole number from 0 to 5, not 6",
        ),
        (
            {"catalog": f"{OURS}levels: [a, b, c, d, e, {{description: x}}]\n"},
            'catalog.yaml:6:25: error[MT003]: levels: a level\'s name, or {name: ..., description: ...} needs "name"',
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(cli: Cli, tmp_path: Path, files: dict[str, str], said: str) -> None:
    assert refusal(cli, tmp_path, **files)[0].startswith(said)


def test_several_faults_of_an_extension_come_out_at_once(cli: Cli, tmp_path: Path) -> None:
    lines = refusal(cli, tmp_path, data_engineers="id: data-engineers\nchange: true\n", tools=TOOLS)
    assert [line.split(":")[0] for line in lines] == ["data-engineers.yaml", "tools.yaml"]


# Names of catalogs


def test_a_misspelt_catalog_has_the_nearest(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli("roles", "--roles", "builtin")
    assert (result.code, result.err) == (
        2, 'builtin:1:1: error[MT001]: there is no such catalog folder; did you mean "built-in"?\n',
    )  # fmt: skip


def test_a_name_comes_before_a_folder_and_a_path_is_a_folder(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = OURS.replace("extends: built-in\n", "extends: built-in\ndrop: [ml-engineer]\n")
    write(tmp_path, {"built-in/catalog.yaml": own, "other/catalog.yaml": own.replace("ours", "other")})
    write(tmp_path, {".mlops-team.toml": 'catalogs = {platform = "other"}\n', ".git/HEAD": ""})
    found = {
        word: json.loads(cli("roles", "-f", "json", "--roles", word).out)["catalog"]["id"]
        for word in ("built-in", "./built-in", "other", "platform")
    }
    assert found == {"built-in": "built-in", "./built-in": "ours", "other": "other", "platform": "other"}


# roles --levels, --list and --export


def test_the_levels_are_shown_with_what_they_mean(cli: Cli, tmp_path: Path) -> None:
    levels = "levels: [a, b, {name: c, description: Does it alone}, d, e, f]\n"
    assert loaded(tmp_path, catalog=OURS + levels).levels[2] == Level("c", "Does it alone")
    assert cli("roles", "--levels", "--roles", tmp_path).out == "0 a\n1 b\n2 c\n  Does it alone\n3 d\n4 e\n5 f\n"
    as_json = json.loads(cli("roles", "--levels", "-f", "json", "--roles", tmp_path).out)
    assert as_json["levels"][1:3] == [
        {"level": 1, "name": "b", "description": ""},
        {"level": 2, "name": "c", "description": "Does it alone"},
    ]


def test_the_catalogs_that_have_a_name_are_listed(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path, {".mlops-team.toml": 'catalogs = {platform = "ours"}\n', "ours/catalog.yaml": OURS, ".git/HEAD": ""}
    )
    lines = cli("roles", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == [*shipped_catalogs(), "platform"]
    assert "Ours, 7 roles" in lines[-1]
    listed = json.loads(cli("roles", "--list", "-f", "json").out)["catalogs"]
    assert listed[-1] == {"name": "platform", "id": "ours", "version": "1", "title": "Ours"}


@pytest.mark.parametrize("name", sorted(shipped_catalogs()))
def test_an_exported_catalog_is_the_same_catalog(cli: Cli, tmp_path: Path, name: str) -> None:
    result = cli("roles", "--roles", name, "--export", tmp_path / "new/folder")
    assert (result.code, result.out) == (0, "")
    assert len(result.err.splitlines()) == len(list((tmp_path / "new/folder").iterdir()))
    exported, named = (cli("roles", "-f", "json", "--roles", roles).out for roles in (tmp_path / "new/folder", name))
    assert exported == named


def test_an_export_never_overwrites(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"skills.yaml": "mine"})
    result = cli("roles", "--export", tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"mlops-team: error: --export: {tmp_path}/skills.yaml is there already; name another folder\n"
    assert [file.name for file in tmp_path.iterdir()] == ["skills.yaml"]
    (tmp_path / "file").write_text("")
    assert "cannot be written" in cli("roles", "--export", tmp_path / "file").err


def test_only_a_single_thing_is_shown(cli: Cli) -> None:
    result = cli("roles", "--levels", "--list")
    assert (result.code, result.err) == (
        2, "mlops-team: error: --levels and --list exclude each other; give one of them\n",
    )  # fmt: skip


# The prepared form


def test_the_prepared_catalog_is_that_of_the_files() -> None:
    folder = ROOT / "roles"
    values = catalog_values(str(folder))
    assert prepared(folder) == values, "run scripts/prepare_catalog.py"
    assert (folder / FILE).read_text(encoding="utf-8") == prepare(folder, values)


def test_a_prepared_catalog_of_other_files_is_not_used(tmp_path: Path) -> None:
    write(tmp_path, {"catalog.yaml": "id: a\n"})
    assert prepared(tmp_path) is None
    values = catalog_values(str(schema.built_in_folder()))
    (tmp_path / FILE).write_text(prepare(tmp_path, values), encoding="utf-8")
    assert prepared(tmp_path) == values
    write(tmp_path, {"catalog.yaml": "id: b\n"})
    assert prepared(tmp_path) is None
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert prepared(tmp_path) is None
