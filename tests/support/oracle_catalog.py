"""A second reading of catalogs and of the names in them, for `oracle`: from the files themselves, slowly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import yaml

BUILT_IN = Path(__file__).resolve().parent.parent.parent / "roles"

PRACTICES: dict[str, str] = {
    "max-roles-per-person": "3",
    "leaving-horizon-days": "90",
    "review-every": "quarterly",
    "acknowledge-every": "yearly",
    "max-levels-per-person": "6",
    "waiver-notice-days": "14",
    "max-waiver-days": "366",
    "able-percent": "75",
    "tool-level": "3",
    "assess-every": "yearly",
}
LISTS = ("aliases", "responsibilities", "works-with", "not-with")
MAPPINGS = ("skills", "staffing", "combines", "references")
NOTHING: dict[str, Any] = {"catalog": {}, "skills": {}, "roles": {}, "tools": {}}


def load(path: Path) -> dict[str, Any]:
    """Read a YAML file with every scalar as the text that is written there."""
    text = path.read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes nothing but text
    return loaded


def read_files(folder: Path) -> dict[str, Any]:
    """Read a catalog's files as they are: `catalog`, `skills` and `roles` by id, `tools` by name."""
    special = {"catalog.yaml", "skills.yaml", "tools.yaml"}
    roles = [load(path) for path in sorted(folder.glob("*.yaml")) if path.name not in special]
    lists = {name: [] for name in ("skills", "tools")} | {
        path.stem: load(path)[path.stem] for path in (folder / "skills.yaml", folder / "tools.yaml") if path.exists()
    }
    return {
        "catalog": load(folder / "catalog.yaml"),
        "skills": {skill["id"]: skill for skill in lists["skills"]},
        "tools": {tool["name"]: tool for tool in lists["tools"]},
        "roles": {role["id"]: role for role in roles},
    }


@cache
def read_catalog(folder: Path, built_in: Path = BUILT_IN) -> dict[str, Any]:
    """Read a catalog, with the built-in one under it when it extends that.

    The result has `id`, `version`, `practices`, `levels` (names), `skills` (a set of ids), `tools` (name -> ids of the
    skills that it shows), `skill-names` (text -> id of the skill or name of the tool), `role-names` (text -> id) and
    `roles`; for each role `id`, `names`, `required`, `people`, `fte`, `responsibilities` (ids), `skills` ({skill:
    (need, level)}, own and combined), and the sets `works-with` and `not-with`, which hold both ways.
    """
    own = read_files(folder)
    head = own["catalog"]
    base = read_files(built_in) if head.get("extends") == "built-in" else NOTHING
    roles = lay_roles(base["roles"], own["roles"], set(head.get("drop", [])))
    own_names = {fold(text) for text, _ in skill_texts(own)}
    kept = {name: tool for name, tool in base["tools"].items() if fold(name) not in own_names}
    skills, tools = base["skills"] | own["skills"], kept | own["tools"]
    skill_names = names_of(skill_texts(base), skill_texts(own), set(skills) | set(tools))
    replaced = {name for name, role in own["roles"].items() if role.get("change") != "true"}
    role_names = names_of(role_texts(base["roles"]), role_texts(own["roles"]), set(roles) - replaced)
    levels = head.get("levels", base["catalog"].get("levels", []))
    return {
        "id": head["id"],
        "version": head["version"],
        "practices": PRACTICES | base["catalog"].get("practices", {}) | head.get("practices", {}),
        "levels": [level if isinstance(level, str) else level["name"] for level in levels],
        "skills": set(skills),
        "tools": {name: list(tool["shows"]) for name, tool in tools.items()},
        "skill-names": skill_names,
        "role-names": role_names,
        "roles": {name: read_role(role, roles, role_names) for name, role in sorted(roles.items())},
    }


def lay_roles(base: dict[str, Any], own: dict[str, Any], drop: set[str]) -> dict[str, Any]:
    """Put a catalog's own roles over those of its base: new, changed and replaced ones, without what is dropped."""
    gone = drop - set(own)
    changes = {name for name, role in own.items() if role.get("change") == "true"}
    replaced = (set(base) & set(own)) - changes
    roles = {name: apart(role, gone | replaced, gone) for name, role in base.items() if name not in gone}
    for name, role in own.items():
        roles[name] = apart(changed(roles[name], role) if name in changes else role, gone, gone)
    return roles


def apart(role: dict[str, Any], unpaired: set[str], gone: set[str]) -> dict[str, Any]:
    """Take roles out of what a role works with or may not be held with, and out of what it combines."""
    left = {key: [name for name in role.get(key, []) if name not in unpaired] for key in ("works-with", "not-with")}
    if "combines" in role:
        combined = [name for name in role["combines"]["roles"] if name not in gone]
        left["combines"] = role["combines"] | {"roles": combined}
    return role | left


