"""Documents with nothing unusual in them, as nearly all are, in half the time that others take."""

import re
from operator import is_

import yaml
from yaml import MappingNode, ScalarNode, SequenceNode
from yaml._yaml import CParser

from mlops_team.inputs.document import MAX_DEPTH, MAX_KEY, Document, Map, Seq
from mlops_team.inputs.yaml_scalars import NUMERIC, WORDS, core

# Aliases, tags and merge keys; line ends that nobody types, and what a line may begin with unseen.
_SPECIAL = ("*", "!", "<<", "\u2028", "\u2029", "\ufeff")
_DEEP = re.compile(r"\n[ \t\-?:]{200}")  # lines that start so would exhaust the stack of a parser that recurses
_MAX_PLAIN = 100_000  # characters; so many hold fewer than MAX_NODES values
_MAX_BRACKETS = 500


class _UnusualError(Exception):
    """Something that a plain document has none of."""


class _Composer(CParser):
    """Composes nodes without asking what they are: `core` sees to that."""

    # Called for every node with three, two and no arguments, the results unused: built-in functions that do next to
    # nothing, as methods of our own take a tenth of the whole.
    resolve = slice
    descend_resolver = is_
    ascend_resolver = bool


def plain_document(file: str, text: str) -> Document | None:
    """Return a document with nothing unusual in it, as nearly all are, in half the time; None for any other."""
    if (
        len(text) > _MAX_PLAIN
        or any(mark in text for mark in _SPECIAL)
        or text.count("[") + text.count("{") > _MAX_BRACKETS
        or _DEEP.search("\n" + text.replace("\r", "\n"))
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
        if (name in WORDS or name[0] in NUMERIC) and not key.style and type(core(name)) is not str:
            raise _UnusualError
        if type(value) is ScalarNode:
            text = value.value
            if value.style or (text not in WORDS and text[0] not in NUMERIC):
                items[name] = text
            else:
                items[name] = core(text)
        else:
            items[name] = _collection(value, depth)
    return items


def _sequence(node: yaml.SequenceNode, depth: int) -> Seq:
    items = Seq()
    items.node = node
    for item in node.value:
        if type(item) is ScalarNode:
            text = item.value
            if item.style or (text not in WORDS and text[0] not in NUMERIC):
                items.append(text)
            else:
                items.append(core(text))
        elif type(item) is MappingNode and item.value and depth < MAX_DEPTH:
            items.append(_mapping(item, depth + 1))
        else:
            raise _UnusualError
    return items
