"""Runs a page of documentation as a script: its commands in order, its edits, and what the commands print."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(?:<!-- (?P<mark>[^\n]+?) -->\n)?```(?P<language>\w+)\n(?P<body>.*?)```\n", re.DOTALL)


class Step(NamedTuple):
    """A block of commands that was run."""

    commands: str
    code: int
    output: str  # stdout and stderr, in the order in which they were written


def run_page(text: str, folder_name: str) -> tuple[str, list[Step]]:
    """Return a page with what its commands print, and its steps.

    A `bash` block is run, unless its mark begins with `not run`. A block marked `edit: FILE` is a diff that is applied.
    A block marked `prints` is filled with the last output, or with some lines of it: `prints: 3-9`, and `prints: -4`
    for the last four.

    Args:
        text: The page.
        folder_name: Where its commands run: in `mlops-team`, a clone with the examples, or in `my-team` beside it.
    """
    steps: list[Step] = []
    with TemporaryDirectory() as scratch:
        folder = Path(scratch, folder_name)
        shutil.copytree(ROOT / "examples", Path(scratch, "mlops-team", "examples"))
        folder.mkdir(exist_ok=True)

        def replaced(block: re.Match[str]) -> str:
            mark, body = block["mark"] or "", block["body"]
            if mark.startswith("edit: "):
                edit(folder / mark.removeprefix("edit: "), body)
            elif mark.startswith("prints"):
                start = block.start("body") - block.start()
                return f"{block[0][:start]}{excerpt(steps[-1].output, mark)}```\n"
            elif block["language"] == "bash" and not mark.startswith("not run"):
                steps.append(run(body, folder))
            return block[0]

        return BLOCK.sub(replaced, text), steps


def run(commands: str, folder: Path) -> Step:
    """Run commands as a shell does that finds this program first.

    Raises:
        RuntimeError: A command was not understood, or a file could not be read.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "MLOPS_TEAM_AS_OF": "2026-11-23"}
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")} | own,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1):  # passed, or with findings
        raise RuntimeError(f"{commands}{done.stdout}")
    return Step(commands, done.returncode, done.stdout)


def edit(file: Path, diff: str) -> None:
    """Apply the lines of a diff, which has to fit once."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if not line.startswith("+"))
    new = "".join(line[1:] for line in lines if not line.startswith("-"))
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{file.name} has {text.count(old)} places for this edit:\n{diff}")
    file.write_text(text.replace(old, new), encoding="utf-8")


def excerpt(output: str, mark: str) -> str:
    """Return an output, or those of its lines that a mark names, with dots for the others."""
    numbers = re.fullmatch(r"prints: (\d*)-(\d+)", mark)
    lines = output.splitlines(keepends=True)
    if numbers is None:
        return output
    last = int(numbers[2]) if numbers[1] else len(lines)
    first = int(numbers[1]) - 1 if numbers[1] else last - int(numbers[2])
    return "".join([*(["...\n"] if first else []), *lines[first:last], *(["...\n"] if last < len(lines) else [])])
