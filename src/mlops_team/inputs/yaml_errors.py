"""What the parser could not read, in words that help."""

from typing import Any

import yaml

from mlops_team.inputs.document import Fault, behind, place_of
from mlops_team.text import quoted

# libyaml's words for what it met, in ours.
_SYNTAX: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        'a second ": " where one value was expected',
        "put the value in quotes, or mend the indentation",
    ),
    "could not find expected ':'": ("a key without a colon", 'write "key: value"'),
    "did not find expected key": ("the lines do not line up", "indent this line like the key it belongs to"),
    "did not find expected '-' indicator": (
        'no "- " where the list goes on',
        "start the item with a dash, or mend the indentation",
    ),
    "did not find expected ',' or ']'": ("a list in brackets is not closed", 'close it with "]"'),
    "did not find expected ',' or '}'": ("a mapping in braces is not closed", 'close it with "}"'),
    "did not find expected <document start>": (
        "text behind the end of the document",
        "mend the line or the brackets above it",
    ),
    "did not find expected node content": ("a value is missing", "write a value, or close the bracket"),
    "found unexpected end of stream": (
        "text in quotes is not closed",
        "close it with the quote it began with",
    ),
    "found unexpected document indicator": ("text in quotes is not closed", "close it before --- or ..."),
    "block sequence entries are not allowed in this context": (
        'a "- " behind a key on the same line',
        "start the list on the next line",
    ),
    "found a tab character where an indentation space is expected": (
        "a tab in the indentation",
        "indent with spaces",
    ),
    "found a tab character that violates indentation": ("a tab in the indentation", "indent with spaces"),
    "found unknown escape character": (
        "an unknown escape in double quotes",
        "use single quotes, or double the backslash",
    ),
    "did not find expected hexdecimal number": (
        "an escape without its hexadecimal digits",
        "write for example \\u00e9",
    ),
    "found invalid Unicode character escape code": (
        "an escape that is no character",
        "write the character itself",
    ),
    "mapping keys are not allowed in this context": ('a "? " where no key can stand', "put the value in quotes"),
    "found unexpected ':'": ('a ":" where none can stand', "put the value in quotes"),
    "found an indentation indicator equal to 0": (
        "an indentation of 0 behind | or >",
        "leave the number out",
    ),
    "did not find expected comment or line break": (
        "text behind | or > on the same line",
        "start the text on the next line",
    ),
    "did not find expected alphabetic or numeric character": (
        "an anchor or alias without a name, or with one that has other characters than letters, digits, _ and -",
        "put the value in quotes",
    ),
    "found undefined tag handle": ("a tag that is not known", "leave the tag out"),
    "found incompatible YAML document": ("a %YAML line for another version", "leave the %YAML line out"),
}
# What else it says is about tags and about lines that begin with %, neither of which a team file needs.
_OTHER_SYNTAX = (
    "a tag or a % line that cannot be read",
    'leave it out, or put the value that begins with "!" in quotes',
)


def syntax_fault(file: str, text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Return what an error of the parser says of a text."""
    mark: Any = error.problem_mark  # which libyaml always gives
    problem = str(error.problem)
    if problem == "found character that cannot start any token":
        at = text[mark.index : mark.index + 1]
        tab = at == "\t"
        what = "a tab in the indentation" if tab else f"a value cannot start with {quoted(at)}"
        hint = "indent with spaces" if tab else "put the value in quotes"
    else:
        what, hint = _SYNTAX.get(problem, _OTHER_SYNTAX)
    context = error.context_mark
    if context and context.line != mark.line:
        what += f" (it started in line {context.line + 1})"
    # What is missing at the end is placed in the file's last line, not behind it.
    at_end = mark.index == len(text)
    return Fault("MT002", what, hint, behind(file, text) if at_end else place_of(file, (mark, mark)))