def changed(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Give a role with what a file changes in it."""
    role = base | change
    for key in LISTS:
        role[key] = base.get(key, []) + change.get(key, [])
    for key in MAPPINGS:
        merged = base.get(key, {}) | change.get(key, {})
        role[key] = {name: value for name, value in merged.items() if value not in ("null", "~", "")}
    if not role["combines"]:
        del role["combines"]
    return role


def read_role(role: dict[str, Any], roles: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Gather what a role requires, given all roles of the catalog."""
    staffing = role.get("staffing", {})
    return {
        "id": role["id"],
        "names": [text for text, named in names.items() if named == role["id"]],
        "required": role.get("required", "true") == "true",
        "people": int(staffing.get("people", 1)),
        "fte": Fraction(staffing.get("fte", 0)),
        "responsibilities": [item["id"] for item in role["responsibilities"]],
        "skills": all_skills(role, roles),
        "works-with": both_ways("works-with", role["id"], roles),
        "not-with": both_ways("not-with", role["id"], roles),
    }


def both_ways(key: str, name: str, roles: dict[str, Any]) -> set[str]:
    """Name the roles that this role names, and those that name it."""
    named = {other for other in roles[name].get(key, []) if other in roles}
    return named | {other for other, role in roles.items() if name in role.get(key, [])}


def own_skills(role: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """Read the skills in a role's own file."""
    skills = {}
    for skill, wanted in role["skills"].items():
        if isinstance(wanted, dict):
            skills[skill] = (wanted.get("need", "required"), int(wanted["level"]))
        else:
            skills[skill] = ("required", int(wanted))
    return skills


def all_skills(role: dict[str, Any], roles: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """Read a role's own skills and those it combines, each at the higher level."""
    skills = own_skills(role)
    combines = role.get("combines", {"level": "0", "roles": []})
    for other in combines["roles"]:
        if other not in roles:
            continue
        for skill, (need, _) in own_skills(roles[other]).items():
            if need == "required":
                own_level = skills.get(skill, ("required", 0))[1]
                skills[skill] = ("required", max(own_level, int(combines["level"])))
    return skills


# --- names ---------------------------------------------------------------------------------------

SEPARATORS = " \t\u00a0_-\u2010\u2011./&"
SENIORITY = {"junior", "senior", "sr", "jr", "lead", "principal", "staff", "associate", "chief"}
GRADES = {"i", "ii", "iii", "iv", "1", "2", "3", "4"}


@cache
def fold(text: str) -> str:
    """Take away what does not matter in a name: case, and what stands between words."""
    return "".join(letter for letter in normalize("NFC", text).casefold() if letter not in SEPARATORS)


def skill_texts(files: dict[str, Any]) -> list[tuple[str, str]]:
    """Pair each name of a skill or tool with the skill's id or the tool's name."""
    skills = [
        (text, skill["id"])
        for skill in files["skills"].values()
        for text in (skill["id"], skill["title"], *skill.get("aliases", []))
    ]
    tools = [(text, name) for name, tool in files["tools"].items() for text in (name, *tool.get("aliases", []))]
    return skills + tools


def role_texts(roles: dict[str, Any]) -> list[tuple[str, str]]:
    """Pair each name of a role with its id."""
    return [
        (text, name)
        for name, role in roles.items()
        for text in (name, *([role["title"]] if "title" in role else []), *role.get("aliases", []))
    ]


def names_of(base: list[tuple[str, str]], own: list[tuple[str, str]], there: set[str]) -> dict[str, str]:
    """Give each name what it stands for; a catalog's own names win, of the base's those of what is there still stay."""
    taken = {fold(text) for text, _ in own}
    return {text: named for text, named in base if fold(text) not in taken and named in there} | dict(own)


def look_up(catalog: dict[str, Any], kind: str, text: str) -> str | None:
    """Find what a name stands for, however it is written; names are folded once for a catalog."""
    key = f"folded {kind}"
    if key not in catalog:
        catalog[key] = {fold(name): named for name, named in catalog[kind].items()}
    found: str | None = catalog[key].get(fold(text))
    return found


def role_id(catalog: dict[str, Any], text: str) -> str:
    """Find the role of this id, title or alias, with as few words of seniority taken off as it takes."""
    for title in titles(text):
        if found := look_up(catalog, "role-names", title):
            return found
    raise KeyError(text)


def titles(text: str) -> Iterator[str]:
    """Give a title, and then with more and more words of seniority taken off at either end, never all of it."""
    yield text
    words = [word for word in re.split(f"[{re.escape(SEPARATORS)}]+", text) if word]
    shorter = []
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            head = " ".join(words[:start]).casefold().replace("head of", "chief").split()
            tail = [word.casefold() for word in words[end:]]
            if set(head) <= SENIORITY and set(tail) <= SENIORITY | GRADES:
                shorter.append(words[start:end])
    for title in sorted(shorter, key=len, reverse=True):
        yield " ".join(title)


def skill_name(catalog: dict[str, Any], text: str) -> str:
    """Find the id of the skill or the name of the tool that a name stands for; the name itself where it has none."""
    short = re.sub(r"\s+([0-9][0-9.]*|[vV][0-9]+)$", "", text)
    return look_up(catalog, "skill-names", text) or look_up(catalog, "skill-names", short) or text.strip()
