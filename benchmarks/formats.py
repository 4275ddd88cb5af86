"""Time what each format takes to write a report on 1,000 teams, beside the audit of them.

Usage: python benchmarks/formats.py [--teams N] [--repeat N]

The teams are copies of the example with gaps, which has more findings than most; the clock counts CPU time, in one
process, and the least of several rounds counts. Rendering may cost no more than the audit.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time

from mlops_team.audits.options import Settings
from mlops_team.audits.report import Report
from mlops_team.audits.run import audit_files
from mlops_team.cli.outputs import rendered
from mlops_team.inputs.catalog import load_catalog
from mlops_team.render import FORMATS, FormatName
from mlops_team.render.styled import Look

ROOT = Path(__file__).parent.parent
LIMIT = 1.0  # of what the audit takes
LOOK = Look(verbose=True)


def seconds(work: Callable[[], object], repeat: int) -> float:
    """Return the least CPU time that some work took."""
    taken = []
    for _ in range(repeat):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


def written(report: Report, name: FormatName) -> int:
    """Return how many characters a report has."""
    return sum(map(len, rendered(report, name, LOOK)))


def main() -> int:
    """Measure, print, and return 1 when a format costs more than it may."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--teams", type=int, default=1_000)
    options.add_argument("--repeat", type=int, default=3)
    chosen = options.parse_args()
    settings = Settings(load_catalog(), date(2026, 11, 23))
    text = (ROOT / "examples/gaps.yaml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(chosen.teams):
            named = text.replace("team: Demand forecasting", f"team: Team {number}")
            Path(folder, f"{number}.team.yaml").write_text(named, encoding="utf-8")
        report = audit_files([folder], settings)
        audit = seconds(lambda: audit_files([folder], settings), chosen.repeat)
    print(f"audit     {audit:6.2f} s for {chosen.teams:,} teams")
    worst = 0.0
    for name in FORMATS:
        taken = seconds(partial(written, report, name), chosen.repeat)
        ratio = taken / audit
        print(f"{name:<9} {taken:6.2f} s, {ratio:.2f} of the audit (at most {LIMIT:g})")
        worst = max(worst, ratio)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
