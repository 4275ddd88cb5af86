"""The built-in catalog is the one that was agreed on; one of your own is read as strictly as a team file."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Cli
from mlops_team import load_catalog
from mlops_team.inputs.catalog import CatalogError
from runs import ROLES, write

Json = dict[str, Any]

# role: number, other names, people, fte, works with (both ways), O*NET, ESCO, SFIA
BUILT_IN: dict[str, tuple[str | None, str, int, float, str, str, str, str]] = {
    "business-stakeholder": (
        "R1", "Product Owner, Project Manager", 1, 0.1, "",
        "15-1299.09", "a79170ad-0b7b-4697-864f-1748359aa10a", "PROD BENM",
    ),
    "solution-architect": (
        "R2", "IT Architect", 1, 0.1, "",
        "15-1299.08", "e1c72b5f-4c5c-487c-a6df-e84b64a51dae", "ARCH DESN",
    ),
    "data-scientist": (
        "R3", "ML Specialist, ML Developer", 1, 0.2, "data-engineer software-engineer",
        "15-2051.00", "258e46f9-0075-4a2e-adae-1ff0477e0f30", "DATS MLNG",
    ),
    "data-engineer": (
        "R4", "DataOps Engineer", 1, 0.2, "data-scientist software-engineer",
        "15-1243.01", "2079755f-d809-49e6-8037-4de6180e54c0", "DENG DATM",
    ),
    "software-engineer": (
        "R5", "", 1, 0.2, "data-engineer data-scientist",
        "15-1252.00", "f2b15a0e-e65a-438a-affb-29b9d50b77d1", "SWDN PROG",
    ),
    "devops-engineer": (
        "R6", "", 1, 0.2, "ml-engineer",
        "15-1244.00", "cc867bee-ab5c-427f-9244-f7a204d9574b", "DEPL RELM",
    ),
    "ml-engineer": ("R7", "MLOps Engineer", 1, 0.2, "devops-engineer", "", "", "MLNG DEPL ITOP"),
    "backend-engineer": (None, "", 1, 0.2, "", "", "", ""),
}  # fmt: skip

# role: required skills, each at its level; a role that combines others has theirs too
REQUIRED = {
    "business-stakeholder": "goal-setting 3, success-metrics 3",
    "solution-architect": "architecture-design 3, technology-evaluation 3",
    "data-scientist": "ml-problem-framing 3, model-engineering 3, algorithm-selection 3, hyperparameter-tuning 3",
    "data-engineer": "data-pipelines 3, data-ingestion 3, feature-store 3",
    "software-engineer": "design-patterns 3, coding-guidelines 3, software-best-practices 3",
    "devops-engineer": "ci-cd 3, workflow-orchestration 3, model-deployment 3, production-monitoring 3",
    "ml-engineer": (
        "ml-infrastructure 3, pipeline-automation 3, model-deployment 3, model-monitoring 3, "
        "infrastructure-monitoring 3, ml-problem-framing 2, model-engineering 2, algorithm-selection 2, "
        "hyperparameter-tuning 2, data-pipelines 2, data-ingestion 2, feature-store 2, design-patterns 2, "
        "coding-guidelines 2, software-best-practices 2, ci-cd 2, workflow-orchestration 2, "
        "production-monitoring 2, backend-development 2"
    ),
    "backend-engineer": "backend-development 3",
}
DESIRED = {"business-stakeholder": "roi-assessment 2"}
COMBINED = ["data-scientist", "data-engineer", "software-engineer", "devops-engineer", "backend-engineer"]
LONGER = 'remove it, or write a longer name, such as "{}"'
PRACTICES = {
    "max-roles-per-person": 3,
    "leaving-horizon-days": 90,
    "review-every": "quarterly",
    "acknowledge-every": "yearly",
    "max-levels-per-person": 6,
    "waiver-notice-days": 14,
    "max-waiver-days": 366,
    "able-percent": 75,
    "tool-level": 3,
    "assess-every": "yearly",
}
ESCO = "http://data.europa.eu/esco/occupation/"


def catalog_json(cli: Cli, *args: str | Path) -> Json:
    result = cli("roles", "-f", "json", *args)
    assert (result.code, result.err) == (0, "")
    catalog: Json = json.loads(result.out)
    return catalog


def by_id(catalog: Json) -> dict[str, Json]:
    return {role["id"]: role for role in catalog["roles"]}


def asked(role: Json, need: str) -> list[str]:
    return sorted(f"{one['skill']} {one['level']}" for one in role["skills"] if one["need"] == need)


def names(text: str) -> list[str]:
    return sorted(text.split(", ")) if text else []


# The built-in catalog


def test_the_built_in_roles_in_the_order_of_their_numbers(cli: Cli) -> None:
    catalog = catalog_json(cli)
    assert catalog["catalog"]["id"] == "built-in"
    assert [role["id"] for role in catalog["roles"]] == list(BUILT_IN)
    assert [role["id"] for role in catalog["roles"] if role["required"]] == list(ROLES)


@pytest.mark.parametrize("role", BUILT_IN)
def test_a_built_in_role(cli: Cli, role: str) -> None:
    number, aliases, people, fte, works_with, onet, esco, sfia = BUILT_IN[role]
    found = by_id(catalog_json(cli))[role]
    assert found["number"] == number
    assert set(names(aliases)) <= set(found["aliases"])
    assert len(found["aliases"]) >= 9  # what the role is advertised as, by a judgement that tests/vocabulary checks
    assert found["staffing"] == {"people": people, "fte": fte}
    assert found["works-with"] == works_with.split()
    assert found["not-with"] == []
    expected = {"onet": onet, "esco": esco and ESCO + esco, "sfia": sfia.split()}
    assert found["references"] == {key: value for key, value in expected.items() if value}
    assert asked(found, "required") == names(REQUIRED[role])
    assert asked(found, "desired") == names(DESIRED.get(role, ""))
    assert found["combines"] == (COMBINED if role == "ml-engineer" else [])


def test_the_built_in_levels_and_practices(cli: Cli) -> None:
    catalog = catalog_json(cli)
    assert catalog["levels"] == [
        "not held", "fundamental awareness", "novice", "intermediate", "advanced", "expert",
    ]  # fmt: skip
    assert catalog["practices"] == PRACTICES


def test_every_text_is_there_and_every_responsibility_has_a_source(cli: Cli) -> None:
    catalog = catalog_json(cli)
    assert set(catalog["sources"]) == {"article", "paper", "policy", "maturity-model"}
    assert all(source["title"].strip() for source in catalog["sources"].values())
    used = {one["skill"] for role in catalog["roles"] for one in role["skills"]}
    assert sorted(skill["id"] for skill in catalog["skills"]) == sorted(used)
    assert all(skill["title"].strip() and skill["description"].strip() for skill in catalog["skills"])
    ids = []
    for role in catalog["roles"]:
        assert role["title"].strip()
        assert role["purpose"].strip()
        assert role["responsibilities"]
        for one in role["responsibilities"]:
            assert one["text"].strip()
            # A duty is somebody's words, never our own: policy is for numbers.
            assert one["source"] in {"article", "paper"}
            ids.append(one["id"])
    assert len(set(ids)) == len(ids)
    assert not used.intersection(ids)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("data-engineer", "data-engineer"),
        ("Data Engineer", "data-engineer"),
        ("DATA_ENGINEER", "data-engineer"),
        ("DataOps Engineer", "data-engineer"),
        ("dataops-engineer", "data-engineer"),
        ("mlops_engineer", "ml-engineer"),
        ("MLOps  Engineer", "ml-engineer"),
        ("product owner", "business-stakeholder"),
        ("Project-Manager", "business-stakeholder"),
        ("itarchitect", "solution-architect"),
        ("ml specialist", "data-scientist"),
        ("ML_Developer", "data-scientist"),
        ("Backend engineer", "backend-engineer"),
    ],
)
def test_a_name_in_any_spelling(cli: Cli, name: str, role: str) -> None:
    found = cli("roles", name, "-f", "json")
    assert (found.code, json.loads(found.out)["id"]) == (0, role)
    team = f"team: A\nmembers: [{{name: Ann, roles: [{name}]}}]\n"
    report = json.loads(cli("audit", "-f", "json", "-", stdin=team.encode()).out)
    assert report["teams"][0]["members"][0]["roles"] == [role]


# How it is shown


def test_the_table_has_a_line_for_each_role(cli: Cli) -> None:
    lines = cli("roles").out.splitlines()
    for role, (number, *_) in BUILT_IN.items():
        count = len(names(REQUIRED[role]))
        (line,) = [line for line in lines if line.split()[1:2] == [role]]
        assert line.split()[0] == (number or "-")
        assert f"{count} required skill{'s' if count > 1 else ''}" in line
        assert ("not audited" in line) == (role == "backend-engineer")


@pytest.mark.parametrize("name", ["ml-engineer", "MLOps Engineer"])
def test_the_card_has_everything_about_a_role(cli: Cli, name: str) -> None:
    result = cli("roles", name)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("ML Engineer (ml-engineer), R7\nJoins the disciplines up, and builds and runs ")
    words = " ".join(result.out.split())
    assert "Also called MLE, MLOps, MLOps Engineer, " in words
    for one in names(REQUIRED["ml-engineer"]):
        skill, level = one.split()
        assert f"- {skill} at level {level}, {'intermediate' if level == '3' else 'novice'}: " in words
    assert "1 person with 0.2 of full time (policy)" in words
    assert f"Combines {', '.join(COMBINED)}" in words
    assert "Works with devops-engineer" in words
    assert "Elsewhere sfia MLNG DEPL ITOP" in words
    assert "arxiv.org/abs/2205.02302" in words


def test_a_desired_skill_says_so_on_the_card(cli: Cli) -> None:
    assert "- roi-assessment at level 2, novice, desired: " in " ".join(cli("roles", "Product Owner").out.split())


@pytest.mark.parametrize("role", BUILT_IN)
def test_no_id_is_broken_over_two_lines_of_a_card(cli: Cli, role: str) -> None:
    found = by_id(catalog_json(cli))[role]
    out = cli("roles", role).out
    for id in [one["id"] for one in found["responsibilities"]] + [one["skill"] for one in found["skills"]]:
        assert id in out


def test_an_id_longer_than_a_line_stays_whole(cli: Cli, tmp_path: Path) -> None:
    id = "juggle-" + "high-" * 18 + "up"
    folder = own(tmp_path / "c", juggler=JUGGLER.replace("id: juggle,", f"id: {id},"))
    assert f"({id};" in cli("roles", "juggler", "--roles", folder).out


def test_an_unknown_role(cli: Cli) -> None:
    result = cli("roles", "nonsense")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert '"nonsense"' in result.err
    assert all(role in result.err for role in BUILT_IN)  # nothing is near, so all of them
    near = cli("roles", "data-enginer")
    assert (near.code, near.out) == (2, "")
    assert near.err == 'mlops-team: error: unknown role "data-enginer"; did you mean "data-engineer"?\n'


# A catalog of one's own

CATALOG = 'id: ours\nversion: "1"\ntitle: Ours\nsources:\n  book: {title: A book}\n'
SKILLS = """\
skills:
  - {id: juggling, title: Juggling, description: Keep things in the air}
  - {id: baking, title: Baking, description: Make bread}
