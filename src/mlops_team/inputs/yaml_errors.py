"""Faults for what the YAML parser cannot read, worded for people who write team files."""

import json
import re
from typing import Any, cast

import yaml
from yaml._yaml import CParser

from mlops_team.inputs.document import LINE_END, MISPLACED, OLD_LINE_END, UNSEEN, Fault, location_of, mark_at
from mlops_team.text import quoted, shortened

_INDENT = "indent with spaces"
_QUOTE = "put the value in quotes"
# libyaml's text for a problem -> our message and hint.
_SYNTAX: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        'a second ": " where a single value is expected',
        "put the value in quotes, or fix the indentation",
    ),
    "could not find expected ':'": ("a key without a colon", 'write "key: value"'),
    "did not find expected key": ("the lines do not line up", "indent this line like the key that it belongs to"),
    "did not find expected '-' indicator": (
        'no "- " where the list goes on',
        "start the item with a dash, or fix the indentation",
    ),
    "did not find expected ',' or ']'": ("a list in brackets is not closed", 'close it with "]"'),
    "did not find expected ',' or '}'": ("a mapping in braces is not closed", 'close it with "}"'),
    "did not find expected <document start>": (
        "text after the end of the document",
        "fix this line, or the brackets above it",
    ),
    "did not find expected node content": ("a value is missing", "write a value, or close the bracket"),
    "found unexpected end of stream": ("text in quotes is not closed", "close it with the quote that opens it"),
    "found unexpected document indicator": ("text in quotes is not closed", "close it before --- or ..."),
    "block sequence entries are not allowed in this context": (
        'a "- " after a key on the same line',
        "start the list on the next line",
    ),
    "found a tab character where an indentation space is expected": ("a tab in the indentation", _INDENT),
    "found a tab character that violates indentation": ("a tab in the indentation", _INDENT),
    "found unknown escape character": (
        "an unknown escape in double quotes",
        "use single quotes, or double the backslash",
    ),
    "did not find expected hexdecimal number": ("an escape without its hexadecimal digits", "write it like \\u00e9"),
    "found invalid Unicode character escape code": ("an escape that is not a character", "write the character itself"),
    "mapping keys are not allowed in this context": ('a "? " where no key can be', _QUOTE),
    "found unexpected ':'": ('a ":" where there can be none', _QUOTE),
    "found an indentation indicator equal to 0": ("an indentation of 0 after | or >", "remove the 0"),
    "did not find expected comment or line break": (
        "text after | or > on the same line",
        "start the text on the next line",
    ),
    "did not find expected alphabetic or numeric character": (
        "an anchor or alias whose name is missing, or has other characters than letters, digits, _ and -",
        _QUOTE,
    ),
    "found undefined tag handle": ("an unknown tag", "remove the tag"),
    "found incompatible YAML document": ("a %YAML line for another version", "remove the %YAML line"),
}
# Its other problems are about tags and about lines that begin with %; a team file needs neither.
_OTHER_SYNTAX = ("a tag or a % line that cannot be read", 'remove it, or put the value that begins with "!" in quotes')
_WORD = re.compile(r"\w")
_ESCAPES = {"did not find expected hexdecimal number", "found invalid Unicode character escape code"}
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{0,2}|u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8})")
_HALVES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def syntax_fault(file: str, text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Return the fault for what the parser refuses in a text."""
    mark: Any = error.problem_mark  # libyaml always sets it
    problem = str(error.problem)
    if (unseen := _unseen_before(text, mark, problem)) is not None:
        return unseen_fault(file, text, unseen)
    if problem in _ESCAPES:
        return _escape_fault(file, text, text.rindex("\\", 0, mark.index), *_SYNTAX[problem])
    if (line := _line_without_colon(text, error)) is not None:
        return _colon_fault(file, text, line)
    context = error.context_mark
    message, hint = _worded(problem, text[mark.index : mark.index + 1])
    if context and context.line != mark.line:
        message += f" (it starts in line {context.line + 1})"
    if mark.index == len(text):  # what is missing at the end belongs to the last line, not to the line after it
        mark = mark_at(text, len(text))
    return Fault("MT002", message, hint, location_of(file, (mark, mark)))


def _worded(problem: str, char: str) -> tuple[str, str]:
    if problem != "found character that cannot start any token":
        return _SYNTAX.get(problem, _OTHER_SYNTAX)
    return (
        ("a tab in the indentation", _INDENT) if char == "\t" else (f"a value cannot start with {quoted(char)}", _QUOTE)
    )


def unseen_fault(file: str, text: str, index: int) -> Fault:
    """Return the fault for a character that looks like a space or like nothing, but that YAML reads as a letter."""
    while index and text[index - 1] in UNSEEN:
        index -= 1
    char = text[index]
    name, hint = UNSEEN[char]
    what = f"a {name} (U+{ord(char):04X}), which YAML reads as a letter"
    start, end = mark_at(text, index), mark_at(text, index + 1)
    return Fault("MT002", what, hint, location_of(file, (start, end)))


def _unseen_before(text: str, mark: Any, problem: str) -> int | None:  # noqa: ANN401 - PyYAML's mark
    """Return the index of the unseen character that most likely led to a problem, or None."""
    if problem in _ESCAPES or text.isascii():
        return None
    first = min(_last_scalar(text)[0], mark.index)
    start = _line_start(text, first)
    end = next((match.start() for match in LINE_END.finditer(text, mark.index)), len(text))
    misplaced = [match.start(1) for match in MISPLACED.finditer(text[start:end])]
    if misplaced:
        return start + misplaced[-1]
    # At the start of a line the parser skips this mark and counts it as indentation, so the line after may be refused.
    above = max(text.rfind(f"{end}\ufeff", 0, start) for end in "\r\n")
    return above + 1 if above >= 0 else None


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _last_scalar(text: str) -> tuple[int, int]:
    """Return where the last scalar that the parser could read begins and ends."""
    begin = end = 0
    parser = CParser(OLD_LINE_END.sub("x", text))  # as in yaml_reader, they end no line
    try:
        for event in iter(parser.get_event, None):
            if type(event) is yaml.ScalarEvent:
                begin, end = cast(Any, event.start_mark).index, cast(Any, event.end_mark).index
    except yaml.MarkedYAMLError:
        pass
    return begin, end


def _escape_fault(file: str, text: str, index: int, message: str, hint: str) -> Fault:
    escape = _ESCAPE.match(text, index)
    if pair := _HALVES.match(text, index):
        character = json.loads(f'"{pair[0]}"')  # in JSON such pairs are valid
        hint = f"{hint}: {character}"
    end = escape.end() if escape else index + 1
    return Fault("MT002", message, hint, location_of(file, (mark_at(text, index), mark_at(text, end))))


def _line_without_colon(text: str, error: yaml.MarkedYAMLError) -> int | None:
    """Return the index of the start of a line that should be a key with its value, or None."""
    mark: Any = error.problem_mark
    context: Any = error.context_mark
    if error.problem == "could not find expected ':'" and context:
        begin, ends = context.index, True
    elif error.problem == "mapping values are not allowed in this context":
        # The parser read the line, and the key of the next, as a single text over two lines.
        begin, end = _last_scalar(text)
        ends = end == mark.index and LINE_END.search(text, begin, end) is not None
    elif error.problem == "did not find expected <document start>":
        begin, ends = _last_scalar(text)[0], True
    else:
        return None
    before = text[_line_start(text, begin) : begin]
    return begin if ends and not before.strip(" -") and _WORD.match(text, begin) else None


def _colon_fault(file: str, text: str, index: int) -> Fault:
    line = LINE_END.split(text[index : index + 2_000], maxsplit=1)[0].partition(" #")[0].rstrip()
    key, _, value = line.partition(" ")
    good = f"{key}: {value.strip()}".rstrip()
    start, end = mark_at(text, index), mark_at(text, index + len(line))
    message = f"{quoted(line)} has no colon after the key"
    return Fault("MT002", message, f"write {shortened(good)}", location_of(file, (start, end)))
