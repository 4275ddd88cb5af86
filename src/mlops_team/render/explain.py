"""Rules for people: a line a rule, or a page about one; and as JSON."""

import json
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any

from mlops_team.audits.topics import Topic
from mlops_team.inputs.catalog import Catalog
from mlops_team.text import inert, listing, visible

_WIDTH = 88
_LABEL = 10


def index(topics: Iterable[Topic]) -> Iterator[str]:
    """Yield all topics, a line each."""
    known = list(topics)
    width = max(len(one.name) for one in known)
    for one in known:
        yield _line(f"{one.code}  {one.name:<{width}}  {one.severity.label:<7}  {one.summary.rstrip('.')}")
    yield "\n"
    yield _line("`mlops-team explain RULE` says why, how to mend it, and shows an example.")


def page(topic: Topic, catalog: Catalog) -> Iterator[str]:
    """Yield everything about one topic."""
    yield _line(f"{topic.code} {topic.name}")
    yield from _paragraph("", topic.summary, indent=0)
    yield "\n"
    facts = {
        "Why": _sentence(topic.why),
        "Fix": _sentence(topic.fix),
        "Severity": f"{topic.severity.label}, unless the configuration says otherwise"
        if topic.waivable
        else f"{topic.severity.label}, always",
        "Source": _source(topic, catalog),
        "Waiver": _waiver(topic),
    }
    for label, text in facts.items():
        yield from _paragraph(label, text, indent=_LABEL)
    yield "\n"
    yield _line("Example, and what is said of it")
    for line in topic.example.splitlines():
        yield _line(f"  {line}")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _source(topic: Topic, catalog: Catalog) -> str:
    source = catalog.sources.get(topic.source, {})
    return f"{topic.source}: {', '.join(source[key] for key in ('title', 'url') if key in source)}".rstrip(": ")


def _waiver(topic: Topic) -> str:
    if not topic.waivable:
        return "none: what cannot be read cannot be accepted"
    if not topic.fields:
        return f"rule: {topic.name}; it is about the whole team, so it names no role, member or skill"
    return f"rule: {topic.name}, with the {listing(topic.fields, 'or')} whose finding is accepted"


def as_json(topics: Iterable[Topic], catalog: Catalog, *, single: bool) -> Iterator[str]:
    """Yield one topic, or all of them, as JSON."""
    objects = [_object(one, catalog) for one in topics]
    whole: Any = objects[0] if single else {"version": 1, "rules": objects}
    yield json.dumps(whole, indent=2) + "\n"


def _object(topic: Topic, catalog: Catalog) -> dict[str, Any]:
    source = catalog.sources.get(topic.source, {})
    return {
        "code": topic.code,
        "name": topic.name,
        "severity": topic.severity.label,
        "summary": topic.summary,
        "why": topic.why,
        "fix": topic.fix,
        "source": {"id": topic.source, "title": source.get("title"), "url": source.get("url")},
        "waivable": topic.waivable,
        "subject": topic.fields,
        "example": topic.example,
    }


def _line(text: str) -> str:
    return inert(visible(text)) + "\n"


def _paragraph(label: str, text: str, *, indent: int) -> Iterator[str]:
    # Nothing is broken at a hyphen: names and links are there to be copied.
    lines = wrap(visible(text), _WIDTH - indent, break_on_hyphens=False, break_long_words=False)
    for number, line in enumerate(lines):
        yield _line(f"{'' if number else label:<{indent}}{line}")
