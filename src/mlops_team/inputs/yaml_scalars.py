"""Plain scalars to values, by YAML 1.2's core schema: `no` is text and `010` is ten."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from mlops_team.inputs.document import Map, Seq, Value
from mlops_team.text import quoted

MAX_DIGITS: Final = 100
WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{str(digit): digit for digit in range(10)},
}
# Plain text that is none of the words and starts with another character is text.
NUMERIC = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SHORT = 30  # characters; longer texts are not worth caching


def core(text: str) -> Value:
    """Return the value of a plain scalar (YAML 1.2.2, section 10.3.2), decimals exact as written.

    Raises:
        ValueError: A number of more than MAX_DIGITS digits.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMERIC:
        return text
    return _number(text) if len(text) <= _SHORT else _number.__wrapped__(text)


@lru_cache(maxsize=1_000)  # the same days and shares are in many files
def _number(text: str) -> Value:
    if _INTEGER.fullmatch(text):
        _check_digits(text, len(text))
        return int(text, {"o": 8, "x": 16}.get(text[1:2], 10))
    if _DECIMAL.fullmatch(text):
        number = Decimal(text)
        _check_digits(text, max(len(text), abs(number.adjusted())))
        return int(number) if number == number.to_integral_value() else number
    return float(text.replace(".", "")) if _ENDLESS.fullmatch(text) else text


def _check_digits(text: str, digits: int) -> None:
    if digits > MAX_DIGITS:
        raise ValueError(f"{quoted(text)} is a number of more than {MAX_DIGITS} digits")


_TYPES: dict[str, tuple[type, ...]] = {
    "!!str": (str,), "!!null": (type(None),), "!!bool": (bool,), "!!int": (int,), "!!float": (int, float, Decimal),
    "!!map": (Map,), "!!seq": (Seq,),
}  # fmt: skip


def tagged(tag: str, untagged: str | Map | Seq) -> Value:
    """Return the value of a scalar's text after a tag, or a mapping or list as it is.

    Raises:
        ValueError: The tag is unknown, or does not fit.
    """
    name = tag.replace("tag:yaml.org,2002:", "!!")
    if name not in _TYPES:
        raise ValueError(f"unknown tag {quoted(name)}")
    value = core(untagged) if isinstance(untagged, str) and name != "!!str" else untagged
    if not isinstance(value, _TYPES[name]) or (name != "!!bool" and isinstance(value, bool)):
        raise ValueError(f"the tag {name} does not fit {quoted(untagged)}")
    return value
