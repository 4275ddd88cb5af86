"""Small random team files that are valid and sit close to where the rules change their mind.

`random_team` makes one, `shuffled` writes the same team in another order, `to_yaml` gives its text.
A catalog of one's own, in which the rules fire that the built-in one has no occasion for, is
written by `write_own_catalog`.
"""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from oracle import EVERY, NEAR_SKILLS, RULES, Case, Finding, before_waivers
from oracle_catalog import role_id, skill_name

# Some of these are something else than text in older versions of YAML, or need quotes.
NAMES = (
    *("Ines Duarte", "Bo O'Neil", "Chloé", "no", "on", "Yes", "李雷", "Dr. X: on call"),
    *("Óscar #2", "null", "007", "1:30", "[ops]", "Ana, the first", "2026-01-01", 'Zoë "Z"'),
)
TEXTS = ("Halve the losses", "no", "off", "< 250000", "a: b", "true", "0x1F", "~", "3.10", "& so on")
FAR_SKILLS = ("juggling", "sourdough", "falconry")
ALLOCATIONS: tuple[Any, ...] = ("0.35", "0.3", Decimal("0.7"), Decimal("0.10"), "0.60", 1, "1.0")
SMALL_ALLOCATIONS: tuple[Any, ...] = ("0.1", Decimal("0.05"), "0.2", Decimal("0.3"), "0.01")
HORIZONS = (0, 14, 30, 90, 92, 366)
WAIVABLE = tuple(code for code in RULES if not code.startswith("MT8"))
OFTEN = ("MT105", "MT105", "MT105", "MT105")  # else hardly ever waived
SEPARATORS = (" ", "-", "_", ".", "/", "&")
SENIOR = ("Senior {}", "Sr. {}", "Lead {}", "Head of {}", "{} II", "{} Lead", "Principal {} 3", "chief_{}")
UNORDERED = {"members", "forums", "external", "vacancies", "roles", "skills", "not-needed"}