"""
JUGGLER = """\
id: juggler
title: Juggler
purpose: Keeps things in the air
responsibilities:
  - {id: juggle, text: Juggle, source: book}
skills:
  juggling: 3
"""
BAKER = """\
id: baker
title: Baker
purpose: Bakes
responsibilities:
  - {id: bake, text: Bake, source: book}
skills:
  baking: 3
"""
OWN = {"catalog.yaml": CATALOG, "skills.yaml": SKILLS, "juggler.yaml": JUGGLER, "baker.yaml": BAKER}
OVER = CATALOG + "extends: built-in\n"


def own(folder: Path, **files: str | None) -> Path:
    """Write the two-role catalog with some files (`juggler` is juggler.yaml) other than usual, or left out."""
    wanted = {**OWN, **{f"{name}.yaml": text for name, text in files.items()}}
    write(folder, {name: text for name, text in wanted.items() if text is not None})
    return folder


def over(folder: Path, drop: str = "", **files: str) -> Path:
    """Write a catalog over the built-in one."""
    wanted = {"catalog.yaml": f"{OVER}drop: [{drop}]\n", **{f"{name}.yaml": text for name, text in files.items()}}
    write(folder, wanted)
    return folder


def test_a_sound_catalog_of_ones_own_has_its_roles_only(cli: Cli, tmp_path: Path) -> None:
    catalog = catalog_json(cli, "--roles", own(tmp_path / "c"))
    assert [role["id"] for role in catalog["roles"]] == ["baker", "juggler"]
    assert catalog["levels"] == ["0", "1", "2", "3", "4", "5"]
    assert catalog["practices"] == PRACTICES
    assert catalog["roles"][0]["staffing"] == {"people": 1, "fte": 0}
    result = cli("audit", "--roles", tmp_path / "c", "-f", "json", "-", stdin=b"team: A\nmembers: []\n")
    report = json.loads(result.out)
    assert (report["catalog"], result.code) == ({"id": "ours", "version": "1"}, 1)
    assert [role["role"] for role in report["teams"][0]["roles"]] == ["baker", "juggler"]


# changed files, and what is told of them, line by line
FAULTS: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "key-in-role": (
        {"juggler": f"{JUGGLER}skils: {{}}\n"},
        ['juggler.yaml:8:1: MT003 unknown key "skils"; did you mean "skills"?'],
    ),
    "key-in-catalog": (
        {"catalog": f"{CATALOG}practises: {{}}\n"},
        ['catalog.yaml:6:1: MT003 unknown key "practises"; did you mean "practices"?'],
    ),
    "key-in-skills": (
        {"skills": f"{SKILLS}skill: []\n"},
        ['skills.yaml:4:1: MT003 unknown key "skill"; did you mean "skills"?'],
    ),
    "key-missing": (
        {"juggler": JUGGLER.replace("title: Juggler\n", "")},
        ['juggler.yaml:1:1: MT003 a role file needs "title"; add it, for example title: Data Engineer'],
    ),
    "unknown-skill": (
        {"juggler": JUGGLER.replace("juggling", "jugling")},
        ['juggler.yaml:7:3: MT004 juggler: unknown skill "jugling"; did you mean "juggling"?'],
    ),
    "unknown-works-with": (
        {"juggler": f"{JUGGLER}works-with: [baker, bakre]\n"},
        ['juggler.yaml:8:21: MT004 juggler: unknown role "bakre"; did you mean "baker"?'],
    ),
    "unknown-not-with": (
        {"juggler": f"{JUGGLER}not-with: [bakre]\n"},
        ['juggler.yaml:8:12: MT004 juggler: unknown role "bakre"; did you mean "baker"?'],
    ),
    "unknown-combines": (
        {"juggler": f"{JUGGLER}combines:\n  level: 2\n  roles: [bakre]\n"},
        ['juggler.yaml:10:11: MT004 juggler: unknown role "bakre"; did you mean "baker"?'],
    ),
    "unknown-source": (
        {"juggler": JUGGLER.replace("source: book", "source: bok")},
        ['juggler.yaml:5:32: MT004 juggler: unknown source "bok"; known sources: book'],
    ),
    "names-itself": (
        {"juggler": f"{JUGGLER}works-with: [juggler]\n"},
        ["juggler.yaml:8:14: MT003 juggler: names itself in works-with; remove it"],
    ),
    "id-of-another-file": (
        {"juggler": "title: Juggler\n" + JUGGLER.replace("title: Juggler\n", "").replace("id: juggler", "id: clown")},
        ['juggler.yaml:2:1: MT003 the role "clown" is in juggler.yaml; name the file clown.yaml'],
    ),
    "alias-clash": (
        {"juggler": f"{JUGGLER}aliases: [Artist, BA_KER]\n"},
        ['juggler.yaml:8:19: MT003 juggler: "BA_KER" is also a name of baker; ' + LONGER.format("BA_KER (juggler)")],
    ),
    "duty-named-as-skill": (
        {"juggler": JUGGLER.replace("id: juggle,", "id: juggling,")},
        [
            (
                'juggler.yaml:5:6: MT003 juggler: the responsibility "juggling" has the id of a skill; '
                "name it with a verb, such as set-goals"
            )
        ],
    ),
    "duty-twice": (
        {"juggler": JUGGLER.replace("id: juggle,", "id: bake,")},
        ['juggler.yaml:5:6: MT003 juggler: the responsibility "bake" is in baker too; give it another id'],
    ),
    "skill-twice": (
        {"skills": SKILLS.replace("id: baking", "id: juggling")},
        ['skills.yaml:3:6: MT003 the skill "juggling" is in this file twice; remove this entry'],
    ),
    "level-too-high": (
        {"juggler": JUGGLER.replace(": 3", ": 6")},
        [
            (
                "juggler.yaml:7:3: MT003 skills.juggling must be a level from 1 to 5, or {level: 1 to 5, "
                "need: required or desired}, not 6; write for example juggling: 3 or juggling: {level: 2, "
                "need: desired}"
            )
        ],
    ),
    "level-zero": (
        {"juggler": JUGGLER.replace(": 3", ": 0")},
        [
            (
                "juggler.yaml:7:3: MT003 skills.juggling must be a level from 1 to 5, or {level: 1 to 5, "
                "need: required or desired}, not 0; write for example juggling: 3 or juggling: {level: 2, "
                "need: desired}"
            )
        ],
    ),
    "level-as-text": (
        {"juggler": JUGGLER.replace(": 3", ": high")},
        [
            (
                "juggler.yaml:7:3: MT003 skills.juggling must be a level from 1 to 5, or {level: 1 to 5, "
                'need: required or desired}, not "high"; write for example juggling: 3 or juggling: '
                "{level: 2, need: desired}"
            )
        ],
    ),
    "level-of-a-need": (
        {"juggler": JUGGLER.replace(": 3", ": {level: 6, need: desired}")},
        [
            (
                "juggler.yaml:7:14: MT003 skills.juggling.level must be a level from 1 to 5, not 6; write "
                "for example level: 3"
            )
        ],
    ),
    "unknown-need": (
        {"juggler": JUGGLER.replace(": 3", ": {level: 2, need: nice}")},
        [
            (
                'juggler.yaml:7:24: MT003 skills.juggling.need must be required or desired, not "nice"; '
                "write for example need: required"
            )
        ],
    ),
    "five-levels": (
        {"catalog": f"{CATALOG}levels: [a, b, c, d, e]\n"},
        [
            (
                "catalog.yaml:6:1: MT003 levels must be six level names, for 0 to 5, not a list; write for "
                "example levels: [none, beginner, novice, intermediate, advanced, expert]"
            )
        ],
    ),
    "practice-too-low": (
        {"catalog": f"{CATALOG}practices: {{max-roles-per-person: 0}}\n"},
        [
            (
                "catalog.yaml:6:13: MT003 practices.max-roles-per-person must be a whole number from 1 to "
                "1000, not 0; write for example max-roles-per-person: 3"
            )
        ],
    ),
    "broken-yaml": (
        {"juggler": f"{JUGGLER}aliases: [a\n"},
        ['juggler.yaml:9:1: MT002 a list in brackets is not closed (it starts in line 8); close it with "]"'],
    ),
    "key-twice": (
        {"juggler": f"{JUGGLER}title: Clown\n"},
        [
            (
                'juggler.yaml:8:1: MT005 the key "title" is in this mapping twice; remove or rename one: '
                "most YAML readers silently drop the first"
            )
        ],
    ),
    "empty-role": (
        {"juggler": ""},
        [
            (
                "juggler.yaml:1:1: MT003 the file is empty, but must be a role file; begin with id, title, "
                "purpose, responsibilities and skills"
            )
        ],
    ),
    "no-catalog": (
        {"catalog": None},
        [
            (
                "catalog.yaml:1:1: MT001 there is no such file; name a folder that has a catalog.yaml; "
                "`mlops-team roles --export DIR` writes one to start from"
            )
        ],
    ),
    "drop-from-nothing": (
        {"catalog": f"{CATALOG}drop: [baker]\n"},
        ['catalog.yaml:6:1: MT003 there is no catalog to drop roles from; add "extends: built-in", or remove "drop"'],
    ),
    "drop-unknown": (
        {"catalog": f"{OVER}drop: [ml-engineer, data-enginer, zzz]\n"},
        [
            'catalog.yaml:7:21: MT004 there is no built-in role "data-enginer" to drop; did you mean "data-engineer"?',
            (
                'catalog.yaml:7:35: MT004 there is no built-in role "zzz" to drop; known roles: backend-engineer, '
                "business-stakeholder, data-engineer, data-scientist, devops-engineer, ml-engineer, "
                "software-engineer, solution-architect"
            ),
        ],
    ),
    "extends-another": (
        {"catalog": f"{CATALOG}extends: theirs\n"},
        ['catalog.yaml:6:1: MT003 extends must be built-in, not "theirs"; write extends: built-in'],
    ),
    "nobody-required": (
        {"juggler": f"{JUGGLER}required: false\n", "baker": f"{BAKER}required: false\n"},
        ["catalog.yaml:1:1: MT003 no role of the catalog is required; add a role file without required: false"],
    ),
    "unknown-key-below": (
        {"juggler": JUGGLER.replace("text: Juggle", "txt: Juggle")},
        [
            (
                'juggler.yaml:5:5: MT003 juggle: a responsibility needs "text"; add it, for '
                "example text: Build data pipelines."
            ),
            'juggler.yaml:5:18: MT003 juggle: unknown key "txt"; known keys: id, source, text',
        ],
    ),
    "title-clash": (
        {"juggler": JUGGLER.replace("title: Juggler", "title: BAKER")},
        ['juggler.yaml:2:1: MT003 juggler: "BAKER" is also a name of baker; ' + LONGER.format("BAKER (juggler)")],
    ),
    "id-clash": (
        {
            "baker": f"{BAKER}aliases: [jug-gler]\n",
            "juggler": "title: Thrower\n" + JUGGLER.replace("title: Juggler\n", ""),
        },
        ['juggler.yaml:2:1: MT003 juggler: "juggler" is also a name of baker; remove it from the names of baker'],
    ),
    "in-order": (
        {"juggler": f"{JUGGLER}aliases: [baker]\nworks-with: [bakre]\n", "baker": f"{BAKER}works-with: [jugler]\n"},
        [
            'baker.yaml:8:14: MT004 baker: unknown role "jugler"; did you mean "juggler"?',
            'juggler.yaml:8:11: MT003 juggler: "baker" is also a name of baker; ' + LONGER.format("baker (juggler)"),
            'juggler.yaml:9:14: MT004 juggler: unknown role "bakre"; did you mean "baker"?',
        ],
    ),
    "not-with-itself": (
        {"juggler": f"{JUGGLER}not-with: [juggler]\n"},
        ["juggler.yaml:8:12: MT003 juggler: names itself in not-with; remove it"],
    ),
    "combines-itself": (
        {"juggler": f"{JUGGLER}combines: {{level: 2, roles: [juggler]}}\n"},
        [
            "juggler.yaml:8:1: MT003 juggler combines juggler: a circle; remove a role of the circle from its combines",
            "juggler.yaml:8:30: MT003 juggler: names itself in combines; remove it",
        ],
    ),
    "level-of-a-need-missing": (
        {"juggler": JUGGLER.replace(": 3", ": {need: desired}")},
        [
            (
                "juggler.yaml:7:3: MT003 skills.juggling: a level from 1 to 5, or {level: 1 to 5, need: "
                'required or desired} needs "level"; add it, for example level: 3'
            )
        ],
    ),
    "unknown-in-an-extension": (
        {"catalog": f"{OVER}drop: [ml-engineer, data-enginer]\n", "juggler": f"{JUGGLER}works-with: [bakre]\n"},
        [
            (
                'catalog.yaml:7:21: MT004 there is no built-in role "data-enginer" to drop; did you mean '
                '"data-engineer"?'
            ),
            'juggler.yaml:8:14: MT004 juggler: unknown role "bakre"; did you mean "baker"?',
        ],
    ),
    "id-of-two-words": (
        {"juggler": JUGGLER.replace("  juggling", "  Juggling balls")},
        [
            (
                'juggler.yaml:7:3: MT003 skills: the key "Juggling balls" is not an id in lower case with '
                "hyphens, such as data-engineer; write a key such as data-engineer"
            )
        ],
    ),
    "skill-without-a-title": (
        {"skills": SKILLS.replace("title: Baking, ", "")},
        ['skills.yaml:3:5: MT003 baking: a skill needs "title"; add it, for example title: Data pipelines'],
    ),
    "number-as-text": (
        {"juggler": f"{JUGGLER}number: 7\n"},
        ['juggler.yaml:8:1: MT003 number must be text of 1 to 500 characters, not 7; write number: "7"'],
    ),
    "circle": (
        {
            "juggler": f"{JUGGLER}combines: {{level: 2, roles: [baker]}}\n",
            "baker": f"{BAKER}combines: {{level: 2, roles: [juggler]}}\n",
        },
        [
            (
                "baker.yaml:8:1: MT003 baker combines juggler combines baker: a circle; remove a role of the circle "
                "from its combines"
            ),
            (
                "juggler.yaml:8:1: MT003 juggler combines baker combines juggler: a circle; remove a role of the "
                "circle from its combines"
            ),
        ],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_faulty_catalog(cli: Cli, tmp_path: Path, case: str) -> None:
    files, expected = FAULTS[case]
    folder = own(tmp_path / "c", **files)
    result = cli("roles", "--roles", folder)
    told = [line.split(" ", 2) for line in expected]
    assert result.err == "".join(f"{folder}/{place} error[{code}]: {said}\n" for place, code, said in told)
    assert (result.code, result.out) == (2, "")


def test_no_team_is_audited_against_a_faulty_catalog(cli: Cli, tmp_path: Path) -> None:
    folder = own(tmp_path / "c", **FAULTS["names-itself"][0])
    result = cli("audit", "-", "--roles", folder, stdin=b"team: A\nmembers: []\n")
    said = f"{folder}/juggler.yaml:8:14: error[MT003]: juggler: names itself in works-with; remove it\n"
    assert (result.code, result.out, result.err) == (2, "", said)


def test_no_folder(cli: Cli, tmp_path: Path) -> None:
    result = cli("roles", "--roles", tmp_path / "none")
    said = "error[MT001]: there is no such catalog folder; name a folder that has a catalog.yaml"
    assert (result.code, result.out, result.err) == (2, "", f"{tmp_path}/none:1:1: {said}\n")


def test_a_link_to_elsewhere_is_not_read_and_one_within_the_folder_is(cli: Cli, tmp_path: Path) -> None:
    folder = own(tmp_path / "c", juggler=None)
    (folder / "parts").mkdir()
    (folder / "parts/juggler.txt").write_text(JUGGLER, encoding="utf-8")
    (folder / "juggler.yaml").symlink_to(folder / "parts/juggler.txt")
    assert list(load_catalog(folder).roles) == ["baker", "juggler"]
    (tmp_path / "elsewhere.yaml").write_text(JUGGLER, encoding="utf-8")
    (folder / "clown.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    said = "error[MT001]: a link that leads out of the catalog's folder; put the file itself there"
    assert cli("roles", "--roles", folder).err == f"{folder}/clown.yaml:1:1: {said}\n"


def test_a_hidden_file_is_let_be(tmp_path: Path) -> None:
    assert list(load_catalog(own(tmp_path / "c", **{".draft": "nothing yet"})).roles) == ["baker", "juggler"]


def test_a_faulty_catalog_in_python(tmp_path: Path) -> None:
    folder = own(tmp_path / "c", **FAULTS["names-itself"][0])
    with pytest.raises(CatalogError) as raised:
        load_catalog(folder)
    said = f"the catalog cannot be used: {folder}/juggler.yaml:8:14: juggler: names itself in works-with; remove it"
    assert str(raised.value) == said


def test_all_faults_of_all_files_come_out_in_one_run(cli: Cli, tmp_path: Path) -> None:
    folder = own(tmp_path / "c", juggler=f"{JUGGLER}x: 1\ny: 2\n", baker="[\n", skills="skills: 1\n")
    lines = cli("roles", "--roles", folder).err.splitlines()
    assert sorted(line.removeprefix(f"{folder}/").partition(" error")[0] for line in lines) == [
        "baker.yaml:2:1:", "juggler.yaml:8:1:", "juggler.yaml:9:1:", "skills.yaml:1:1:",
    ]  # fmt: skip


# Over the built-in catalog


def test_extending_adds_roles_and_skills_and_keeps_the_rest(cli: Cli, tmp_path: Path) -> None:
    folder = over(tmp_path / "c", juggler=JUGGLER, skills=SKILLS)
    catalog = catalog_json(cli, "--roles", folder)
    roles = by_id(catalog)
    assert list(roles) == [*ROLES, "backend-engineer", "juggler"]
    assert asked(roles["juggler"], "required") == ["juggling 3"]
    assert asked(roles["ml-engineer"], "required") == names(REQUIRED["ml-engineer"])
    assert set(catalog["sources"]) == {"article", "paper", "policy", "maturity-model", "book"}
    assert catalog["levels"][3] == "intermediate"
    assert catalog["practices"]["max-roles-per-person"] == 3


def test_practices_are_changed_one_by_one(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "c", {"catalog.yaml": f"{OVER}practices: {{max-roles-per-person: 2}}\n"})
    practices = catalog_json(cli, "--roles", tmp_path / "c")["practices"]
    assert (practices["max-roles-per-person"], practices["leaving-horizon-days"]) == (2, 90)


def test_a_role_of_the_same_id_replaces_the_built_in_one(cli: Cli, tmp_path: Path) -> None:
    text = JUGGLER.replace("juggler", "data-engineer").replace("Juggler", "Data Juggler").replace("juggling", "ci-cd")
    roles = by_id(catalog_json(cli, "--roles", over(tmp_path / "c", **{"data-engineer": text})))
    ours = roles["data-engineer"]
    assert (ours["title"], ours["number"], ours["aliases"]) == ("Data Juggler", None, [])
    assert asked(ours, "required") == ["ci-cd 3"]
    assert ours["works-with"] == []  # the pairs stood in the file that was replaced
    assert roles["data-scientist"]["works-with"] == ["software-engineer"]
    ml = asked(roles["ml-engineer"], "required")
    assert "data-pipelines 2" not in ml
    assert "ci-cd 2" in ml


def test_a_role_that_is_dropped_and_written_anew_stays(cli: Cli, tmp_path: Path) -> None:
    anew = JUGGLER.replace("juggler", "data-engineer").replace("juggling", "ci-cd")
    anew = anew.replace("title: Juggler", "title: Mover").replace("id: juggle,", "id: move,")
    text = JUGGLER + "works-with: [data-engineer]\n"
    folder = over(tmp_path / "c", "data-engineer", **{"data-engineer": anew}, juggler=text, skills=SKILLS)
    roles = by_id(catalog_json(cli, "--roles", folder))
    assert roles["data-engineer"]["works-with"] == ["juggler"]
    assert roles["ml-engineer"]["combines"] == COMBINED


def test_a_dropped_role_leaves_no_trace(cli: Cli, tmp_path: Path) -> None:
    text = JUGGLER + "not-with: [ml-engineer]\nworks-with: [data-engineer, data-scientist]\n"
    folder = over(tmp_path / "c", "data-engineer", juggler=text, skills=SKILLS)
    roles = by_id(catalog_json(cli, "--roles", folder))
    assert "data-engineer" not in roles
    assert roles["juggler"]["works-with"] == ["data-scientist"]
    assert roles["juggler"]["not-with"] == ["ml-engineer"]
    assert roles["ml-engineer"]["not-with"] == ["juggler"]
    assert roles["data-scientist"]["works-with"] == ["juggler", "software-engineer"]
    assert roles["ml-engineer"]["combines"] == [role for role in COMBINED if role != "data-engineer"]
    gone = {"data-pipelines 2", "data-ingestion 2", "feature-store 2"}
    assert set(asked(roles["ml-engineer"], "required")) == set(names(REQUIRED["ml-engineer"])) - gone
    result = cli("roles", "DataOps Engineer", "--roles", folder)
    assert (result.code, result.out) == (2, "")


def test_a_dropped_role_leaves_not_with(cli: Cli, tmp_path: Path) -> None:
    folder = over(tmp_path / "c", "ml-engineer", juggler=JUGGLER + "not-with: [ml-engineer]\n", skills=SKILLS)
    assert by_id(catalog_json(cli, "--roles", folder))["juggler"]["not-with"] == []


def test_a_skill_with_its_level_below_it_is_required_unless_it_says_desired(cli: Cli, tmp_path: Path) -> None:
    written = {
        "{level: 4}": "required",
        "{level: 4, need: required}": "required",
        "{level: 4, need: desired}": "desired",
    }
    for number, (level, need) in enumerate(written.items()):
        folder = own(tmp_path / str(number), juggler=JUGGLER.replace(": 3", f": {level}"))
        assert asked(by_id(catalog_json(cli, "--roles", folder))["juggler"], need) == ["juggling 4"]


# Combining

PAIR = "combines: {{level: {level}, roles: [baker]}}\n"


@pytest.mark.parametrize(
    ("own_level", "combined_level", "level"), [(3, 2, 3), (2, 3, 3), (1, 1, 1), (5, 4, 5)]
)  # fmt: skip
def test_the_higher_level_wins(cli: Cli, tmp_path: Path, own_level: int, combined_level: int, level: int) -> None:
    text = f"{JUGGLER}  baking: {own_level}\n{PAIR.format(level=combined_level)}"
    roles = by_id(catalog_json(cli, "--roles", own(tmp_path / "c", juggler=text)))
    assert asked(roles["juggler"], "required") == [f"baking {level}", "juggling 3"]
    assert asked(roles["baker"], "required") == ["baking 3"]


def test_what_is_desired_and_combined_is_required(cli: Cli, tmp_path: Path) -> None:
    text = f"{JUGGLER}  baking: {{level: 4, need: desired}}\n{PAIR.format(level=2)}"
    (role,) = (
        role for role in catalog_json(cli, "--roles", own(tmp_path / "c", juggler=text))["roles"]
        if role["id"] == "juggler"
    )  # fmt: skip
    assert (asked(role, "required"), asked(role, "desired")) == (["baking 4", "juggling 3"], [])


def test_combining_takes_own_and_required_skills_only(cli: Cli, tmp_path: Path) -> None:
    clown = JUGGLER.replace("juggler", "clown").replace("Juggler", "Clown").replace("id: juggle,", "id: joke,")
    clown = clown.replace("juggling: 3", "joking: 3\n  falling: {level: 2, need: desired}")
    clown += "combines: {level: 1, roles: [juggler]}\n"
    more = "".join(
        f"  - {{id: {id}, title: {id}, description: {id} well}}\n" for id in ("joking", "falling", "steering")
    )
    driver = BAKER.replace("baker", "driver").replace("Baker", "Driver").replace("id: bake,", "id: drive,")
    driver = driver.replace("baking: 3", "steering: 3") + "combines: {level: 2, roles: [clown]}\n"
    folder = own(tmp_path / "c", skills=SKILLS + more, clown=clown, driver=driver)
    roles = by_id(catalog_json(cli, "--roles", folder))
    assert asked(roles["clown"], "required") == ["joking 3", "juggling 1"]
    assert asked(roles["driver"], "required") == ["joking 2", "steering 3"]  # not the juggling that clown combines
    assert asked(roles["driver"], "desired") == []


@pytest.mark.parametrize(
    ("jugglers", "bakers", "first"),
    [
        ("R10", "R2", "baker"),
        ("R2", "R10", "juggler"),
        ("X1", "R2", "baker"),
        ("R", "R1", "juggler"),
        ("R1", None, "juggler"),
        ("R1", "R1", "baker"),
        (None, None, "baker"),
    ],
)
def test_roles_in_the_order_of_their_numbers(
    tmp_path: Path, jugglers: str | None, bakers: str | None, first: str
) -> None:
    def text(role: str, number: str | None) -> str:
        return f"{role}number: {number}\n" if number else role

    folder = own(tmp_path / "c", juggler=text(JUGGLER, jugglers), baker=text(BAKER, bakers))
    assert next(iter(load_catalog(folder).roles)) == first


def test_works_with_holds_both_ways(cli: Cli, tmp_path: Path) -> None:
    folder = own(tmp_path / "c", juggler=f"{JUGGLER}works-with: [baker]\n")
    assert load_catalog(folder).roles["baker"].works_with == ("juggler",)
    assert by_id(catalog_json(cli, "--roles", folder))["baker"]["works-with"] == ["juggler"]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        (
            "mlop engineering",
            "known roles: backend-engineer, business-stakeholder, ",
        ),  # two words are no slip
        ("Data Enginer", 'did you mean "data-engineer"?'),
        ("data", "known roles: backend-engineer, business-stakeholder, "),  # two begin so
        ("", "known roles: backend-engineer, business-stakeholder, "),
    ],
)
def test_an_unknown_role_is_told_with_the_one_that_is_meant(cli: Cli, written: str, hint: str) -> None:
    result = cli("roles", written)
    assert (result.code, result.out) == (2, "")
    assert f'unknown role "{written}"; {hint}' in result.err


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (
            "Apache Airflow",
            '"Apache Airflow" is no role, but a tool, which shows workflow-orchestration; `mlops-team roles',
        ),
        ("Python", '"Python" is no role, but a tool, which counts for no skill that roles require; `mlops-team roles'),
        ("Feature store", '"Feature store" is no role, but a skill; `mlops-team roles --skills` lists the skills'),
    ],
)
def test_a_skill_or_tool_is_no_role(cli: Cli, name: str, what: str) -> None:
    result = cli("roles", name)
    assert (result.code, result.out) == (2, "")
    assert what in result.err
