"""Bytes to values, each with its place: YAML 1.2's core schema over PyYAML's C parser, in one pass.

PyYAML's own constructor reads YAML 1.1 (`no` is False, `010` is 8), keeps the last of two equal keys
and recurses with the input, so its parser's events are put together here.
"""

import os
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import is_
from typing import Any, Final, NamedTuple, TypeAlias

import yaml
from yaml import MappingNode, ScalarNode, SequenceNode
from yaml._yaml import CParser

from mlops_team.files import read_regular, why
from mlops_team.model import Path, Place
from mlops_team.text import nearest, quoted, shortened

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_NODES: Final = 200_000
MAX_DIGITS: Final = 100
MAX_KEY: Final = 1024  # characters, as YAML has it for keys that stand in one line
STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"

Event: TypeAlias = Any  # PyYAML's: the stubs tell its Python half and its C half apart, the program need not
Span: TypeAlias = tuple[Any, Any]  # PyYAML's marks: first character, and behind the last


# None, bool, int, float (endless ones only), Decimal, str, Map or Seq; the schemas say which where.
Value: TypeAlias = Any


class Map(dict[str, Value]):
    """A mapping that knows where each of its entries stands: from its key to its plain value, or the key."""

    node: yaml.MappingNode | None = None

    @cached_property
    def spans(self) -> dict[str, Span]:
        """Where they stand; put together when it is first asked for, as of most mappings it never is."""
        return {
            key.value: (key.start_mark, (value if type(value) is ScalarNode else key).end_mark)
            for key, value in (self.node.value if self.node else ())
        }


class Seq(list[Value]):
    """A list that knows where each of its items stands."""

    node: yaml.SequenceNode | None = None

    @cached_property
    def spans(self) -> list[Span]:
        """Where they stand, put together as those of a mapping are."""
        return [
            (item.start_mark, item.end_mark if type(item) is ScalarNode else item.start_mark)
            for item in (self.node.value if self.node else ())
        ]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each text first stands in the list, so that it is found at once however long the list is."""
        return {item: index for index, item in reversed(list(enumerate(self))) if isinstance(item, str)}


class Fault(NamedTuple):
    """Why a file cannot be audited, or one of the reasons."""

    code: str
    message: str
    hint: str
    place: Place


class Document(NamedTuple):
    """A file's value, the places of all its parts, and what is wrong with its YAML."""

    file: str
    value: Value
    start: Any = None  # PyYAML's mark of the first character; None where there is no content
    faults: tuple[Fault, ...] = ()

    def place(self, path: Path) -> Place:
        """Return the place of the entry or item at `path`, or of the nearest one above that is there.

        A mapping's entry is found at its key; a text step into a list means the item of that text.
        """
        above, value = None, self.value
        found: list[Any] = []
        for step in path:
            if type(value) is Map:
                if step not in value:
                    break
            elif type(value) is Seq:
                index = value.positions.get(step) if isinstance(step, str) else step
                if index is None or index >= len(value):
                    break
                step = index  # noqa: PLW2901 - in pointers an item is its index
            else:
                break
            found.append(step)
            above, value = value, value[step]
        if above is None:
            return _place(self.file, (self.start, self.start))
        span = above.spans[found[-1]] if type(above) is Map else _item_span(above, found[-1])
        return _place(self.file, span, found)


def _item_span(items: Seq, index: int) -> Span:
    """Return where an item stands; for a mapping that is its first entry rather than all of its lines."""
    span, item = items.spans[index], items[index]
    if isinstance(item, Map) and item.spans:
        return span[0], max(span[1], next(iter(item.spans.values()))[1], key=lambda mark: mark.index)
    return span


def _place(file: str, span: tuple[yaml.Mark | None, yaml.Mark | None], path: Sequence[str | int] = ()) -> Place:
    start, end = span
    if start is None or end is None:
        return Place(file)
    pointer = "".join([f"/{step}" for step in path])
    if "~" in pointer or pointer.count("/") > len(path):  # rare, and must be told from the separators
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    return Place(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1, pointer)


