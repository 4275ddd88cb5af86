"""The pages about rules: what `mlops-team explain` says, with what belongs to each rule from elsewhere."""

import inspect
from collections.abc import Iterator
from typing import Any

from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import EXPLAINED, INPUT_ERRORS
from mlops_team.inputs.catalog import Catalog, Practices, load_catalog
from mlops_team.model import Severity
from mlops_team.text import listing

BUILT_IN = load_catalog()
INTRODUCTION = (
    "What `mlops-team audit` requires of a team, a page for each rule. Severities are defaults: the"
    " [configuration](../../README.md#configuration) can change them (`severity`) and switch rules off (`ignore`)."
    " Each rule names where it comes from:"
)
# What a waiver names in the examples, by the field of the finding's subject.
NAMED = {"role": "data-engineer", "member": "Bo Lind", "skill": "feature-store"}


def family(rule: Rule[Any]) -> str:
    """Return the question that a rule's family asks: the first line of its module."""
    return (inspect.getdoc(inspect.getmodule(rule.check)) or "").splitlines()[0]


def by_family() -> dict[str, list[Rule[Any]]]:
    """Return all rules by their families' questions, both in the order of the codes."""
    found: dict[str, list[Rule[Any]]] = {}
    for rule in EXPLAINED:
        found.setdefault(family(rule), []).append(rule)
    return found


def families(folder: str) -> str:
    """Return the families of rules as a Markdown table, each rule with a link to its page in a folder."""
    rows = ["| question | rules |", "|---|---|"]
    for question, members in by_family().items():
        links = ", ".join(f"[{one.code}]({folder}{one.code}.md) {one.name}" for one in members)
        rows.append(f"| {question} | {links} |")
    return "\n".join(rows)


def index() -> str:
    """Return the page that lists all rules."""
    parts = [
        "# Rules",
        INTRODUCTION,
        "\n".join(f"- **{id}**: {_reference(BUILT_IN, id)}" for id in BUILT_IN.sources),
    ]
    for question, members in by_family().items():
        rows = [
            f"| [{one.code}]({one.code}.md) | {one.name} | {one.severity.label} | {one.source} | {one.summary} |"
            for one in members
        ]
        table = ["| code | name | severity | source | a finding for each |", "|---|---|---|---|---|", *rows]
        parts += [f"## {question}", "\n".join(table)]
    return _page(parts)


def pages() -> Iterator[tuple[str, str]]:
    """Yield each rule's code, and its page."""
    for rule in EXPLAINED:
        yield rule.code, _page(_about(rule))


def _about(rule: Rule[Any]) -> Iterator[str]:
    yield f"# {rule.code}: {rule.name}"
    yield rule.summary
    yield _facts(rule)
    yield f"## Why\n\n{_sentence(rule.why)}"
    yield f"## How to fix it\n\n{_sentence(rule.fix)}"
    yield from _example(rule)
    if rule.waivable:
        yield from _exceptions(rule)
    yield "## Related"
    others = [one for one in by_family()[family(rule)] if one is not rule]
    lines = [f"- [{one.code}: {one.name}]({one.code}.md) - {one.summary}" for one in others]
    yield "\n".join([*lines, "- [All rules](README.md)"])


def _facts(rule: Rule[Any]) -> str:
    severity = ", always" if rule.code in INPUT_ERRORS else ""
    lines = [
        f"- Severity: **{rule.severity.label}**{severity}",
        f"- Source: **{rule.source}**: {_reference(BUILT_IN, rule.source)}",
    ]
    for practice in _practices(rule):
        value = getattr(BUILT_IN.practices, practice)
        lines.append(
            f"- Practice: `{practice.replace('_', '-')}`, **{value}** in the built-in catalog;"
            " [a catalog of your own](../catalog.md) can change it"
        )
    return "\n".join(lines)


def _practices(rule: Rule[Any]) -> list[str]:
    """Return the practices that a rule's own code looks up, so that this list cannot drift from it."""
    names = rule.check.__code__.co_names
    return [name for name in Practices._fields if name in names]


def _example(rule: Rule[Any]) -> Iterator[str]:
    lines = rule.example.splitlines()
    excerpt, said = lines[:-1], lines[-1].removeprefix("# ")
    language = "console" if excerpt[0].startswith("$") else "yaml"
    yield "## Example\n\n```" + "\n".join([language, *excerpt, "```"])
    yield f"The audit says:\n\n```text\n{said}\n```"


def _exceptions(rule: Rule[Any]) -> Iterator[str]:
    named = [f"    {field}: {NAMED[field]}" for field in rule.fields]
    what = f"it names the {listing(rule.fields)}" if rule.fields else "it is about the whole team, so it names nothing"
    if len(rule.fields) > 1:
        what += ", or one of the two for all findings about it"
    yield f"## Accepting it for a while\n\nA waiver in the team file, with a reason and a last day; {what}:"
    yield "\n".join((
        "```yaml",
        "waivers:",
        f"  - rule: {rule.name}",
        *named,
        "    reason: Until the reorganisation in spring",
        "    expires: 2027-01-31",
        "```",
    ))  # fmt: skip
    other = "warning" if rule.severity is Severity.INFO else "info"
    yield (
        "For all teams, in the [configuration](../../README.md#configuration): "
        f'`severity = {{{rule.code} = "{other}"}}` weighs it otherwise, `ignore = ["{rule.code}"]` switches it off.'
    )


def _reference(catalog: Catalog, id: str) -> str:
    source = catalog.sources[id]
    title = f"[{source['title']}]({source['url']})" if "url" in source else source["title"]
    return f"{source['authors']}, {title}" if "authors" in source else title


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _page(parts: Iterator[str] | list[str]) -> str:
    return "\n\n".join(parts) + "\n"
