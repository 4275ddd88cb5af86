"""Bytes to values, each with its location: YAML 1.2's core schema from the events of PyYAML's C parser, in one pass.

PyYAML's own constructor reads YAML 1.1 (`no` is False, `010` is 8), keeps the last of two equal keys and recurses
with the input, so the values are built here, by recursion that MAX_DEPTH bounds.
"""

import re
from collections.abc import Callable
from itertools import takewhile
from typing import Any, Final, NamedTuple, TypeAlias, cast

import yaml
from yaml import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent
from yaml._yaml import CParser

from mlops_team.inputs.document import UNSEEN, BrokenError, Document, Fault, Map, Seq, Value, location_of, mark_after
from mlops_team.inputs.yaml_bytes import STDIN, STDIN_NAME, decode, read_bytes, stand_ins_for_old_line_ends, unreadable
from mlops_team.inputs.yaml_scalars import NUMERIC, WORDS, core, tagged
from mlops_team.text import quoted, shortened

__all__ = ["STDIN", "STDIN_NAME", "Document", "Fault", "Map", "Seq", "Value", "parse", "read"]

MAX_DEPTH: Final = 64
MAX_NODES: Final = 200_000
MAX_KEY: Final = 1024  # characters, YAML's own limit for keys on one line
Event: TypeAlias = Any  # PyYAML's; the stubs have different ones for its Python and its C half
_MERGE = "<<"
_BLOCK = ("|", ">")
# Invisible characters that make a plain scalar something else than what it looks like.
_UNSEEN_KEY = re.compile(rf"-?[{''.join(UNSEEN)}]")
_UNSEEN_VALUE = re.compile("\ufeff")
_SPECIAL = NUMERIC | {"\ufeff"}  # first characters of plain scalars that are not text, or look like something else
# Newer releases of libyaml stop at a thousand levels, before they return the events of the levels above.
_TOO_DEEP = "exceeded maximum nesting depth"


def read(file: str) -> Document:
    """Read a YAML file, or stdin for `-`, and return its value; faults are in the result, never raised.

    Only regular files of at most 8 MiB are opened, so a pipe or device named as a file cannot hang the run.
    """
    name = STDIN_NAME if file == STDIN else file or '""'
    try:
        data = read_bytes(file)
    except OSError as error:
        return Document(name, None, faults=(unreadable(name, error),))
    return parse(name, data)


def parse(file: str, data: bytes) -> Document:
    """Return the document in `data`; its faults call the file `file`."""
    try:
        return _Builder(file, decode(file, data)).build()
    except BrokenError as error:
        return Document(file, None, faults=(error.fault,))


class _Anchored(NamedTuple):
    """A value that aliases may repeat, and how many values and levels it has."""

    value: Value
    nodes: int
    levels: int