class Maker:
    """Makes the parts of one team; the more care is taken (0 to 1), the fewer findings it has."""

    def __init__(self, rng: random.Random, catalog: dict[str, Any], as_of: date) -> None:
        self.rng = rng
        self.catalog = catalog
        self.as_of = as_of
        self.care = rng.choice((0.1, 0.4, 0.7, 0.9, 0.97, 1.0))
        self.roles = sorted(catalog["roles"])
        self.names: dict[str, list[str]] = {}  # of skills and tools
        for text, named in catalog["skill-names"].items():
            self.names.setdefault(named, []).append(text)
        self.showing = {
            skill: [tool for tool, shows in catalog["tools"].items() if skill in shows] for skill in catalog["skills"]
        }
        self.vague = rng.choice((0.0, 0.0, 0.0, 0.1, 0.3, 1.0))  # how often a level is left open
        self.people: list[dict[str, Any]] = []

    def chance(self, probability: float) -> bool:
        """Say yes with this probability."""
        return self.rng.random() < probability

    def well(self) -> bool:
        """Say yes when this is done as it should be."""
        return self.chance(self.care)

    def future(self, *horizons: int) -> str:
        """Give a day around one of the horizons ahead."""
        days = self.rng.choice(horizons or HORIZONS) + self.rng.choice((-1, 0, 1))
        return (self.as_of + timedelta(days=days)).isoformat()

    def past(self, *horizons: int) -> str:
        """Give a day around one of the horizons back."""
        days = self.rng.choice(horizons or HORIZONS) + self.rng.choice((-1, 0, 1))
        return (self.as_of - timedelta(days=days)).isoformat()

    def text(self) -> str:
        """Give some text."""
        return self.rng.choice(TEXTS)

    def called(self, role: str) -> str:
        """Give one of the names of a role, now and then oddly written."""
        if self.chance(0.7):
            return role
        name = self.oddly(str(self.rng.choice(self.catalog["roles"][role]["names"])))
        if self.chance(0.3):
            name = self.rng.choice(SENIOR).format(name)
        return name if role_id(self.catalog, name) == role else role

    def oddly(self, name: str) -> str:
        """Write a name as somebody else might."""
        name = self.rng.choice((name, name.upper(), name.lower(), name.title()))
        return name.replace(self.rng.choice(SEPARATORS), self.rng.choice(SEPARATORS))

    def skill_called(self, skill: str) -> str:
        """Give one of the names of a skill or tool, now and then oddly written or with a version."""
        if self.chance(0.6) or skill not in self.names:
            return skill
        name = self.oddly(str(self.rng.choice(self.names[skill])))
        if self.chance(0.1):
            name += self.rng.choice((" 3.12", " 2", " v4"))
        return name if skill_name(self.catalog, name) == skill else skill

    def level_called(self, level: int) -> int | str:
        """Give a level as a number or by its name."""
        names = self.catalog["levels"]
        return self.rng.choice((names[level], names[level].upper())) if names and self.chance(0.1) else level

    def member_name(self) -> str:
        """Give the name of some member, or of nobody when the team is empty."""
        return str(self.rng.choice(self.people)["name"]) if self.people else "Nobody"

    def holders(self, role: str) -> list[dict[str, Any]]:
        """List the members who were given the role, active or not."""
        return [member for member in self.people if role in member["roles"]]

    # members

    def add_people(self) -> None:
        """Add up to seven members with their roles, which still have their ids."""
        names = self.rng.sample(NAMES, self.rng.randint(0, 7))
        numbers = self.rng.sample(range(len(NAMES)), len(names))
        for name, number in zip(names, numbers, strict=True):
            member: dict[str, Any] = {"name": name, "roles": []}
            if self.chance(0.5):
                member["id"] = f"p{number}@example.com"
            self.people.append(member)
            self.add_roles(member, self.rng.choice((0, 1, 1, 1, 2, 2, 4)))

    def add_roles(self, member: dict[str, Any], count: int) -> None:
        """Give a member some roles, mostly ones that the team does not have yet."""
        for _ in range(count):
            free = [role for role in self.roles if not self.holders(role)]
            role = self.rng.choice(free if free and self.well() else self.roles)
            if role not in member["roles"]:
                member["roles"].append(role)

    def fill_member(self, member: dict[str, Any]) -> None:
        """Give a member skills, time, dates and things to learn."""
        if self.chance(0.9):
            member["skills"] = self.skills(member["roles"])
        if self.chance(0.6):
            careless = self.chance(0.6) and not self.well()
            member["allocation"] = self.rng.choice(SMALL_ALLOCATIONS if careless else ALLOCATIONS)
        if self.chance(0.95) if self.well() else self.chance(0.5):
            member["acknowledged"] = self.past(0, 30) if self.well() else self.past(366)
        if self.chance(0.3):
            member["assessed"] = self.past(183, 366, 366) if self.chance(0.9) else self.future(0, 30)
        if self.chance(0.15):
            member["from"] = self.past(0, 366)
        if self.chance(0.1) if self.well() else self.chance(0.4):
            member["until"] = self.future(0, 90, 30)
        if member.get("until", "9") < member.get("from", ""):
            member["from"] = member["until"]
        if self.chance(0.4):
            member["learning"] = [self.learning() for _ in range(self.rng.choice((0, 1, 1, 2)))]

    def skills(self, roles: list[str]) -> dict[str, Any] | list[str]:
        """Give skills that fit the roles more or less, and perhaps somebody else's too."""
        skills: dict[str, int] = {}
        wanted = list(roles)
        if self.chance(0.4):
            wanted.append(self.rng.choice(self.roles))
        gap = self.rng.choice((0.0, 0.0, 0.1, 0.4, 1.0)) * (1.1 - self.care)
        for role in wanted:
            for skill, (_, level) in self.catalog["roles"][role]["skills"].items():
                if not self.chance(gap):
                    skills[skill] = max(skills.get(skill, 0), min(5, level + self.rng.choice((0, 1, 2))))
                elif self.chance(0.5):
                    skills.setdefault(skill, self.rng.randrange(level))
        if self.chance(0.1):
            skills = {}
        if skills and self.chance(0.15):
            del skills[self.rng.choice(sorted(skills))]
        if self.chance(0.05):
            skills[self.rng.choice(sorted(NEAR_SKILLS))] = self.rng.randint(0, 5)
        if self.chance(0.05):
            skills[self.rng.choice(FAR_SKILLS)] = self.rng.randint(0, 5)
        written = self.as_written(skills)
        return list(written) if self.chance(0.15) else written

    def as_written(self, skills: dict[str, int]) -> dict[str, Any]:
        """Write skills by their names or by tools that show them, some twice and some without a level."""
        tooled, written = self.rng.choice((0.0, 0.0, 0.15, 0.8)), dict[str, Any]()
        for skill, level in skills.items():
            tools = self.showing.get(skill, [])
            names = [self.rng.choice(tools)] if tools and self.chance(tooled) else [skill]
            if self.chance(0.05):
                names.append(self.rng.choice([skill, *tools]))
            for name in names:
                open_level = self.chance(self.vague)
                written[self.skill_called(name)] = None if open_level else self.level_called(level)
        for _ in range(self.rng.choice((0, 0, 0, 1, 3))):
            tool = self.rng.choice(sorted(self.catalog["tools"]))
            written[self.skill_called(tool)] = None if self.chance(self.vague) else self.rng.randint(0, 5)
        return written

    def learning(self) -> dict[str, Any]:
        """Give a learning item."""
        skills = sorted(self.catalog["skills"])
        tools = sorted(tool for tool, shows in self.catalog["tools"].items() if shows)
        skill = self.rng.choice(tools if self.chance(0.2) else skills)
        if self.chance(0.03):
            skill = self.rng.choice((*FAR_SKILLS, "Python"))
        by = self.future() if self.well() else self.past()
        return {"skill": self.skill_called(skill), "level": self.level_called(self.rng.randint(1, 5)), "by": by}

    def split_role(self) -> None:
        """Let two members hold a role, each with what the other has not."""
        role = self.rng.choice(self.roles)
        asked = self.catalog["roles"][role]["skills"]
        if len(self.people) < 2 or len(asked) < 2:
            return
        pair = self.rng.sample(self.people, 2)
        for member in self.people:
            member["roles"] = [one for one in member["roles"] if one != role or member in pair]
        for index, (skill, (_, level)) in enumerate(sorted(asked.items())):
            self.set_level(pair[index % 2], skill, level)
            self.set_level(pair[1 - index % 2], skill, level - 1)
        for member in pair:
            member["roles"] = sorted({*member["roles"], role})

    @staticmethod
    def set_level(member: dict[str, Any], skill: str, level: int) -> None:
        """Write one level into a member's skills, which become a mapping."""
        skills = member.get("skills", {})
        skills = dict.fromkeys(skills, 3) if isinstance(skills, list) else skills
        member["skills"] = skills | {skill: level}

    def name_roles(self) -> None:
        """Write the members' roles as people do."""
        for member in self.people:
            member["roles"] = [self.called(role) for role in member["roles"]]
            if not member["roles"] and self.chance(0.5):
                del member["roles"]

    # the rest of the team

    def external(self) -> list[dict[str, Any]]:
        """Give external entries, the more so for roles that nobody holds."""
        entries = []
        for role in self.roles:
            free = not self.holders(role)
            if (free and self.chance(0.8) and self.well()) or self.chance(0.05):
                entry = {"role": self.called(role), "provider": self.text()}
                if self.chance(0.3):
                    entry["until"] = self.future(0, 30, 90, 90)
                entries += [entry] * self.rng.choice((1, 1, 1, 2))
        return [dict(entry) for entry in entries]

    def not_needed(self) -> list[dict[str, Any]]:
        """Give skills that the team does without."""
        entries = []
        skills = sorted(self.catalog["skills"])
        for skill in self.rng.sample(skills, self.rng.choice((0, 0, 0, 1, 2, 5))):
            entry = {"skill": self.skill_called(skill), "reason": self.text()}
            if self.chance(0.5):
                entry["until"] = self.future(0, 0, 30)
            if self.chance(0.3):
                entry["approved-by"] = self.text()
            entries.append(entry)
        return entries

    def vacancies(self) -> list[dict[str, Any]]:
        """Give open positions."""
        entries = []
        for role in self.rng.sample(self.roles, self.rng.choice((0, 0, 1, 2))):
            entry = {"role": self.called(role)}
            if self.chance(0.5):
                entry["since"] = self.past()
            entries.append(entry)
        return entries

    def owners(self) -> dict[str, str]:
        """Give owners, mostly holders of the role."""
        owners = {}
        share = self.rng.choice((0.0, 0.0, 0.05, 0.3, 1.0))
        for role in self.roles:
            for duty in self.catalog["roles"][role]["responsibilities"]:
                holders = [member["name"] for member in self.holders(role)]
                if holders and self.chance(share):
                    owners[duty] = self.rng.choice(holders)
                if self.people and self.chance(0.02) and not self.well():
                    owners[duty] = self.member_name()
        return owners

    def forums(self) -> list[dict[str, Any]]:
        """Give meetings of all, of some or of hardly any roles."""
        if not self.well() and self.chance(0.4):
            return []
        if self.chance(0.15):
            return self.islands()
        entries = []
        for number in range(self.rng.choice((1, 1, 2, 3, 4))):
            some = self.rng.sample(self.roles, min(len(self.roles), self.rng.choice((0, 1, 2, 2, 3, 5))))
            roles: Any = [self.called(role) for role in some]
            entry = {"name": f"{self.text()} {number}", "roles": roles}
            if self.well() and self.chance(0.3):
                entry["roles"] = "all"
            if self.chance(0.6):
                entry["every"] = self.rng.choice(tuple(EVERY))
            entries.append(entry)
        return entries

    def islands(self) -> list[dict[str, Any]]:
        """Give two meetings that have no role in common."""
        staffed = self.rng.sample(self.roles, len(self.roles))
        staffed.sort(key=lambda role: not self.holders(role))
        some = [self.called(role) for role in staffed[: self.rng.choice((2, 3, 4, 6))]]
        half = self.rng.randint(1, len(some) - 1)
        return [{"name": "here", "roles": some[:half]}, {"name": "there", "roles": some[half:]}]

    def objectives(self) -> list[dict[str, Any]]:
        """Give objectives, owned and measured if care is taken."""
        entries = []
        for _ in range(self.rng.choice((1, 1, 2)) if self.well() else 0):
            entry = {"goal": self.text()}
            if self.well():
                entry["metric"] = self.text()
            if self.chance(0.5):
                entry["target"] = self.text()
            holders = [member["name"] for member in self.holders("business-stakeholder")]
            if holders and self.well():
                entry["owner"] = self.rng.choice(holders)
            elif self.chance(0.4):
                entry["owner"] = self.rng.choice((self.member_name(), "Nobody"))
            if self.chance(0.5):
                entry["roi"] = self.text()
            entries.append(entry)
        return entries

    def reviews(self) -> dict[str, Any]:
        """Give when the team looked at itself, and what it wanted to do."""
        reviews: dict[str, Any] = {}
        days = EVERY["quarterly"]
        if self.chance(0.5):
            reviews["every"] = self.rng.choice(tuple(EVERY))
            days = EVERY[reviews["every"]]
        if self.chance(0.9):
            reviews["last"] = self.past(0 if self.well() else days, days, days)
        if self.chance(0.6):
            actions = [self.action() for _ in range(self.rng.choice((0, 1, 1, 2)))]
            reviews["actions"] = actions
        return reviews

    def action(self) -> dict[str, Any]:
        """Give a review action."""
        action: dict[str, Any] = {"what": self.text(), "by": self.future() if self.well() else self.past()}
        if self.chance(0.5):
            action["owner"] = self.member_name()
        if self.chance(0.5):
            action["done"] = self.well()
        return action

    # waivers

    def waiver(self, findings: list[Finding]) -> dict[str, Any]:
        """Give a waiver: mostly one for a finding there is, else one for any rule."""
        subject: dict[str, Any]
        if findings and self.chance(0.75):
            finding = self.rng.choice(findings)
            code = finding.code
            role = self.rng.choice((finding.role, finding.data.get("with", finding.role)))
            subject = {"role": role, "member": finding.member, "skill": finding.skill}
        else:
            code = self.rng.choice((*WAIVABLE, *OFTEN))
            skill = self.rng.choice(sorted(self.catalog["skills"]) + list(FAR_SKILLS))
            subject = {"role": self.rng.choice(self.roles), "skill": skill}
            subject["member"] = self.rng.choice((self.member_name(), "Nobody"))
        waiver = {"rule": self.rng.choice((code, RULES[code][0])), "reason": self.text()}
        fields = RULES[code][2]
        for key in self.rng.sample(fields, self.rng.randint(1, len(fields)) if fields else 0):
            call = {"role": self.called, "skill": self.skill_called}.get(key, str)
            waiver[key] = call(subject[key])
        if self.chance(0.5):
            waiver["approved-by"] = self.text()
        waiver["expires"] = self.future(0, 14, 14, 90, 366)
        return waiver

    # all together

    def team(self) -> dict[str, Any]:
        """Give a whole team."""
        self.add_people()
        for member in self.people:
            self.fill_member(member)
        if self.chance(0.2):
            self.split_role()
        team: dict[str, Any] = {"team": self.text(), "members": self.people}
        if self.chance(0.5):
            team["version"] = 1
        if self.chance(0.5):
            team["product"] = self.text()
        for key in ("external", "vacancies", "owners", "forums", "objectives", "reviews"):
            part = getattr(self, key)()
            if part or self.chance(0.1):
                team[key] = part
        if not_needed := self.not_needed():
            team["not-needed"] = not_needed
        self.name_roles()
        findings = before_waivers(Case(team, self.catalog, self.as_of))
        waivers = [self.waiver(findings) for _ in range(self.rng.choice((0, 0, 1, 2, 3)))]
        if waivers or self.chance(0.1):
            team["waivers"] = waivers
        return team


