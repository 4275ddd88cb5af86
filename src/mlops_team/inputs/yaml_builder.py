"""Any document at all, from the parser's events; what is wrong with it is told in full, each fault with its place."""

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml._yaml import CParser

from mlops_team.inputs.document import (
    MAX_DEPTH,
    MAX_KEY,
    MAX_NODES,
    BrokenError,
    Document,
    Fault,
    Map,
    Seq,
    Value,
    place_of,
)  # fmt: skip
from mlops_team.inputs.yaml_errors import syntax_fault
from mlops_team.inputs.yaml_halves import masked, restored
from mlops_team.inputs.yaml_scalars import core, tagged
from mlops_team.text import quoted, shortened

Event: TypeAlias = Any  # PyYAML's: the stubs tell its Python half and its C half apart, the program need not


def build(file: str, text: str) -> Document:
    """Return the document in a text, and what is wrong with it.

    Raises:
        BrokenError: Something behind which nothing of it can be read.
    """
    return _Builder(file).build(text)


# Newer releases of libyaml have this word for a thousand levels. It looks ahead, and gives up before it has told of
# the levels on the way: the text up to there is enough to see where our own limit is passed.
_TOO_DEEP = "exceeded maximum nesting depth"


class _Frame:
    """A mapping or list that is still open."""

    __slots__ = ("anchor", "depth", "items", "key", "lost", "merges", "nodes", "start")

    def __init__(self, items: Map | Seq, start: yaml.CollectionStartEvent, depth: int, nodes: int) -> None:
        self.items: Any = items
        self.start = start
        self.anchor: str | None = start.anchor
        self.nodes = nodes  # how many stood before it
        self.depth = depth  # of the deepest collection in it
        self.key: Any = None  # the event of the key whose value comes next
        self.lost = False  # that value, as the key is no text
        self.merges: list[tuple[Value, Event]] = []


class _Builder:
    """Puts parser events together, with a stack of its own so that nesting cannot exhaust Python's."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.stack: list[_Frame] = []
        self.top: Any = None  # the innermost of the stack
        self.anchors: dict[str, tuple[Value, int, int] | None] = {}  # value, nodes, levels; None while open
        self.nodes = 0
        self.root: Value = None
        self.start: Any = None

    def build(self, text: str) -> Document:
        parsed = masked(text)
        parser = CParser(parsed)
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
                if parsed is not text and type(event) is yaml.ScalarEvent:
                    event.value = restored(event.value)
                if method := take.get(type(event)):
                    method(event)
        except yaml.MarkedYAMLError as error:
            if error.problem == _TOO_DEEP and error.problem_mark:
                return _Builder(self.file).build(text[: error.problem_mark.index])
            raise BrokenError(syntax_fault(self.file, text, error)) from None
        return Document(self.file, self.root, self.start, tuple(self.faults))

    def document_start(self, event: Event) -> None:
        if self.start is not None:
            raise self.stop("a second document starts here", "one file holds one team: split it at ---", event)

    def stop(self, message: str, hint: str, event: Event) -> BrokenError:
        return BrokenError(Fault("MT002", message, hint, place_of(self.file, (event.start_mark, event.end_mark))))

    def fault(self, code: str, message: str, hint: str, event: Event) -> None:
        path: list[str | int] = []
        for frame in self.stack:
            if frame.lost:  # what is behind such a key is nowhere in the value
                break
            path.append(frame.key.value if frame.key else len(frame.items))
        place = place_of(self.file, (event.start_mark, event.end_mark), path)
        self.faults.append(Fault(code, message, hint, place))

    def count(self, nodes: int, levels: int, event: Event) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            what = f"more than {MAX_NODES:,} values, aliases expanded"
            raise self.stop(what, "a team file is a few hundred lines; split it or drop the aliases", event)
        if len(self.stack) + levels > MAX_DEPTH:
            raise self.stop(f"nested deeper than {MAX_DEPTH} levels", "a team file needs five", event)

    def at_key(self) -> bool:
        return self.top is not None and type(self.top.items) is Map and self.top.key is None

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.count(1, 0, event)
        key = self.at_key()
        value = event.value if key else self.value(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1, 0)
        if key:
            self.key(event)
        else:
            self.attach(value, event)

    def key(self, event: yaml.ScalarEvent) -> None:
        frame, text = self.top, event.value
        frame.key = event
        if len(text) > MAX_KEY:
            raise self.stop(f"a key of {len(text)} characters", "a key is a word or a name; close the quotes", event)
        merge = text == "<<" and event.implicit[0]
        if not merge and not isinstance(self.value(event), str):
            short = shortened(text)
            self.no_text(event, f"the key {short or '(none)'} is not text", f"put it in quotes: '{short}'")
        elif text in frame.items or (merge and frame.merges):
            hint = "keep one of the two; most readers would silently drop the first"
            self.fault("MT005", f"the key {quoted(text)} stands twice in this mapping", hint, event)

    def no_text(self, key: Event, message: str, hint: str) -> None:
        """Tell of a key that is none; what stands behind it is left out."""
        self.top.key, self.top.lost = key, True
        self.fault("MT003", message, hint, key)

    def value(self, event: yaml.ScalarEvent) -> Value:
        """Return a scalar's value by YAML 1.2's core schema, or as its tag says."""
        tag, text = event.tag, event.value
        try:
            if tag is None or tag == "!":
                return core(text) if tag is None and event.implicit[0] else text
            return tagged(tag, text)
        except ValueError as error:
            hint = "write the value without the tag" if tag else "write a shorter number, or put it in quotes"
            self.fault("MT002", str(error), hint, event)
            return text

    def open(self, event: yaml.CollectionStartEvent) -> None:
        self.count(1, 1, event)
        items: Map | Seq = Map() if type(event) is yaml.MappingStartEvent else Seq()
        if event.tag not in (None, "!"):
            try:
                tagged(event.tag, items)
            except ValueError as error:
                self.fault("MT002", str(error), "leave the tag out", event)
        if self.at_key():
            self.top.lost = True
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
            if self.at_key():
                top.key = frame.start
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
        self.top.depth = max(self.top.depth, len(self.stack) + levels)  # a root has no anchor above it
        if not self.at_key():
            self.attach(value, event)
        elif isinstance(value, str):
            self.key(yaml.ScalarEvent(None, None, (False, False), value, event.start_mark, event.end_mark))
        else:
            self.no_text(event, f"the key {name} is not text", "write the key as plain text")

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
        if frame.lost:
            frame.lost = False
        elif key.value == "<<" and key.implicit[0]:
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
