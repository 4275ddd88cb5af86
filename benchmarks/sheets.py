"""Time `mlops-team import` of a matrix of 1,000 people by 200 skills, as CSV and as a workbook, and its memory.

Usage: python benchmarks/sheets.py [--repeat N] [--seed N]

Two cells in five have a level: a team file can hold 200,000 values. CPU time is checked, since the time
on the clock depends on what else the machine does.
"""

import argparse
import csv
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import xlsxwriter

from mlops_team.inputs.catalog import load_catalog

PEOPLE, SKILLS = 1_000, 200
FILLED = 0.4
LIMITS = {".csv": 1.0, ".xlsx": 2.0}  # seconds
MEMORY_LIMIT = 300  # MB
TITLES = ("Data Scientist", "ML Engineer", "Analytics Engineer", "SRE", "Product Manager")
KB = 1_024  # in a MB


class Use(NamedTuple):
    """What a run took."""

    wall: float  # seconds
    cpu: float  # seconds
    peak: float  # MB


def matrix(seed: int) -> list[list[str]]:
    """Return a made-up matrix, most of whose names the catalog knows."""
    rng = random.Random(seed)
    catalog = load_catalog()
    known = [*catalog.skills, *catalog.tools][: SKILLS - 20]
    names = [*known, *(f"Skill of ours {number}" for number in range(SKILLS - len(known)))]
    rows = [["Name", "Job title", "FTE", *names]]
    for number in range(PEOPLE):
        levels = [str(rng.randint(0, 5)) if rng.random() < FILLED else "" for _ in names]
        rows.append([f"Member {number:04}", rng.choice(TITLES), rng.choice(("0.5", "1")), *levels])
    return rows


def write(rows: list[list[str]], folder: Path) -> list[Path]:
    """Write a table in both formats."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    files = [folder / f"skills{ending}" for ending in LIMITS]
    files[0].write_text(text.getvalue(), encoding="utf-8")
    with xlsxwriter.Workbook(str(files[1]), {"strings_to_numbers": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return files


def use(file: Path) -> Use:
    """Import a file in a process of its own."""
    command = [sys.executable, "-m", "mlops_team", "import", str(file), "--isolated"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    wall, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Use(wall, cpu, after.ru_maxrss / KB)


def main() -> int:
    """Measure both formats; return 1 when either takes more than its limit."""
    parser = argparse.ArgumentParser(description="Time mlops-team import of a large matrix.")
    parser.add_argument("--repeat", type=int, default=5, help="how often each format is timed (5)")
    parser.add_argument("--seed", type=int, default=1, help="another one makes another matrix")
    options = parser.parse_args()
    os.environ.pop("MLOPS_TEAM_AS_OF", None)
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for file in write(matrix(options.seed), Path(folder)):
            uses = [use(file) for _ in range(options.repeat)]
            wall, cpu = median(use.wall for use in uses), median(use.cpu for use in uses)
            peak, limit = max(use.peak for use in uses), LIMITS[file.suffix]
            kept = kept and cpu <= limit and peak <= MEMORY_LIMIT
            took = f"{wall:.2f} s, {cpu:.2f} s of CPU (at most {limit:g})"
            print(f"{PEOPLE:,} by {SKILLS} {file.suffix:<5} {took}, {peak:.0f} MB (at most {MEMORY_LIMIT})")
    print("ok" if kept else "over")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