def random_team(rng: random.Random, catalog: dict[str, Any], as_of: date) -> dict[str, Any]:
    """Make a valid team; `catalog` is what `oracle.read_catalog` gives."""
    return shuffled(rng, Maker(rng, catalog, as_of).team())


def shuffled(rng: random.Random, team: dict[str, Any]) -> dict[str, Any]:
    """Write the same team in another order, which must mean the same."""
    return {key: mixed(rng, key, value) for key, value in mix_keys(rng, team)}


def mixed(rng: random.Random, key: str, value: Any) -> Any:
    """Shuffle a value and all that is in it; lists only where their order says nothing."""
    if isinstance(value, dict):
        return {one: mixed(rng, one, inner) for one, inner in mix_keys(rng, value)}
    if isinstance(value, list):
        inner = [mixed(rng, "", one) for one in value]
        return rng.sample(inner, len(inner)) if key in UNORDERED else inner
    return value


def mix_keys(rng: random.Random, mapping: dict[str, Any]) -> list[tuple[str, Any]]:
    """Give a mapping's entries in any order."""
    return rng.sample(list(mapping.items()), len(mapping))


# --- YAML ----------------------------------------------------------------------------------------

PLAIN = re.compile(r"[^\W\d_](?:[\w ./()@'-]*[\w.)])?|\d{4}-\d\d-\d\d|\d+:\d\d")
NOT_TEXT = re.compile(r"null|true|false", re.IGNORECASE)