class _BrokenError(Exception):
    """A fault behind which nothing of the file can be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def read(file: str) -> Document:
    """Read a YAML file, or stdin for `-`, and return its value; faults are in the result, never raised.

    Only regular files of at most 8 MiB are opened, so a pipe or device named as a file cannot hang the run.
    """
    name = STDIN_NAME if file == STDIN else file
    try:
        data = _read_stdin() if file == STDIN else read_regular(file, MAX_BYTES)
    except OSError as error:
        return Document(name, None, faults=(_unreadable(name, error),))
    return parse(name, data)


def _read_stdin() -> bytes:
    if sys.stdin is None:  # closed before the program began
        raise OSError("standard input is closed")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _unreadable(file: str, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        near = _nearest_file(file)
        hint = f'did you mean "{near}"?' if near else "check the path, or start one with `mlops-team init`"
        return Fault("MT001", "there is no such file", hint, Place(file))
    hint = "name a regular file, or - for standard input"
    if isinstance(error, PermissionError):
        hint = "give the user who runs the audit the right to read it"
    return Fault("MT001", f"cannot be read: {why(error)}", hint, Place(file))


def _nearest_file(file: str) -> str | None:
    """Return the YAML file beside one that is not there whose name is nearest to its name, or None."""
    folder, name = os.path.split(file)
    try:
        beside = [one for one in os.listdir(folder or ".") if one.endswith((".yaml", ".yml"))]
    except OSError:
        return None
    near = nearest(name, beside)
    return near and os.path.join(folder, near)


def parse(file: str, data: bytes) -> Document:
    """Return the document in `data`, whose faults name it `file`."""
    try:
        text = _decode(file, data)
        return _plain_document(file, text) or _Builder(file).build(text)
    except _BrokenError as broken:
        return Document(file, None, faults=(broken.fault,))


def _decode(file: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _broken(file, "", f"larger than {MAX_BYTES // 2**20} MiB", "a team file holds one team; split it")
    try:
        data = data.removeprefix(BOM_UTF8)
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "UTF-16 text" if wide else f"byte 0x{data[error.start]:02X}, which is not UTF-8"
        raise _broken(file, before, what, "save the file as UTF-8") from None
    if control := _CONTROL.search(text):
        what = f"a raw control character (U+{ord(control[0]):04X})"
        raise _broken(file, text[: control.start()], what, "delete it, or write it as an escape in double quotes")
    if text.count("%TAG") > _MAX_TAG_LINES:  # of each, the parser asks whether it is like one above
        what = f"more than {_MAX_TAG_LINES} times %TAG"
        raise _broken(file, text[: text.index("%TAG")], what, "leave the %TAG lines out: a team file needs no tags")
    return text


def _broken(file: str, before: str, message: str, hint: str) -> _BrokenError:
    return _BrokenError(Fault("MT002", message, hint, _behind(file, before)))


def _behind(file: str, before: str) -> Place:
    """Return the place behind a text, its lines counted as the parser counts them."""
    lines = _LINE_END.split(before)
    return Place(file, len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 1)


_SPECIAL = ("&", "*", "!", "<<")  # anchors, aliases, tags and merge keys
_DEEP = re.compile(r"\n[ \t\-?:]{200}")  # lines that start so would exhaust the stack of a parser that recurses
_MAX_PLAIN = 100_000  # characters; so many hold fewer than MAX_NODES values
_MAX_BRACKETS = 500
_MAX_TAG_LINES = 100
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class _UnusualError(Exception):
    """Something that a plain document has none of."""


class _Composer(CParser):
    """Composes nodes without asking what they are: `_core` sees to that."""

    # Called for every node with three, two and no arguments, the results unused: built-in functions that do next to
    # nothing, as methods of our own take a tenth of the whole.
    resolve = slice
    descend_resolver = is_
    ascend_resolver = bool


def _plain_document(file: str, text: str) -> Document | None:
    """Return a document with nothing unusual in it, as nearly all are, in half the time; None for any other."""
    if (
        len(text) > _MAX_PLAIN
        or any(mark in text for mark in _SPECIAL)
        or text.count("[") + text.count("{") > _MAX_BRACKETS
        or _DEEP.search(f"\n{text}")
    ):
        return None
    try:
        node = _Composer(text).get_single_node()
        return None if node is None else Document(file, _collection(node, 0), node.start_mark)
    except (yaml.YAMLError, ValueError, _UnusualError):
        return None  # the builder says what, and where


def _collection(node: yaml.Node, depth: int) -> Map | Seq:
    if depth == MAX_DEPTH:
        raise _UnusualError
    if type(node) is MappingNode:
        return _mapping(node, depth + 1)
    if type(node) is SequenceNode:
        return _sequence(node, depth + 1)
    raise _UnusualError


# In both, what is plainly text is told without a call: of a file's values nearly all are.


def _mapping(node: yaml.MappingNode, depth: int) -> Map:
    items = Map()
    items.node = node
    for key, value in node.value:
        name = key.value
        if type(key) is not ScalarNode or name in items or len(name) > MAX_KEY:
            raise _UnusualError
        if (name in _WORDS or name[0] in _NUMERIC) and not key.style and type(_core(name)) is not str:
            raise _UnusualError
        if type(value) is ScalarNode:
            text = value.value
            if value.style or (text not in _WORDS and text[0] not in _NUMERIC):
                items[name] = text
            else:
                items[name] = _core(text)
        else:
            items[name] = _collection(value, depth)
    return items


def _sequence(node: yaml.SequenceNode, depth: int) -> Seq:
    items = Seq()
    items.node = node
    for item in node.value:
        if type(item) is ScalarNode:
            text = item.value
            if item.style or (text not in _WORDS and text[0] not in _NUMERIC):
                items.append(text)
            else:
                items.append(_core(text))
        elif type(item) is MappingNode and item.value and depth < MAX_DEPTH:
            items.append(_mapping(item, depth + 1))
        else:
            raise _UnusualError
    return items


# Newer releases of libyaml have this word for a thousand levels. It looks ahead, and gives up before it has told of
# the levels on the way: the text up to there is enough to see where our own limit is passed.
_TOO_DEEP = "exceeded maximum nesting depth"


class _Frame:
    """A mapping or list that is still open."""

    __slots__ = ("anchor", "depth", "items", "key", "merges", "nodes", "start")

    def __init__(self, items: Map | Seq, start: yaml.CollectionStartEvent, depth: int, nodes: int) -> None:
        self.items: Any = items
        self.start = start
        self.anchor: str | None = start.anchor
        self.nodes = nodes  # how many stood before it
        self.depth = depth  # of the deepest collection in it
        self.key: Any = None  # the event of the key whose value comes next
        self.merges: list[tuple[Value, Event]] = []


class _Builder:
    """Puts parser events together, with a stack of its own so that nesting cannot exhaust Python's."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.stack: list[_Frame] = []
        self.top: _Frame | None = None  # the innermost of the stack
        self.anchors: dict[str, tuple[Value, int, int] | None] = {}  # value, nodes, levels; None while open
        self.nodes = 0
        self.root: Value = None
        self.start: Any = None

    def build(self, text: str) -> Document:
        parser = CParser(text)
        take: dict[type, Callable[[Event], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: self.alias,
            yaml.MappingStartEvent: self.open,
            yaml.SequenceStartEvent: self.open,
            yaml.MappingEndEvent: self.close,
            yaml.SequenceEndEvent: self.close,
            yaml.DocumentStartEvent: self.document_start,
        }
        try:
            for event in iter(parser.get_event, None):
                if method := take.get(type(event)):
                    method(event)
        except yaml.MarkedYAMLError as error:
            if error.problem == _TOO_DEEP and error.problem_mark:
                return _Builder(self.file).build(text[: error.problem_mark.index])
            raise _BrokenError(_syntax_fault(self.file, text, error)) from None
        finally:
            parser.dispose()
        return Document(self.file, self.root, self.start, tuple(self.faults))

    def document_start(self, event: Event) -> None:
        if self.start is not None:
            raise self.stop("a second document starts here", "one file holds one team: split it at ---", event)

    def stop(self, message: str, hint: str, event: Event) -> _BrokenError:
        return _BrokenError(Fault("MT002", message, hint, _place(self.file, (event.start_mark, event.end_mark))))

    def fault(self, code: str, message: str, hint: str, event: Event, key: str | None = None) -> None:
        path = [frame.key.value if frame.key else len(frame.items) for frame in self.stack]
        if key is not None:
            path[-1] = key
        place = _place(self.file, (event.start_mark, event.end_mark), path)
        self.faults.append(Fault(code, message, hint, place))

    def count(self, nodes: int, levels: int, event: Event) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            what = f"more than {MAX_NODES:,} values, aliases expanded"
            raise self.stop(what, "a team file is a few hundred lines; split it or drop the aliases", event)
        if len(self.stack) + levels > MAX_DEPTH:
            raise self.stop(f"nested deeper than {MAX_DEPTH} levels", "a team file needs five", event)
        if self.top is not None:
            self.top.depth = max(self.top.depth, len(self.stack) + levels)

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.count(0, 0, event)
        frame = self.top
        if frame is not None and type(frame.items) is Map and frame.key is None:
            self.key(frame, event)
            return
        value = self.value(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1, 0)
        self.attach(value, event)

    def key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        frame.key = event
        if event.anchor is not None:
            self.anchors[event.anchor] = (event.value, 1, 0)
        text = event.value
        if len(text) > MAX_KEY:
            raise self.stop(f"a key of {len(text)} characters", "a key is a word or a name; close the quotes", event)
        merge = text == "<<" and event.implicit[0]
        if not merge and not isinstance(self.value(event), str):
            short = shortened(text)
            self.fault("MT003", f"the key {short or '(none)'} is not text", f"put it in quotes: '{short}'", event, text)
        elif text in frame.items or (merge and frame.merges):
            hint = "keep one of the two; most readers would silently drop the first"
            self.fault("MT005", f"the key {quoted(text)} stands twice in this mapping", hint, event, text)

    def value(self, event: yaml.ScalarEvent) -> Value:
        """Return a scalar's value by YAML 1.2's core schema, or as its tag says."""
        tag, text = event.tag, event.value
        try:
            if tag is None or tag == "!":
                return _core(text) if tag is None and event.implicit[0] else text
            return _tagged(tag, text)
        except ValueError as error:
            hint = "write the value without the tag" if tag else "write a shorter number, or put it in quotes"
            self.fault("MT002", str(error), hint, event)
            return text

    def open(self, event: yaml.CollectionStartEvent) -> None:
        self.count(1, 1, event)
        top = self.top
        items: Map | Seq = Map() if type(event) is yaml.MappingStartEvent else Seq()
        if event.tag is not None and event.tag not in ("!", _CORE_TAG + ("map" if type(items) is Map else "seq")):
            self.fault("MT002", f"the tag {quoted(_short_tag(event.tag))} is not known", "leave the tag out", event)
        if top is not None and top.key is None and type(top.items) is Map:
            self.fault("MT003", "a key cannot be a list or a mapping", "write the key as plain text", event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.top = _Frame(items, event, len(self.stack) + 1, self.nodes - 1)
        self.stack.append(self.top)

    def close(self, _: Event) -> None:
        frame = self.stack.pop()
        top = self.top = self.stack[-1] if self.stack else None
        for value, event in frame.merges:
            self.merge(frame, value, event)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.items, self.nodes - frame.nodes, frame.depth - len(self.stack))
        if top is not None:
            top.depth = max(top.depth, frame.depth)
            if top.key is None and type(top.items) is Map:
                top.key = yaml.ScalarEvent(None, None, (False, True), "", frame.start.start_mark, frame.start.end_mark)
                return
        self.attach(frame.items, frame.start)

    def alias(self, event: yaml.AliasEvent) -> None:
        name = f"*{shortened(str(event.anchor))}"
        if event.anchor not in self.anchors:
            raise self.stop(f"{name} has no anchor above it", f"write &{name[1:]} where it stands first", event)
        anchored = self.anchors[event.anchor]
        if anchored is None:
            raise self.stop(f"{name} stands inside its own anchor, a loop", "write the values out", event)
        value, nodes, levels = anchored
        self.count(nodes, levels, event)
        frame = self.top
        if frame is not None and type(frame.items) is Map and frame.key is None:
            text = value if isinstance(value, str) else ""
            if not isinstance(value, str):
                self.fault(
                    "MT003", f"the key *{shortened(event.anchor)} is not text", "write the key as plain text", event
                )
            self.key(frame, yaml.ScalarEvent(None, None, (False, True), text, event.start_mark, event.end_mark))
            return
        self.attach(value, event)

    def attach(self, value: Value, event: Event) -> None:
        """Put a finished value where it belongs: the root, a list, or behind its key."""
        frame = self.top
        if frame is None:
            self.root, self.start = value, event.start_mark
            return
        items = frame.items
        if type(items) is Seq:
            items.append(value)
            items.spans.append((event.start_mark, event.end_mark))
            return
        key, frame.key = frame.key, None
        if key.value == "<<" and key.implicit[0]:
            frame.merges.append((value, event))
        elif key.value not in items:
            plain = type(event) is yaml.ScalarEvent
            items[key.value] = value
            items.spans[key.value] = (key.start_mark, event.end_mark if plain else key.end_mark)

    def merge(self, frame: _Frame, value: Value, event: Event) -> None:
        """Fill in what a merge key brings: an entry's own keys win, then the earlier mapping."""
        for base in value if isinstance(value, Seq) else [value]:
            if not isinstance(base, Map):
                self.fault("MT003", "<< merges mappings only", "let it name a mapping or a list of them", event)
                continue
            for key, inherited in base.items():
                if key not in frame.items:
                    frame.items[key] = inherited
                    frame.items.spans[key] = base.spans[key]


# All that the parser refuses, and the C1 controls.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_CORE_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{str(digit): digit for digit in range(10)},
}
# Plain text that is none of the words and starts with something else is text at the first look.
_NUMERIC = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SHORT = 30  # characters: what is longer is not worth keeping
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def _core(text: str) -> Value:
    """Return what a plain scalar stands for (YAML 1.2.2, section 10.3.2), decimals exact as written.

    Raises:
        ValueError: A number of more digits than anybody means.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    return _number(text) if len(text) <= _SHORT else _number.__wrapped__(text)


@lru_cache(maxsize=1_000)  # the same days and shares stand in many files
def _number(text: str) -> Value:
    if _INTEGER.fullmatch(text):
        _check_digits(text, 0)
        return int(text, {"o": 8, "x": 16}.get(text[1:2], 10))
    if _DECIMAL.fullmatch(text):
        number = Decimal(text)
        _check_digits(text, number.adjusted())
        return int(number) if number == number.to_integral_value() else number
    return float(text.replace(".", "", 1)) if _ENDLESS.fullmatch(text) else text


def _check_digits(text: str, exponent: int) -> None:
    if len(text) > MAX_DIGITS or abs(exponent) > MAX_DIGITS:
        raise ValueError(f"{quoted(text)} is a number of more than {MAX_DIGITS} digits")


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,), "null": (type(None),), "bool": (bool,), "int": (int,), "float": (int, float, Decimal),
}  # fmt: skip


def _tagged(tag: str, text: str) -> Value:
    name = tag.removeprefix(_CORE_TAG)
    if tag == name or name not in _TYPES:
        raise ValueError(f"the tag {quoted(_short_tag(tag))} is not known")
    value = text if name == "str" else _core(text)
    if not isinstance(value, _TYPES[name]) or (name != "bool" and isinstance(value, bool)):
        raise ValueError(f"the tag !!{name} does not fit {quoted(text)}")
    return value


def _short_tag(tag: str) -> str:
    return tag.replace(_CORE_TAG, "!!", 1)


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


def _syntax_fault(file: str, text: str, error: yaml.MarkedYAMLError) -> Fault:
    mark, problem = error.problem_mark or error.context_mark, str(error.problem)
    at = text[mark.index : mark.index + 1] if mark else ""
    if problem == "found character that cannot start any token":
        tab = at == "\t"
        what = "a tab in the indentation" if tab else f"a value cannot start with {quoted(at)}"
        hint = "indent with spaces" if tab else "put the value in quotes"
    else:
        what, hint = _SYNTAX.get(problem, _OTHER_SYNTAX)
    context = error.context_mark
    if context and mark and context.line != mark.line:
        what += f" (it started in line {context.line + 1})"
    # What is missing at the end is placed in the file's last line, not behind it.
    at_end = mark is not None and mark.index >= len(text)
    return Fault("MT002", what, hint, _behind(file, text) if at_end else _place(file, (mark, mark)))
