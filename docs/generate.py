"""Write the generated parts of the documentation, or with --check name the files that have drifted.

A whole page: docs/rules.md. Parts between <!-- name --> and <!-- /name -->: docs/catalog.md, docs/ci.md,
docs/history.md, docs/questions.md, docs/reports.md, docs/team-file.md. What the commands on a page print:
docs/questions.md, docs/tutorial.md.

Usage: python docs/generate.py [--check]
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ci_samples import samples
from history_samples import history_samples
from page_script import run_page
from rule_pages import page
from schema_tables import catalog_keys, team_keys

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
AUDITED = (0, 1)  # exit codes: passed, or with findings


def printed(*args: str) -> str:
    """Return what a command prints into a pipe."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("MLOPS_TEAM_")}
    command = [sys.executable, "-m", "mlops_team", *args, "--as-of", "2026-11-23", "--isolated"]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, encoding="utf-8")
    if done.returncode not in AUDITED:
        raise RuntimeError(done.stderr)
    return done.stdout


def json_sample() -> str:
    """Return a json report, indented, with the first item of each list."""
    report = json.loads(printed("audit", "examples/gaps.yaml", "-f", "json"))
    return f"```json\n{json.dumps(_firsts(report), indent=2)}\n```"


def _firsts(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _firsts(item) for key, item in value.items()}
    return [_firsts(item) for item in value[:1]] if isinstance(value, list) else value


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each file with generated parts, and its text as it should be."""
    yield filled(DOCS / "team-file.md", {"keys": team_keys()})
    yield filled(DOCS / "catalog.md", {"keys": catalog_keys()})
    yield filled(DOCS / "ci.md", {"samples": samples()})
    histories = history_samples()
    yield filled(DOCS / "history.md", histories)
    shown = {"markdown": sample("markdown", "markdown", 26), "junit": sample("junit", "xml", 24)}
    yield filled(DOCS / "reports.md", {**shown, "json": json_sample()})
    questions, text = filled(DOCS / "questions.md", {"history": histories["history"]})
    yield questions, run_page(text, "mlops-team")[0]
    yield DOCS / "rules.md", page()
    tutorial = DOCS / "tutorial.md"
    yield tutorial, run_page(tutorial.read_text(encoding="utf-8"), "my-team")[0]


def sample(format_: str, language: str, most: int) -> str:
    """Return the first lines of a report on the example with gaps, as a block of code."""
    lines = printed("audit", "examples/gaps.yaml", "-f", format_).splitlines()
    return "\n".join([f"```{language}", *lines[:most], *(["..."] if most < len(lines) else []), "```"])


def filled(file: Path, parts: Mapping[str, str]) -> tuple[Path, str]:
    """Return a file, and its text with the generated parts filled in."""
    text = file.read_text(encoding="utf-8")
    for name, part in parts.items():
        marks = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        [match] = marks.finditer(text)
        text = f"{text[: match.end(1)]}{part}\n{text[match.start(2) :]}"
    return file, text


def stale(files: Mapping[Path, str]) -> Iterator[Path]:
    """Yield each file whose text is not what it should be."""
    for file, text in files.items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            yield file


def main() -> int:
    """Write what differs, or with --check only name it; return the exit code."""
    check = sys.argv[1:] == ["--check"]
    files = dict(generated())
    drifted = list(stale(files))
    for file in drifted:
        print(f"{file.relative_to(ROOT)}: {'has drifted, run docs/generate.py' if check else 'written'}")
        if not check:
            file.write_text(files[file], encoding="utf-8")
    return int(check and bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