def to_yaml(team: dict[str, Any]) -> str:
    """Write a team as YAML that means the same under the 1.2 core schema."""
    return block(team, "")


def block(mapping: dict[str, Any], indent: str) -> str:
    """Write a mapping in block style: a line or more for each key."""
    lines = []
    for key, value in mapping.items():
        head = f"{indent}{scalar(key)}:"
        if value and isinstance(value, dict):
            lines.append(f"{head}\n{block(value, indent + '  ')}")
        elif value and isinstance(value, list) and isinstance(value[0], dict):
            items = [block(item, indent + "    ") for item in value]
            lines.append(f"{head}\n" + "".join(f"{indent}  - {item.lstrip()}" for item in items))
        else:
            lines.append(f"{head} {flow(key, value)}\n")
    return "".join(lines)


def flow(key: str, value: Any) -> str:
    """Write a scalar, a list of scalars or something empty on one line."""
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[" + ", ".join(flow("", item) for item in value) + "]"
    return str(value) if key == "allocation" else scalar(value)


def scalar(value: Any) -> str:
    """Write text, with quotes where it would read as something else, or a number or a yes or no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = PLAIN.fullmatch(value) and not NOT_TEXT.fullmatch(value)
        return value if plain else json.dumps(value, ensure_ascii=False)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


# --- a catalog of one's own ----------------------------------------------------------------------

OWN_CATALOG = {
    "catalog.yaml": """\
