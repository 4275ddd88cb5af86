"""Write the parts of the documentation that follow from the program, or with --check say what has drifted.

Usage: python docs/generate.py [--check]
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mlops_team.audit import INPUT_RULES
from mlops_team.rules import RULES

ROOT = Path(__file__).parent.parent


def rules_table() -> str:
    """Return every rule as a row of a Markdown table."""
    rows = ["| code | name | severity | source | a finding for each |", "|---|---|---|---|---|"]
    for rule in RULES:
        summary = rule.summary.removesuffix(".")
        rows.append(f"| {rule.code} | {rule.name} | {rule.severity.label} | {rule.source} | {summary} |")
    codes = ", ".join(f"{code} {name}" for code, name in INPUT_RULES.items())
    return "\n".join([*rows, "", f"What cannot be audited is an error that no waiver covers: {codes}."])


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each file that has generated parts, as it should be."""
    readme = ROOT / "README.md"
    yield readme, between(readme.read_text(encoding="utf-8"), "rules", rules_table())


def between(text: str, name: str, content: str) -> str:
    """Return text with what stands between <!-- name --> and <!-- /name --> replaced."""
    return re.sub(
        f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: f"{m[1]}{content}\n{m[2]}", text, flags=re.DOTALL
    )


def main() -> int:
    """Write what differs, or with --check only name it; return the exit code."""
    check = sys.argv[1:] == ["--check"]
    drifted = [(file, text) for file, text in generated() if not file.exists() or file.read_text("utf-8") != text]
    for file, text in drifted:
        print(f"{file.relative_to(ROOT)}: {'has drifted, run docs/generate.py' if check else 'written'}")
        if not check:
            file.parent.mkdir(exist_ok=True, parents=True)
            file.write_text(text, encoding="utf-8")
    return int(check and bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
