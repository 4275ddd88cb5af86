"""A repository in which a team file has many versions."""

import os
import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

DAY = 86_400  # seconds
START = 1_700_000_000  # of the first commit: 2023-11-14


def commit_versions(folder: Path, texts: Sequence[str]) -> None:
    """Make a repository whose team.yaml has these versions, a commit a day, and check the last one out."""
    folder.mkdir()
    git = ["git", "-C", str(folder)]
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run([*git, "init", "--quiet"], check=True, env=env)
    stream = b"".join(_commit(text.encode(), START + number * DAY) for number, text in enumerate(texts))
    subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True, env=env)
    subprocess.run([*git, "checkout", "--quiet", "versions"], check=True, env=env)


def edited(text: str, count: int) -> Iterator[str]:
    """Yield versions of a team file, each with another level in one place, and every tenth with a member less."""
    rng = random.Random(count)
    for number in range(count):
        lines = text.split("\n")
        levels = [place for place, line in enumerate(lines) if re.fullmatch("      [a-z-]+: [0-9]", line)]
        place = rng.choice(levels)
        lines[place] = f"{lines[place][:-1]}{rng.randrange(5)}"
        text = "\n".join(lines)
        yield text if number % 10 else re.sub(r"  - name: Noor.*\n(    .*\n)+", "", text)


def _commit(text: bytes, seconds: int) -> bytes:
    lines = (
        "commit refs/heads/versions",
        f"committer Ann <ann@example.com> {seconds} +0000",
        "data 7\nversion\nM 100644 inline team.yaml",
        f"data {len(text)}\n",
    )
    return "\n".join(lines).encode() + text + b"\n"
