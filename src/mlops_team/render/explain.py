"""Rules for people: a line a rule, or a page about a single rule; and as JSON."""

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any

from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import INPUT_ERRORS
from mlops_team.inputs.catalog import Catalog
from mlops_team.render.json import laid_out
from mlops_team.text import inert, listing, visible

_WIDTH = 88
_LABEL = 10


def index(rules: Iterable[Rule[Any]]) -> Iterator[str]:
    """Yield all rules, a line each."""
    listed = list(rules)
    width = max(len(rule.name) for rule in listed)
    for rule in listed:
        yield _line(f"{rule.code}  {rule.name:<{width}}  {rule.severity.label:<7}  {rule.summary.rstrip('.')}")
    yield "\n"
    yield _line("`mlops-team explain RULE` says why, how to fix it, and shows an example.")


def page(rule: Rule[Any], catalog: Catalog) -> Iterator[str]:
    """Yield everything about a rule."""
    yield _line(f"{rule.code} {rule.name}")
    yield from _paragraph("", rule.summary, indent=0)
    yield "\n"
    always = "always" if rule.code in INPUT_ERRORS else "unless the configuration says otherwise"
    paragraphs = {
        "Why": _sentence(rule.why),
        "Fix": _sentence(rule.fix),
        "Severity": f"{rule.severity.label}, {always}",
        "Source": _source(rule, catalog),
        "Waiver": _waiver(rule),
    }
    for label, text in paragraphs.items():
        yield from _paragraph(label, text, indent=_LABEL)
    yield "\n"
    yield _line("Example, and the message")
    for line in rule.example.splitlines():
        yield _line(f"  {line}")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _source(rule: Rule[Any], catalog: Catalog) -> str:
    source = catalog.sources.get(rule.source, {})
    return f"{rule.source}: {', '.join(source[key] for key in ('title', 'url') if key in source)}".rstrip(": ")


def _waiver(rule: Rule[Any]) -> str:
    if rule.code in INPUT_ERRORS:
        return "none: a file that cannot be read cannot be accepted"
    if not rule.waivable:
        return "none: extend or delete the waiver that it is about"
    if not rule.fields:
        return f"rule: {rule.name}; it is about the whole team, so it names no role, member or skill"
    return f"rule: {rule.name}, with the {listing(rule.fields, 'or')} whose finding is accepted"


def as_json(rules: Iterable[Rule[Any]], catalog: Catalog, *, single: bool) -> str:
    """Return a single rule, or all of them, as JSON."""
    objects = [_object(rule, catalog) for rule in rules]
    return laid_out(objects[0] if single else {"version": 1, "rules": objects})


def _object(rule: Rule[Any], catalog: Catalog) -> dict[str, Any]:
    source = catalog.sources.get(rule.source, {})
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.label,
        "summary": rule.summary,
        "why": rule.why,
        "fix": rule.fix,
        "source": {"id": rule.source.value, "title": source.get("title"), "url": source.get("url")},
        "waivable": rule.waivable,
        "subject": rule.fields,
        "example": rule.example,
    }


def _line(text: str) -> str:
    return inert(visible(text)) + "\n"


def _paragraph(label: str, text: str, *, indent: int) -> Iterator[str]:
    # Nothing is broken at a hyphen: names and links are there to be copied.
    lines = wrap(visible(text), _WIDTH - indent, break_on_hyphens=False, break_long_words=False)
    for number, line in enumerate(lines):
        yield _line(f"{'' if number else label:<{indent}}{line}")
