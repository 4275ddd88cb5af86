"""Time this program beside others and beside bare floors, and hold the ratios against limits.

Usage: python benchmarks/run.py [--repeat N] [--keep] [--growth]

Makes a virtual environment with all of them, and the files that they read, in a temporary folder.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from drawing import Point, drawn
from versions import commit_versions, edited

ROOT = Path(__file__).parent.parent
PEER = "check-jsonschema"
LINTER = "yamllint"
OTHERS = (f"{PEER}==0.39.0", f"{LINTER}==1.38.0")
PEER_LIMIT, FOLDER_LIMIT = 0.33, 0.10  # of what the peer takes
JSON_LIMIT, TEXT_LIMIT, HELP_LIMIT = 1.4, 2.0, 1.3  # of what two commands in typer take
LOAD_LIMIT, JOBS_LIMIT = 3.0, 1.4  # of what reading the YAML takes; times as fast with two processes
MEMORY_LIMIT = 600  # MB more for MANY files than for FEW: the run keeps each team's report
HISTORY_LIMIT, DIFF_LIMIT = 2.0, 1.3  # of auditing as many files; of auditing one file
VERSIONS = 500
FEW, SOME, MANY = 10, 1_000, 10_000
SIZES = (10, 100, 1_000, 10_000, 125_000)  # files of 8 members: the last ones hold a million
OVERVIEW_LIMIT = 0.05  # of what the audit of the same teams takes
GROWTH_LIMIT = 1_024  # MB for the most of them
DRAWING = ROOT / "docs/images/growth.svg"
ROUNDS = 3  # over the folder of SOME files: long enough to differ little
TODAY = "2026-11-23"  # the day for which the audits judge, so that they find the same every day
NAMES = ("Ines", "Omar", "Mei", "Sofia", "Ravi", "Lena", "Tariq", "Noor")
AUDITED = (0, 1)  # exit codes: passed, or with findings
MS, MB = 1_000, 1_024  # in a second; of the kilobytes that the system reports

HELLO = """\
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    print("Hello", name)


@app.command()
def bye(name: str) -> None:
    print("Bye", name)


