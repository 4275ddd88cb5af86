"""Draw the pictures of the documentation: runs in a pseudo-terminal as SVG, and the HTML report in Chromium.

Usage: python docs/pictures.py
"""

import os
import pty
import shutil
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
MARGIN = " " * 5
# rich's own frame loads a font from the network; this frame uses fonts that viewers have.
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px;
  line-height: {line_height}px; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{height}" rx="8" fill="{background}"/>
<g transform="translate(9, 9)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def run(columns: int, *args: str) -> str:
    """Return what the command line prints to a terminal of that many columns."""
    master, slave = pty.openpty()
    env = {**os.environ, "COLUMNS": str(columns), "LINES": "50", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    env |= {"MLOPS_TEAM_AS_OF": "2026-11-23"}
    command = [sys.executable, "-m", "mlops_team", *args]
    with subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave, env=env, cwd=ROOT):
        os.close(slave)
        pieces = []
        try:
            while piece := os.read(master, 65536):
                pieces.append(piece)
        except OSError:  # the other end is closed
            pass
    os.close(master)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def draw(name: str, columns: int, *args: str, numbered: Sequence[str] = ()) -> None:
    """Draw what a command prints to docs/images/NAME.svg.

    Args:
        name: The picture's.
        columns: The width of the terminal.
        args: The command.
        numbered: The beginnings of lines that get a number in the margin, in their order.
    """
    prompt = Text.assemble(("$ ", "dim"), f"mlops-team {' '.join(args)}")
    output = Text.from_ansi(run(columns, *args))
    with open(os.devnull, "w", encoding="utf-8") as null:
        width = columns + (len(MARGIN) if numbered else 0)
        console = Console(record=True, width=width, file=null, force_terminal=True, color_system="truecolor")
        console.print(*with_numbers([prompt, *output.split("\n")], numbered), sep="\n", soft_wrap=True)
    frame = FRAME.replace("{background}", MONOKAI.background_color.hex)
    (ROOT / "docs/images").mkdir(exist_ok=True)
    console.save_svg(f"{ROOT}/docs/images/{name}.svg", theme=MONOKAI, code_format=frame, unique_id=name)


def with_numbers(lines: Sequence[Text], numbered: Sequence[str]) -> list[Text]:
    """Return lines with a margin, in which those that begin with the given texts have their numbers."""
    if not numbered:
        return list(lines)
    waiting = list(enumerate(numbered, 1))
    shown = []
    for line in lines:
        margin: str | tuple[str, str] = MARGIN
        if waiting and line.plain.strip().startswith(waiting[0][1]):
            margin = (f" {waiting.pop(0)[0]} ", "bold reverse")
        shown.append(Text.assemble(margin, " " * (len(MARGIN) - 3 if margin != MARGIN else 0), line))
    if waiting:
        raise ValueError(f"no line begins with {waiting[0][1]!r}")
    return shown


def photograph(name: str, width: int, height: int, *args: str) -> None:
    """Photograph the top of an HTML report to docs/images/NAME.webp."""
    from selenium import webdriver  # which the tests of the other pictures need not have

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.ChromeService(shutil.which("chromedriver"))  # without a path, it searches the network
    with tempfile.TemporaryDirectory() as folder, webdriver.Chrome(options, driver) as chrome:
        report = Path(folder, "report.html")
        run(80, *args, "-o", str(report))
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        chrome.get(report.as_uri())
        picture = chrome.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 80})
        (ROOT / f"docs/images/{name}.webp").write_bytes(b64decode(picture["data"]))


if __name__ == "__main__":
    draw("audit", 100, "audit", "examples/gaps.yaml")
    parts = ("Team", "Collaboration", "Start here", "R1", "R1 ", "Warnings", "Failed")
    draw("first-report", 100, "audit", "examples/gaps.yaml", numbered=parts)
    photograph("report", 1100, 1560, "audit", "examples/gaps.yaml")
