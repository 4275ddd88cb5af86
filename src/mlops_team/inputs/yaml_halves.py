"""Characters beyond U+FFFF in the two halves in which JSON escapes them, of each of which libyaml says it is none.

Before a text is parsed each half becomes a character for private use, written just as long so that all places stay
right, and in its values the pairs become the characters that were meant. A half alone stays what it is, a fault.
"""

import re

_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PRIVATE = re.compile("[\ue000-\ue7ff]|\\\\u[eE][0-7]")
_JOINED = re.compile("([\ue000-\ue3ff])([\ue400-\ue7ff])")
_AS_WRITTEN = re.compile(r"\\u(e[0-3][0-9a-f]{2})\\u(e[4-7][0-9a-f]{2})")  # where nothing is an escape
_APART = 0x800  # from a half to its character for private use


def masked(text: str) -> str:
    """Return a text with other characters for the halves; as it is where it has none, or has such others itself."""
    if "\\u" not in text or _PRIVATE.search(text):
        return text
    return _PAIR.sub(lambda pair: f"{pair[1]}\\u{_moved(pair[2], _APART)}\\u{_moved(pair[3], _APART)}", text)


def restored(value: str) -> str:
    """Return a value of a text that was masked as it was meant."""
    value = _JOINED.sub(lambda pair: chr(0x10000 + ((ord(pair[1]) - 0xE000) << 10) + ord(pair[2]) - 0xE400), value)
    return _AS_WRITTEN.sub(lambda pair: f"\\u{_moved(pair[1], -_APART)}\\u{_moved(pair[2], -_APART)}", value)


def _moved(half: str, by: int) -> str:
    return f"{int(half, 16) + by:04x}"
