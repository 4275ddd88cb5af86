"""Rules for people: a line a rule, or a page about a single rule; and as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import INPUT_ERRORS
from mlops_team.inputs.catalog import Catalog
from mlops_team.model import Json
from mlops_team.render.json import laid_out
from mlops_team.render.styled import BLANK, Line
from mlops_team.text import listing, sentence

_LABEL = 10


def index(rules: Iterable[Rule[Any]]) -> Iterator[Line]:
    """Yield all rules, a line each."""
    listed = list(rules)
    width = max(len(rule.name) for rule in listed)
    for rule in listed:
        head = f"  {rule.name:<{width}}  {rule.severity.label:<7}  "
        hang = len(rule.code + head)
        yield Line(((rule.code, "bold"), (head, ""), (rule.summary.rstrip("."), "dim")), hang)
    yield BLANK
    yield Line((("`mlops-team explain RULE` says why, how to fix it, and shows an example.", ""),))


def page(rule: Rule[Any], catalog: Catalog) -> Iterator[Line]:
    """Yield everything about a rule."""
    yield Line(((f"{rule.code} {rule.name}", "bold"),))
    yield Line(((rule.summary, ""),))
    yield BLANK
    always = "always" if rule.code in INPUT_ERRORS else "unless the configuration says otherwise"
    paragraphs = {
        "Why": sentence(rule.why),
        "Fix": sentence(rule.fix),
        "Severity": f"{rule.severity.label}, {always}",
        "Source": _source(rule, catalog),
        "Waiver": _waiver(rule),
    }
    for label, text in paragraphs.items():
        yield Line(((f"{label:<{_LABEL}}", "bold"), (text, "")), _LABEL, copied=True)
    yield BLANK
    yield Line((("Example, and the message", "bold"),))
    for line in rule.example.splitlines():
        yield Line(((f"  {line}", "dim" if line.startswith("#") else ""),), 4)


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


def _object(rule: Rule[Any], catalog: Catalog) -> Json:
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
