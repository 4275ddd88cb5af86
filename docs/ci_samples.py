"""How a finding looks in each report for CI systems, from runs on the example with gaps."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def samples() -> str:
    """Return a sample of each report, as Markdown."""
    sarif = json.loads(_report("sarif"))["runs"][0]
    result = sarif["results"][0]
    rule = sarif["tool"]["driver"]["rules"][result["ruleIndex"]]
    blocks = {
        "`github`: annotations, the first three": ("text", "".join(_report("github").splitlines(keepends=True)[:3])),
        "`sarif`: a result": ("json", json.dumps(result, indent=2)),
        "`sarif`: its rule": ("json", json.dumps(rule, indent=2)),
        "`gitlab`: an issue": ("json", json.dumps(json.loads(_report("gitlab"))[0], indent=2)),
    }
    return "\n".join(f"{title}\n\n```{language}\n{text.rstrip()}\n```\n" for title, (language, text) in blocks.items())


def _report(format_: str) -> str:
    words = ("audit", "--isolated", "--as-of", "2026-11-23", "-f", format_, "examples/gaps.yaml")
    done = subprocess.run([sys.executable, "-m", "mlops_team", *words], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 1:  # the example has findings, and nothing that cannot be audited
        raise RuntimeError(done.stderr.decode())
    return done.stdout.decode()