class _Builder:
    """Builds values from parser events."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.next = _events(text)
        self.faults: list[Fault] = []
        self.path: list[str | int | None] = []  # None for a key that is not text
        self.anchors: dict[str, _Anchored | None] = {}  # None while the value is still open
        self.nodes = 0
        self.depth = 0
        self.deepest = 0  # of the levels in the innermost open collection

    def build(self) -> Document:
        try:
            return self.document()
        except yaml.MarkedYAMLError as error:
            if error.problem == _TOO_DEEP and error.problem_mark:
                return _Builder(self.file, self.text[: error.problem_mark.index]).build()
            from mlops_team.inputs.yaml_errors import syntax_fault  # few files need it

            raise BrokenError(syntax_fault(self.file, self.text, error)) from None

    def document(self) -> Document:
        value, start = None, None
        self.next()  # the start of the stream
        if type(self.next()) is yaml.DocumentStartEvent:
            root = self.next()
            value, start = self.value(root), root.start_mark
            self.next()  # the end of the document
            event = self.next()
            if type(event) is yaml.DocumentStartEvent:
                hint = "write one team per file: split the file at ---"
                raise self.stop("a second document starts here", hint, event)
        return Document(self.file, value, start, tuple(self.faults), self.text)

    def stop(self, message: str, hint: str, event: Event) -> BrokenError:
        return BrokenError(Fault("MT002", message, hint, location_of(self.file, (event.start_mark, event.end_mark))))

    def fault(self, code: str, message: str, hint: str, event: Event) -> None:
        path = list(takewhile(lambda step: step is not None, self.path))
        location = location_of(self.file, (event.start_mark, event.end_mark), cast(list[str | int], path))
        self.faults.append(Fault(code, message, hint, location))

    def check_limits(self, event: Event, levels: int = 0) -> None:
        if self.nodes > MAX_NODES:
            what = f"more than {MAX_NODES:,} values, aliases expanded"
            raise self.stop(what, "split the file or remove aliases: a team file has a few hundred lines", event)
        if self.depth + levels > MAX_DEPTH:
            hint = "write it with fewer levels: a team file needs five"
            raise self.stop(f"nested deeper than {MAX_DEPTH} levels", hint, event)

    def value(self, event: Event) -> Value:
        if type(event) is ScalarEvent:
            return self.scalar(event)
        return self.alias(event) if type(event) is yaml.AliasEvent else self.collection(event)

    def collection(self, start: Event) -> Map | Seq:
        self.nodes += 1
        self.depth += 1
        self.check_limits(start)
        items: Map | Seq = Map() if type(start) is MappingStartEvent else Seq()
        if start.tag is not None and start.tag != "!":
            self.tagged(start, items)
        nodes, outside = self.nodes - 1, self.deepest
        self.deepest = self.depth
        if start.anchor is not None:
            self.anchors[start.anchor] = None
        if isinstance(items, Map):
            items.spans = {}
            self.mapping(items)
        else:
            items.spans = []
            self.sequence(items)
        if start.anchor is not None:
            self.anchors[start.anchor] = _Anchored(items, self.nodes - nodes, self.deepest - self.depth + 1)
        self.deepest = max(self.deepest, outside)
        self.depth -= 1
        return items

    def mapping(self, items: Map) -> None:
        spans, path = items.spans, self.path
        merges: list[tuple[Value, Event]] = []
        path.append(None)
        while type(key := self.next()) is not MappingEndEvent:
            path[-1] = None
            name = path[-1] = self.key(key, items)
            event = self.next()
            if type(event) is ScalarEvent:
                value, end = self.scalar(event), event.end_mark
            else:
                value, end = self.value(event), key.end_mark
            if name is None or name in items or name[:2] == "x-":  # x- is for the user's own keys
                continue
            if name == _MERGE and type(key) is ScalarEvent and key.implicit[0]:
                if merges:
                    self.twice(key, name)
                merges.append((value, event))
            else:
                items[name] = value
                spans[name] = (key.start_mark, end)
        path.pop()
        for base, event in merges:
            self.merge(items, base, event)

    def sequence(self, items: Seq) -> None:
        spans, path = items.spans, self.path
        path.append(0)
        while type(event := self.next()) is not SequenceEndEvent:
            items.append(self.scalar(event) if type(event) is ScalarEvent else self.value(event))
            spans.append((event.start_mark, event.end_mark))
            path[-1] = len(items)
        path.pop()

    def scalar(self, event: Event) -> Value:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.check_limits(event)
        value, style = event.value, event.style
        if style:
            value = self.block_text(event) if style in _BLOCK else value
        elif (value in WORDS or value[0] in _SPECIAL) and event.tag is None:  # else it is text, as nearly all are
            value = self.number(event)
        if event.tag is not None and event.tag != "!":
            value = self.tagged(event, value)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, 1, 0)
        return value

    def number(self, event: Event) -> Value:
        self.check_seen(event, _UNSEEN_VALUE)
        try:
            return core(event.value)
        except ValueError as error:
            self.fault("MT002", str(error), "write a shorter number, or put it in quotes", event)
            return event.value

    def block_text(self, event: Event) -> str:
        """Trim a text after | or >: the line breaks at its end are not part of it, nor of its range."""
        source = self.text[event.start_mark.index : event.end_mark.index].rstrip()
        event.end_mark = mark_after(event.start_mark, source)
        event.value = event.value.strip()
        return cast(str, event.value)

    def check_seen(self, event: Event, unseen: re.Pattern[str]) -> None:
        """Stop at a character that looks like a space or like nothing, but that YAML reads as part of the text."""
        if match := unseen.match(event.value):
            from mlops_team.inputs.yaml_errors import unseen_fault

            raise BrokenError(unseen_fault(self.file, self.text, event.start_mark.index + match.end() - 1))

    def tagged(self, event: Event, untagged: str | Map | Seq) -> Value:
        try:
            return tagged(event.tag, untagged)
        except ValueError as error:
            self.fault("MT002", str(error), "remove the tag", event)
            return untagged

    def alias(self, event: Event) -> Value:
        name = shortened(str(event.anchor))
        if event.anchor not in self.anchors:
            raise self.stop(f"*{name} has no anchor above it", f"write &{name} before the value that it repeats", event)
        anchored = self.anchors[event.anchor]
        if anchored is None:
            raise self.stop(f"*{name} is inside its own anchor, a loop", "write the values out", event)
        self.nodes += anchored.nodes
        self.check_limits(event, anchored.levels)
        self.deepest = max(self.deepest, self.depth + anchored.levels)
        return anchored.value

    def key(self, event: Event, items: Map) -> str | None:
        """Return the text of a key, None if it is not text."""
        value = self.scalar(event) if type(event) is ScalarEvent else self.value(event)
        if type(value) is not str:
            self.not_text(event)
            return None
        if len(value) > MAX_KEY:
            what = f"a key of {len(value)} characters, more than {MAX_KEY}"
            raise self.stop(what, "shorten the key, or close its quotes", event)
        if not value.isascii() and type(event) is ScalarEvent and event.implicit[0]:
            self.check_seen(event, _UNSEEN_KEY)
        if value in items:
            self.path[-1] = value
            self.twice(event, value)
        return value

    def not_text(self, event: Event) -> None:
        """Report a key that is not text; the value after it is dropped."""
        hint = "write the key as text, such as name"
        if type(event) is yaml.AliasEvent:
            self.fault("MT003", f"the key *{shortened(str(event.anchor))} is not text", hint, event)
        elif type(event) is not ScalarEvent:
            self.fault("MT003", "a key cannot be a list or a mapping", hint, event)
        elif event.value:
            key = shortened(event.value)
            self.fault("MT003", f"the key {key} is not text", f'put it in quotes: "{key}"', event)
        else:
            self.fault("MT003", 'a key is missing before ":"', 'write "key: value"', event)

    def twice(self, event: Event, key: str) -> None:
        hint = "remove or rename one: most YAML readers silently drop the first"
        self.fault("MT005", f"the key {quoted(key)} is in this mapping twice", hint, event)

    def merge(self, items: Map, value: Value, event: Event) -> None:
        """Fill in what a merge key brings: an entry's own keys win, then the earlier mapping."""
        for base in value if isinstance(value, Seq) else [value]:
            if not isinstance(base, Map):
                hint = "write <<: *defaults, where &defaults is the anchor of a mapping"
                self.fault("MT003", "<< takes only mappings", hint, event)
                continue
            for key, inherited in base.items():
                if key not in items:
                    items[key] = inherited
                    items.spans[key] = base.spans[key]


def _events(text: str) -> Callable[[], Event]:
    """Return a function that returns the parser's next event."""
    stand_ins = stand_ins_for_old_line_ends(text)
    parser = CParser(text.translate(stand_ins) if stand_ins else text)
    if not stand_ins:
        return cast(Callable[[], Event], parser.get_event)
    originals = {ord(stand_in): chr(code) for code, stand_in in stand_ins.items()}

    def next_event() -> Event:
        event = parser.get_event()
        if type(event) is ScalarEvent:
            event.value = event.value.translate(originals)
        return event

    return next_event
