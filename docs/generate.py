"""Write the parts of the documentation that follow from the program, or with --check say what has drifted.

Whole pages: docs/rules/. Parts between <!-- name --> and <!-- /name -->: README.md, docs/team-file.md, docs/catalog.md,
docs/ci.md, docs/reports.md.

Usage: python docs/generate.py [--check]
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

from ci_samples import samples
from rule_pages import families, index, pages
from schema_tables import catalog_keys, team_keys

from mlops_team.audits.report import Report
from mlops_team.audits.run import audit
from mlops_team.render import junit, markdown

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def printed(*args: str) -> str:
    """Return what a command writes into a pipe."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("MLOPS_TEAM_")}
    command = [sys.executable, "-m", "mlops_team", *args, "--as-of", "2026-11-23", "--isolated"]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, encoding="utf-8").stdout


def plan_sample() -> str:
    """Return a plan as the command shows it."""
    return f"```text\n{printed('plan', 'examples/startup.yaml')}```"


def json_sample() -> str:
    """Return a report as programs get it, laid out in lines, with the first item of each list."""
    report = json.loads(printed("audit", "examples/gaps.yaml", "-f", "json", "--fail-on", "never"))
    return f"```json\n{json.dumps(_firsts(report), indent=2)}\n```"


def _firsts(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _firsts(item) for key, item in value.items()}
    return [_firsts(item) for item in value[:1]] if isinstance(value, list) else value


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each file that is generated, or has generated parts, as it should be."""
    yield filled(ROOT / "README.md", {"rules": families("docs/rules/"), "plan": plan_sample()})
    yield filled(DOCS / "team-file.md", {"keys": team_keys()})
    yield filled(DOCS / "catalog.md", {"keys": catalog_keys()})
    yield filled(DOCS / "ci.md", {"samples": samples()})
    shown = {"markdown": sample(markdown.render, "markdown", 26), "junit": sample(junit.render, "xml", 24)}
    yield filled(DOCS / "reports.md", {**shown, "json": json_sample()})
    yield DOCS / "rules/README.md", index()
    for code, page in pages():
        yield DOCS / f"rules/{code}.md", page


def sample(render: Callable[[Report], str], language: str, most: int) -> str:
    """Return the first lines of a real report as a block of code."""
    with chdir(ROOT):
        report = audit("examples/gaps.yaml", as_of=date(2026, 11, 23))
    lines = render(report).splitlines()
    return "\n".join([f"```{language}", *lines[:most], *(["..."] if most < len(lines) else []), "```"])


def filled(file: Path, parts: Mapping[str, str]) -> tuple[Path, str]:
    """Return a file with its generated parts put in, as it should be."""
    text = file.read_text(encoding="utf-8")
    for name, part in parts.items():
        marks = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        [found] = marks.finditer(text)
        text = f"{text[: found.end(1)]}{part}\n{text[found.start(2) :]}"
    return file, text


def stale(files: Mapping[Path, str]) -> Iterator[Path]:
    """Yield what differs from what it should be, and pages of rules that are no more."""
    for file, text in files.items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            yield file
    yield from sorted(set((DOCS / "rules").glob("*.md")) - set(files))


def main() -> int:
    """Write what differs, or with --check only name it; return the exit code."""
    check = sys.argv[1:] == ["--check"]
    files = dict(generated())
    drifted = list(stale(files))
    for file in drifted:
        print(f"{file.relative_to(ROOT)}: {'has drifted, run docs/generate.py' if check else 'written'}")
        if check:
            continue
        if file in files:
            file.parent.mkdir(exist_ok=True, parents=True)
            file.write_text(files[file], encoding="utf-8")
        else:
            file.unlink()
    return int(check and bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
