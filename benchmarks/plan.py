"""Time `mlops-team plan` by the size of the team, beside the import of its solver.

Usage: python benchmarks/plan.py [--repeat N] [--most MEMBERS] [--seed N]

Plans run as users run them, each in a process of its own, on random teams: half of the members hold a role, and each
has two in five of a role's skills, mostly below its level, so that the search is hard. Teams in which nobody holds a
role, and in which all are alike, are harder. Everything works in a single thread, so times on the processor are what a
quiet machine takes, however busy this machine is.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

SIZES = (3, 10, 30, 100, 300, 1_000)
SMALL, TIMES = 10, 3.0  # a team of so many may take so many times the import of the solver
SEEDS = 5  # teams of that size
LIMIT = "20"  # seconds for teams that may end without proof
GOALS = ("staffed", "skilled", "resilient")
TODAY = "2026-11-23"
OTHER_ROLES, OTHER_MEMBERS = 15, 40
CODES = (0, 1)
HELD, HOLDING = 0.4, 0.5  # which share of a role's skills a member has, and of the members holds a role


def seconds(command: list[str], repeat: int = 1) -> tuple[float, str]:
    """Run a command some times, and return its median time on the processor and what it wrote."""
    took, out = [], ""
    for _ in range(repeat):
        start = _used()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        took.append(_used() - start)
        if done.returncode not in CODES:
            sys.exit(f"{' '.join(command)}: {done.stderr}")
        out = done.stdout
    return median(took), out


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def team(people: int, roles: list[dict[str, Any]], seed: int, holding: float = HOLDING) -> dict[str, Any]:
    """Return a random team."""
    rng = random.Random(seed * 10_000 + people)
    members = []
    for number in range(people):
        role = rng.choice(roles)
        required = [skill for skill in role["skills"] if skill["need"] == "required"]
        skills = {skill["skill"]: rng.randint(1, skill["level"]) for skill in required if rng.random() < HELD}
        member = {"name": f"Member {number:04}", "skills": skills, "allocation": rng.choice((0.1, 0.5, 1))}
        members.append(member | ({"roles": [role["id"]]} if rng.random() < holding else {}))
    return {"team": f"{people} members", "members": members}


def alike(people: int, roles: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a team of people who have every skill at level 1 and no role."""
    skills = {skill["skill"]: 1 for role in roles for skill in role["skills"]}
    return {"team": f"{people} alike", "members": [{"name": f"P{i}", "skills": skills} for i in range(people)]}


def other_catalog(folder: Path) -> list[dict[str, Any]]:
    """Write a catalog of many roles, and return them as `mlops-team roles` prints them."""
    rng = random.Random(1)
    skills = [f"skill-{number}" for number in range(40)]
    names = ["none", "first", "second", "third", "fourth", "fifth"]
    head = {"id": "many", "version": "1", "title": "Many", "levels": names, "sources": {"policy": {"title": "Ours"}}}
    write(folder / "catalog.yaml", head)
    write(folder / "skills.yaml", {"skills": [{"id": id, "title": id, "description": id} for id in skills]})
    roles = []
    for number in range(OTHER_ROLES):
        levels = {skill: rng.randint(2, 3) for skill in rng.sample(skills, 5)}
        role: dict[str, Any] = {
            "id": f"role-{number}",
            "title": f"Role {number}",
            "purpose": "x",
            "skills": levels,
        }
        duty = {"id": f"do-{number}", "text": "x", "source": "policy"}
        write(folder / f"role-{number}.yaml", {**role, "staffing": {"fte": 0.2}, "responsibilities": [duty]})
        listed = [{"skill": skill, "level": level, "need": "required"} for skill, level in levels.items()]
        roles.append(role | {"skills": listed})
    return roles


def write(file: Path, value: object) -> None:
    """Write a value as JSON, which is YAML."""
    file.write_text(json.dumps(value), encoding="utf-8")


def row(file: Path, value: dict[str, Any], repeat: int, *options: str) -> list[float]:
    """Plan a team for each goal, print what it took, and return that."""
    write(file, value)
    took, cells = [], []
    for goal in GOALS:
        command = [sys.executable, "-m", "mlops_team", "plan", str(file), "--goal", goal, "-f", "json"]
        wall, out = seconds([*command, "--as-of", TODAY, "--by", TODAY, "--isolated", *options], repeat)
        plan = json.loads(out)
        gap = "" if plan["optimal"] else f" ({plan['bound']})"
        cells.append(f"{wall:7.2f} s, cost {plan['cost']}{gap}")
        took.append(wall)
    print(f"  {value['team']:<28}" + "".join(f"{cell:<24}" for cell in cells), flush=True)
    return took


def main() -> int:
    """Measure everything; return 1 when a small team takes too long."""
    parser = argparse.ArgumentParser(description="Time mlops-team plan by the size of the team.")
    parser.add_argument("--repeat", type=int, default=5, help="how often teams of up to 100 are timed (5)")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="leave out larger teams")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other teams")
    options = parser.parse_args()
    os.environ.pop("MLOPS_TEAM_AS_OF", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, as the solver is
    with tempfile.TemporaryDirectory() as folder:
        imported, _ = seconds([sys.executable, "-c", "import highspy"], options.repeat)
        print(f"python -c 'import highspy': {imported:.2f} s")
        print(f"  {'':<28}" + "".join(f"{goal:<24}" for goal in GOALS))
        _, out = seconds([sys.executable, "-m", "mlops_team", "roles", "-f", "json", "--isolated"])
        roles = [role for role in json.loads(out)["roles"] if role["required"]]
        file, worst = Path(folder, "team.yaml"), 0.0
        for size in (size for size in SIZES if size <= options.most):
            for seed in range(options.seed, options.seed + (SEEDS if size == SMALL else 1)):
                value = team(size, roles, seed)
                wall = row(file, value, options.repeat if size <= SIZES[3] else 1)
                worst = max(worst, *wall) if size == SMALL else worst
        row(file, alike(SMALL, roles), 1, "--time-limit", LIMIT)
        if options.most >= SIZES[-1]:
            value = team(SIZES[-1], roles, options.seed, 0) | {"team": f"{SIZES[-1]}, nobody holds a role"}
            row(file, value, 1, "--time-limit", LIMIT)
        catalog = Path(folder, "roles")
        catalog.mkdir()
        value = team(OTHER_MEMBERS, other_catalog(catalog), options.seed)
        row(file, {**value, "team": f"{OTHER_MEMBERS} members, {OTHER_ROLES} roles"}, 1, "--roles", str(catalog))
    kept = worst <= TIMES * imported
    print(f"{SMALL} members: {worst / imported:.1f} times the import, at most {TIMES:g}: {'ok' if kept else 'over'}")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