id: regulated
version: "2.1"
title: A team whose models somebody else validates
extends: built-in
drop: [solution-architect]
practices: {max-roles-per-person: 2, leaving-horizon-days: 30, review-every: monthly}
""",
    "skills.yaml": """\
skills:
  - {id: model-validation, title: Model validation, description: Challenge a finished model}
  - {id: fairness-review, title: Fairness review, description: See whom a model treats worse}
""",
    "model-validator.yaml": """\
id: model-validator
title: Model Validator
aliases: [Second Line]
purpose: Says whether a model may go live
staffing: {people: 2, fte: 0.75}
responsibilities:
  - {id: validate-models, text: Validate every model before it goes live, source: policy}
  - {id: report-model-risk, text: Report what may go wrong, source: policy}
skills:
  model-validation: 4
  model-engineering: {level: 1, need: desired}
  fairness-review: {level: 2, need: desired}
combines: {level: 1, roles: [data-engineer]}
works-with: [ml-engineer]
not-with: [data-scientist, backend-engineer]
""",
    "data-engineer.yaml": """\
id: data-engineer
title: Data Engineer
purpose: Brings in the data
staffing: {people: 2, fte: 0.35}
responsibilities:
  - {id: ingest-data, text: Load the data, source: policy}
skills: {data-pipelines: 2, data-ingestion: {level: 5}}
works-with: [data-scientist]
""",
}


def write_own_catalog(folder: Path) -> Path:
    """Write a catalog that extends the built-in one into a folder, and give the folder."""
    for name, text in OWN_CATALOG.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
