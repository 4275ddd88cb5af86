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
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text
from selenium import webdriver

ROOT = Path(__file__).parent.parent
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


def draw(name: str, columns: int, *args: str) -> None:
    """Draw what a command prints to docs/images/NAME.svg."""
    prompt = Text.assemble(("$ ", "dim"), f"mlops-team {' '.join(args)}")
    with open(os.devnull, "w", encoding="utf-8") as null:
        console = Console(record=True, width=columns, file=null, force_terminal=True, color_system="truecolor")
        console.print(prompt, Text.from_ansi(run(columns, *args)), sep="\n", soft_wrap=True)
    frame = FRAME.replace("{background}", MONOKAI.background_color.hex)
    (ROOT / "docs/images").mkdir(exist_ok=True)
    console.save_svg(f"{ROOT}/docs/images/{name}.svg", theme=MONOKAI, code_format=frame, unique_id=name)


def photograph(name: str, width: int, height: int, *args: str) -> None:
    """Photograph the top of an HTML report to docs/images/NAME.webp."""
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
    photograph("report", 1100, 1560, "audit", "examples/gaps.yaml")
