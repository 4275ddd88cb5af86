"""Messages on stderr that follow the terminal's width."""

import os
import sys
from textwrap import wrap

from mlops_team.cli import common
from mlops_team.text import visible

_WIDEST = 100  # columns in which text is read with ease


def say_wrapped(text: str, indent: str = "") -> None:
    """Write text to stderr: on a terminal broken between words, else on one line.

    Args:
        text: What to write, with its own white space at the start.
        indent: What begins each line but the first.
    """
    for line in wrap(
        visible(text), _width(), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ):  # fmt: skip
        common.say(line)


def _width() -> int:
    if not common.is_terminal(sys.stderr):
        return sys.maxsize
    columns = os.get_terminal_size(sys.stderr.fileno()).columns
    return min(columns - 1, _WIDEST) if columns > 1 else _WIDEST  # 0 where the terminal does not know