app()
"""
LOAD = """\
import sys, pathlib, yaml
for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    yaml.load(file.read_bytes(), yaml.CSafeLoader)
"""
OVERVIEW = """\
import sys
from time import perf_counter
from mlops_team.audits.options import Settings, today
from mlops_team.audits.overview import overview
from mlops_team.audits.run import audit_files
from mlops_team.inputs.catalog import load_catalog
settings = Settings(load_catalog(), today())
start = perf_counter()
report = audit_files(sys.argv[1:], settings)
audited = perf_counter()
overview(report)
print((perf_counter() - audited) / (audited - start))
"""


class Use(NamedTuple):
    """What one run of a command took."""

    wall: float  # seconds
    cpu: float  # seconds, of the system on its behalf as well
    peak: float  # MB


class Case(NamedTuple):
    """A command to measure, and the share of the time of the first one of its table that it may take."""

    name: str
    command: list[str]
    limit: float | None = None  # of what the first one took
    codes: tuple[int, ...] = (0,)


def measured(case: Case, env: dict[str, str]) -> Use:
    """Run a command, its output into nothing, and return what it took."""
    nowhere = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)]
    start = perf_counter()
    child = os.posix_spawn(case.command[0], case.command, env, file_actions=nowhere)
    _, status, usage = os.wait4(child, 0)
    wall = perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in case.codes:
        sys.exit(f"{' '.join(case.command)[:200]}: exit code {code}; pass --keep and run it by hand")
    return Use(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MB)


def interleaved(cases: list[Case], repeat: int, env: dict[str, str]) -> list[list[Use]]:
    """Run all cases in turn, so that a slow minute of the machine slows them all; the first turn only warms up."""
    turns = [[measured(case, env) for case in cases] for _ in range(repeat + 1)]
    return [list(uses) for uses in zip(*turns[1:], strict=True)]


def team(number: int, roles: list[dict[str, Any]]) -> str:
    """Return a team file with a member for each role; every second one has gaps."""
    rng = random.Random(number)
    gaps = number % 2 * 0.15
    people = [f"{name} {number:05}" for name in NAMES]
    lines = ["version: 1", f"team: Team {number:05}", "product: Scoring service", "objectives:"]
    lines += ["  - goal: Halve the losses", "    metric: EUR lost per month", f"    owner: {people[0]}"]
    if rng.random() >= gaps:
        lines.append("    roi: EUR 3 M saved a year")
    lines.append("members:")
    for name, person, role in zip(NAMES, people, roles, strict=True):
        lines += [f"  - name: {person}", f"    id: {name.lower()}-{number}@example.com"]
        lines += [f"    roles: [{role['id']}]", f"    allocation: {rng.choice((0.5, 0.8, 1))}", "    skills:"]
        for asked in role["skills"]:
            level = asked["level"] + rng.choice((0, 0, 1))
            if asked is role["skills"][0] or rng.random() >= gaps:
                lines.append(f"      {asked['skill']}: {level - (rng.random() < gaps)}")
        if rng.random() < gaps:
            lines.append("      negotiation: 2")  # of which the catalog knows nothing
        if rng.random() >= gaps:
            lines.append("    acknowledged: 2026-09-01")
    lines += ["forums:", "  - {name: Stand-up, every: daily, roles: all}"]
    lines += ["reviews:", "  every: quarterly", "  last: 2026-10-05", "  actions:"]
    lines.append(f"    - {{what: Say who steps in for whom, owner: {people[1]}, by: 2026-12-31}}")
    return "\n".join(lines) + "\n"


def small_team(number: int, roles: list[dict[str, Any]]) -> str:
    """Return a team file of half a kilobyte: three people, one of them in twenty files, and many gaps."""
    rng = random.Random(number)
    lines = ["version: 1", f"team: Team {number:05}", "members:"]
    for person in (f"shared-{number // 20}", f"first-{number}", f"second-{number}"):
        role = rng.choice(roles)
        skills = ", ".join(f"{required['skill']}: {rng.randint(1, 4)}" for required in role["skills"][:2])
        lines += [f"  - name: Person {person}", f"    id: {person}@example.com", f"    roles: [{role['id']}]"]
        lines += [f"    allocation: {rng.choice((0.05, 0.5, 1))}", f"    skills: {{{skills}}}"]
    return "\n".join([*lines, "reviews: {every: quarterly, last: 2026-10-05}"]) + "\n"


def write_teams(
    folder: Path, count: int, roles: list[dict[str, Any]], text: Callable[[int, list[dict[str, Any]]], str] = team
) -> list[str]:
    """Write that many team files into a new folder and return their paths."""
    folder.mkdir()
    files = [folder / f"{number:05}.team.yaml" for number in range(1, count + 1)]
    for number, file in enumerate(files, 1):
        file.write_text(text(number, roles), encoding="utf-8")
    return [str(file) for file in files]


class Bench(NamedTuple):
    """Where everything is that a measurement needs."""

    folder: Path
    python: str
    ours: list[str]
    peer: list[str]
    linter: list[str]
    env: dict[str, str]
    roles: list[dict[str, Any]]


def prepared(folder: Path) -> Bench:
    """Make a virtual environment with what users get of both programs."""
    (folder / ".git").mkdir()  # no configuration is looked for above it
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    programs = folder / "venv/bin"
    subprocess.run([programs / "python", "-m", "pip", "--quiet", "install", ROOT, *OTHERS], check=True)
    # What the user's shell sets for Python or for this program would be measured too.
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MLOPS_TEAM_"))}
    env["MLOPS_TEAM_AS_OF"] = TODAY
    os.chdir(folder)
    ours = str(programs / "mlops-team")
    printed = subprocess.run([ours, "roles", "--format", "json"], check=True, env=env, capture_output=True)
    roles = json.loads(printed.stdout)["roles"][: len(NAMES)]
    schema = next(folder.glob("venv/lib/python*/site-packages/mlops_team/roles/schemas/team.schema.json"))
    peer = [str(programs / PEER), "--schemafile", str(schema)]
    linter = [str(programs / LINTER), "-d", "relaxed"]
    return Bench(folder, str(programs / "python"), [ours, "audit", "--format"], peer, linter, env, roles)


def table(cases: list[Case], seconds: list[float]) -> bool:
    """Print what each case took and its share of what the first one took; return whether all keep their limits."""
    kept = True
    for case, took in zip(cases, seconds, strict=True):
        share = took / seconds[0]
        verdict = "" if case.limit is None else f"  at most {case.limit:.2f}: {judged(share, case.limit)}"
        kept = kept and (case.limit is None or share <= case.limit)
        print(f"  {case.name:<42}{took * MS:>10.1f} ms {share:>7.3f}{verdict}")
    return kept


def judged(value: float, limit: float) -> str:
    """Return ok or over."""
    return "ok" if value <= limit else "over"


def starts(bench: Bench, repeat: int) -> bool:
    """Measure the time of one typical file, and of starts that read nothing."""
    hello = bench.folder / "hello.py"
    hello.write_text(HELLO, encoding="utf-8")
    [file] = write_teams(bench.folder / "one", 1, bench.roles)
    words = ("_MLOPS_TEAM_COMPLETE=complete_bash", "COMP_WORDS=mlops-team aud", "COMP_CWORD=1")
    completing = ["/usr/bin/env", *words, bench.ours[0]]
    cases = [
        Case("two commands in typer that say hello", [bench.python, str(hello), "hello", "you"]),
        Case("mlops-team audit --format json", [*bench.ours, "json", file], JSON_LIMIT, AUDITED),
        Case("mlops-team audit --format text", [*bench.ours, "text", file], TEXT_LIMIT, AUDITED),
        Case("mlops-team --help", [bench.ours[0], "--help"], HELP_LIMIT),
        Case("mlops-team, completing a command", completing, HELP_LIMIT),
        Case(PEER, [*bench.peer, file]),
        Case(LINTER, [*bench.linter, file], codes=AUDITED),
        Case("python -c pass", [bench.python, "-c", "pass"]),
    ]
    lines = len(Path(file).read_text(encoding="utf-8").splitlines())
    print(f"One file of {lines} lines: wall time, median of {repeat}, and share of the first")
    seconds = [median(use.wall for use in uses) for uses in interleaved(cases, repeat, bench.env)]
    kept = table(cases, seconds)
    share = seconds[1] / seconds[5]
    print(f"  {f'audit --format json, of {PEER}':<56}{share:>7.3f}  at most {PEER_LIMIT}: {judged(share, PEER_LIMIT)}")
    return kept and share <= PEER_LIMIT


def many_files(bench: Bench) -> bool:
    """Measure the CPU time of a folder."""
    folder = str(bench.folder / "some")
    files = write_teams(bench.folder / "some", SOME, bench.roles)
    cases = [
        Case(PEER, [*bench.peer, *files]),
        Case("mlops-team audit --format json", [*bench.ours, "json", folder], FOLDER_LIMIT, AUDITED),
        Case(LINTER, [*bench.linter, *files], codes=AUDITED),
        Case("yaml.load with CSafeLoader", [bench.python, "-c", LOAD, folder]),
    ]
    print(f"\n{SOME:,} files: CPU time, median of {ROUNDS}, and share of the first")
    return table(cases, [median(use.cpu for use in uses) for uses in interleaved(cases, ROUNDS, bench.env)])


def overviews(bench: Bench) -> bool:
    """Measure what the overview of a folder takes beside its audit, in one process."""
    command = [bench.python, "-c", OVERVIEW, str(bench.folder / "some")]
    runs = [subprocess.run(command, check=True, env=bench.env, capture_output=True, text=True) for _ in range(ROUNDS)]
    share = median(float(run.stdout) for run in runs)
    verdict = f"at most {OVERVIEW_LIMIT}: {judged(share, OVERVIEW_LIMIT)}"
    print(f"  {f'the overview of {SOME:,} files, of their audit':<56}{share:>7.3f}  {verdict}")
    return share <= OVERVIEW_LIMIT


def throughput(bench: Bench) -> bool:
    """Measure the time of very many small files beside that of reading their YAML, and with two processes."""
    folder = str(bench.folder / "many")
    write_teams(bench.folder / "many", MANY, bench.roles, small_team)
    ours = [*bench.ours, "json", folder]
    cases = [
        Case("yaml.load with CSafeLoader", [bench.python, "-c", LOAD, folder]),
        Case("mlops-team audit --format json", ours, LOAD_LIMIT, AUDITED),
        Case("mlops-team audit --format json -j 2", [*ours, "-j", "2"], codes=AUDITED),
    ]
    print(f"\n{MANY:,} files of half a kilobyte: wall time, median of {ROUNDS}, and share of the first")
    seconds = [median(use.wall for use in uses) for uses in interleaved(cases, ROUNDS, bench.env)]
    kept = table(cases, seconds)
    faster = seconds[1] / seconds[2]
    verdict = "ok" if faster >= JOBS_LIMIT else "under"
    print(f"  {'times as fast with two processes':<56}{faster:>7.3f}  at least {JOBS_LIMIT}: {verdict}")
    return kept and faster >= JOBS_LIMIT


def over_time(bench: Bench, repeat: int) -> bool:
    """Measure what a history takes beside as many files, and a diff beside one file."""
    write_teams(bench.folder / "versions", VERSIONS, bench.roles)
    repository = bench.folder / "repository"
    commit_versions(repository, list(edited(team(1, bench.roles), VERSIONS)))
    program, files = bench.ours[0], [str(bench.folder / f"versions/0000{number}.team.yaml") for number in (1, 2)]
    history = ["/usr/bin/env", "-C", str(repository), program, "history", "--format", "json"]
    kept = True
    for what, turns, cases in (
        (f"{VERSIONS} versions", ROUNDS, [
            Case(f"mlops-team audit, {VERSIONS} files", [*bench.ours, "json", str(bench.folder / "versions")],
                 codes=AUDITED),
            Case("mlops-team history", history, HISTORY_LIMIT),
        ]),
        ("Two files", repeat, [
            Case("mlops-team audit, one of them", [*bench.ours, "json", files[0]], codes=AUDITED),
            Case("mlops-team diff", [program, "diff", *files, "--format", "json"], DIFF_LIMIT, AUDITED),
        ]),
    ):  # fmt: skip
        print(f"\n{what}: wall time, median of {turns}, and share of the first")
        seconds = [median(use.wall for use in uses) for uses in interleaved(cases, turns, bench.env)]
        kept = table(cases, seconds) and kept
    return kept


def memory(bench: Bench) -> bool:
    """Measure how much more memory many files take than few."""
    print("\nmlops-team audit --format json: peak memory")
    peaks = []
    for count in (FEW, MANY):
        folder = bench.folder / str(count)
        write_teams(folder, count, bench.roles)
        peaks.append(measured(Case("", [*bench.ours, "json", str(folder)], codes=AUDITED), bench.env).peak)
        print(f"  {f'{count:,} files':<42}{peaks[-1]:>10.1f} MB")
    more = peaks[1] - peaks[0]
    print(f"  {'difference':<42}{more:>10.1f} MB  at most {MEMORY_LIMIT}: {judged(more, MEMORY_LIMIT)}")
    return more <= MEMORY_LIMIT


def growth(bench: Bench) -> bool:
    """Measure time and memory from few files to very many, and draw both; the most have a million members."""
    points = []
    print("\nmlops-team audit --format json: cost against size")
    for count in SIZES:
        folder = bench.folder / f"size-{count}"
        write_teams(folder, count, bench.roles)
        use = measured(Case("", [*bench.ours, "json", str(folder)], codes=AUDITED), bench.env)
        shutil.rmtree(folder)
        points.append(Point(count, use.cpu, use.peak))
        print(f"  {f'{count:,} files':<42}{use.cpu:>10.2f} s  {use.peak:>8.1f} MB")
    DRAWING.write_text(drawn(points), encoding="utf-8")
    print(f"  at most {GROWTH_LIMIT} MB: {judged(points[-1].megabytes, GROWTH_LIMIT)}; drawn into {DRAWING}")
    return points[-1].megabytes <= GROWTH_LIMIT


def main() -> int:
    """Measure everything; return 1 when something is over its limit."""
    parser = argparse.ArgumentParser(description="Time mlops-team beside other programs and bare floors.")
    parser.add_argument("--repeat", type=int, default=15, help="how often each start is timed (15)")
    parser.add_argument("--keep", action="store_true", help="keep the temporary folder and print its path")
    parser.add_argument("--growth", action="store_true", help="measure cost against size too, and draw it into docs/")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mlops-team-bench-"))
    try:
        bench = prepared(folder)
        kept = [starts(bench, options.repeat), many_files(bench), overviews(bench), throughput(bench), memory(bench)]
        kept.append(over_time(bench, options.repeat))
        if options.growth:
            kept.append(growth(bench))
    finally:
        if options.keep:
            print(f"\nkept: {folder}")
        else:
            shutil.rmtree(folder)
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
