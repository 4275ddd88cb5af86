"""A second opinion on `diff`: two json reports and the team files they are about, compared without the program.

`edited` makes the second team of a random pair.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from oracle import RULES, read_listed
from oracle_catalog import role_id, skill_name

Json = dict[str, Any]
CODES = {name: code for code, (name, _, _) in RULES.items()}


class Side:
    """A report and its team file, whose scalars are the text that is written there."""

    def __init__(self, report: Json, raw: Json, catalog: Json) -> None:
        [self.team] = report["teams"]
        self.raw = raw
        self.roles = {role["role"]: (role["status"], role["coverage"]) for role in self.team["roles"]}
        self.members = {
            member["name"]: member | {"id": written.get("id"), "written": written}
            for member, written in zip(self.team["members"], raw["members"], strict=True)
        }
        self.catalog = catalog  # as `read_catalog` gives it

    def skills(self, name: str) -> dict[str, int | None]:
        skills = self.members[name]["written"].get("skills", {})
        if isinstance(skills, dict):
            skills = {key: int(level) if level.isdigit() else level or None for key, level in skills.items()}
        return read_listed(skills, self.catalog)

    def entry(self, finding: Json) -> object:
        """Return the own text of the entry that a finding is about, by where it is."""
        parts = finding["location"]["pointer"].split("/")[1:]
        if finding["code"] in ("MT602", "MT603"):
            return self.raw["objectives"][int(parts[1])]["goal"]
        if finding["code"] == "MT705":
            return self.raw["reviews"]["actions"][int(parts[2])]["what"]
        if parts[:1] == ["not-needed"]:
            return skill_name(self.catalog, self.raw["not-needed"][int(parts[1])]["skill"])
        if finding["code"].startswith("MT80"):
            waiver = self.raw["waivers"][int(parts[1])]
            role, skill = waiver.get("role"), waiver.get("skill")
            rule = CODES.get(waiver["rule"], waiver["rule"])
            role = role and role_id(self.catalog, role)
            return rule, role, waiver.get("member"), skill and skill_name(self.catalog, skill)
        return None

    def who(self, name: str, other: Side) -> object:
        """Return what is the same on both sides for one person."""
        if name not in self.members:
            return ("nobody", name)
        partner = partner_of(name, self, other)
        if partner is None:
            return (id(self), name)
        return tuple(sorted([(id(self), name), (id(other), partner)]))


def partner_of(name: str, side: Side, other: Side) -> str | None:
    """Return the name that a member has on the other side: of the same id, else of the same name."""
    id = side.members[name]["id"]
    if id is not None:
        for candidate, member in other.members.items():
            if member["id"] is not None and member["id"].casefold() == id.casefold():
                return str(candidate)
    if name not in other.members:
        return None
    theirs: str | None = other.members[name]["id"]
    if theirs is not None and (
        id is not None or any((one["id"] or "").casefold() == theirs.casefold() for one in side.members.values())
    ):
        return None
    return name


def expected(old: Side, new: Side) -> Json:
    """Return what `diff -f json` should print, findings by their fingerprints."""
    joined = [name for name in new.members if partner_of(name, new, old) is None]
    left = [name for name in old.members if partner_of(name, old, new) is None]
    renamed = list(renames(left, joined, old, new))
    return {
        "coverage": [old.team["coverage"], new.team["coverage"]],
        "roles": [
            {"role": role, "status": [old.roles[role][0], state[0]], "coverage": [old.roles[role][1], state[1]]}
            for role, state in new.roles.items()
            if old.roles[role] != state
        ],
        "members": {
            "joined": [name for name in joined if name not in [pair[1] for pair in renamed]],
            "left": [name for name in left if name not in [pair[0] for pair in renamed]],
            "renamed": renamed,
            "changed": [
                {"name": name, "what": what}
                for name in new.members
                if (partner := partner_of(name, new, old)) is not None
                and (what := list(differences(partner, name, old, new)))
            ],
        },
        "findings": groups(old, new),
    }


def renames(left: list[str], joined: list[str], old: Side, new: Side) -> Iterator[list[str]]:
    def looks(side: Side, name: str) -> tuple[list[str], list[tuple[str, int | None]]]:
        return sorted(side.members[name]["roles"]), sorted(side.skills(name).items())

    for name in joined:
        same = [one for one in left if looks(old, one) == looks(new, name)]
        twins = [one for one in joined if looks(new, one) == looks(new, name)]
        if len(same) == len(twins) == 1:
            ids = (old.members[same[0]]["id"], new.members[name]["id"])
            if None in ids:
                yield [same[0], name]


def differences(before: str, after: str, old: Side, new: Side) -> Iterator[Json]:
    one, other = old.members[before], new.members[after]

    def change(field: str, was: object, is_now: object, skill: str | None = None) -> Json:
        return {"field": field, "skill": skill, "from": was, "to": is_now}

    if before != after:
        yield change("name", before, after)
    if set(one["roles"]) != set(other["roles"]):
        yield change("roles", one["roles"], other["roles"])
    shares = [float(member["written"].get("allocation", 1)) for member in (one, other)]
    if shares[0] != shares[1]:
        was, is_now = (
            share if "allocation" in member["written"] else None
            for share, member in zip(shares, (one, other), strict=True)
        )
        yield change("allocation", was, is_now)
    for field in ("from", "until"):
        if one["written"].get(field) != other["written"].get(field):
            yield change(field, one["written"].get(field), other["written"].get(field))
    levels = old.skills(before), new.skills(after)
    for skill in sorted(levels[0].keys() | levels[1].keys()):
        if levels[0].get(skill) != levels[1].get(skill):
            yield change("level", levels[0].get(skill), levels[1].get(skill), skill)


def groups(old: Side, new: Side) -> Json:
    boxes: tuple[dict[object, list[Json]], ...] = (defaultdict(list), defaultdict(list))
    for side, other, box in ((old, new, boxes[0]), (new, old, boxes[1])):
        for finding in side.team["findings"]:
            member = finding["member"]
            who = None if member is None else side.who(member, other)
            pair = finding["data"].get("with") if finding["code"] == "MT504" else None
            box[(finding["code"], finding["role"], pair, who, finding["skill"], side.entry(finding))].append(finding)
    found: Json = {"new": [], "worse": [], "waived": [], "fixed": [], "remaining": 0}
    for key in boxes[0].keys() | boxes[1].keys():
        before, after = boxes[0].get(key, []), boxes[1].get(key, [])
        for index in range(max(len(before), len(after))):
            was = before[index] if index < len(before) else None
            is_now = after[index] if index < len(after) else None
            name = becomes(was, is_now)
            if name == "remaining":
                found["remaining"] += 1
            else:
                finding = is_now or was
                assert finding is not None
                found[name].append(finding["fingerprint"])
    return {name: sorted(found[name]) if name != "remaining" else found[name] for name in found}


def becomes(was: Json | None, is_now: Json | None) -> str:
    if is_now is None:
        return "fixed"
    if is_now["waiver"]:
        return "remaining" if was and was["waiver"] else "waived"
    if was is None or was["waiver"]:
        return "new"
    return "worse" if worsens(was, is_now) else "remaining"


def worsens(was: Json, is_now: Json) -> bool:
    if is_now["code"] == "MT103" and set(is_now["data"]["roles"]) - set(was["data"]["roles"]):
        return True
    return "weight" in was and bool(is_now["weight"] > was["weight"])


def edited(rng: random.Random, team: Json, other: Json) -> Json:
    """Return a team after a few edits, some of them taken from another team."""
    team = deepcopy(team)
    for _ in range(rng.choice((0, 1, 2, 4))):
        if rng.random() < 0.3:
            rng.choice(TEAM_EDITS)(rng, team, other)
        elif team["members"]:
            rng.choice(MEMBER_EDITS)(rng, team, rng.choice(team["members"]))
    return team


def join(rng: random.Random, team: Json, other: Json) -> None:
    joining = rng.choice(other["members"] or [{"name": "Somebody new"}])
    if joining["name"] not in [member["name"] for member in team["members"]] and "id" not in joining:
        team["members"].append(deepcopy(joining))


def drop(rng: random.Random, team: Json, _other: Json) -> None:
    team.pop(rng.choice(("waivers", "objectives", "reviews", "forums", "external")), None)


def leave(_rng: random.Random, team: Json, member: Json) -> None:
    team["members"].remove(member)
    owned = team.get("owners", {})
    team["owners"] = {duty: owner for duty, owner in owned.items() if owner != member["name"]}


def rename(_rng: random.Random, team: Json, member: Json) -> None:
    old, member["name"] = member["name"], f"New {member['name']}"[:60]
    owned = team.get("owners", {})
    team["owners"] = {duty: member["name"] if owner == old else owner for duty, owner in owned.items()}


def identify(rng: random.Random, _team: Json, member: Json) -> None:
    if member.pop("id", None) is None:
        member["id"] = f"id-{rng.randrange(10**9)}"


def change_level(rng: random.Random, _team: Json, member: Json) -> None:
    if isinstance(member.get("skills"), dict) and member["skills"]:
        member["skills"][rng.choice(list(member["skills"]))] = rng.randrange(6)


def change_roles(rng: random.Random, _team: Json, member: Json) -> None:
    member["roles"] = rng.sample(["data-scientist", "data-engineer", "ml-engineer"], rng.randrange(3))


def change_dates(rng: random.Random, _team: Json, member: Json) -> None:
    member.pop("from", None)
    member["until"] = rng.choice(("2026-11-01", "2026-12-01", "2027-12-01"))


def change_share(rng: random.Random, _team: Json, member: Json) -> None:
    member["allocation"] = rng.choice(("0.1", "0.5", "1"))


TEAM_EDITS = (join, drop)
MEMBER_EDITS = (leave, rename, identify, change_level, change_roles, change_dates, change_share)
