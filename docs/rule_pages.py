"""The page about the rules, written from their docstrings."""

import inspect
from collections.abc import Iterator
from typing import Any

from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import EXPLAINED
from mlops_team.inputs.catalog import Practices, load_catalog
from mlops_team.text import listing

BUILT_IN = load_catalog()
# What the waivers shown name, by the field of the finding's subject.
NAMED = {"role": "data-engineer", "member": "Bo Lind", "skill": "feature-store"}
INTRODUCTION = """\
# Rules

`mlops-team audit` checks each team against these rules. `mlops-team explain RULE` prints the same text in the terminal,
and `-f json` gives it to programs.

{table}

## Severity and source

The severity of a rule is a default. The [configuration](configuration.md) can change it
(`severity = {{MT301 = "info"}}`) and can switch a rule off (`ignore = ["MT106"]`). Each rule names its source:

{sources}

## Accepting a finding

A waiver in the [team file](team-file.md#waivers) accepts a finding until a day, with a reason. It names the rule and,
where the finding is about a role, a member or a skill, at least one of these. Everything it names has to match. The
waiver below a rule shows all the fields that it may name."""


def page() -> str:
    """Return the page that explains all rules."""
    sources = "\n".join(f"- **{id}**: {_reference(id)}" for id in BUILT_IN.sources)
    parts = [INTRODUCTION.format(table=families(""), sources=sources)]
    for question, members in _by_family().items():
        parts.append(f"## {question}")
        for rule in members:
            parts.extend(_section(rule))
    return "\n\n".join(parts) + "\n"


def families(page: str) -> str:
    """Return the families of rules as a Markdown table.

    Args:
        page: Where the rules are explained, as the table's links have it; empty for the page of the table itself.
    """
    rows = ["| question | rules |", "|---|---|"]
    for question, members in _by_family().items():
        links = ", ".join(f"[{rule.code}]({page}#{rule.code.lower()}) {rule.name}" for rule in members)
        rows.append(f"| {question} | {links} |")
    return "\n".join(rows)


def _by_family() -> dict[str, list[Rule[Any]]]:
    """Return all rules by the question that their family asks, in the order of the codes."""
    by_family: dict[str, list[Rule[Any]]] = {}
    for rule in EXPLAINED:
        by_family.setdefault(_family(rule), []).append(rule)
    return by_family


def _family(rule: Rule[Any]) -> str:
    """Return the question that a rule's family asks: its module's docstring begins with it."""
    question, mark, _ = (inspect.getdoc(inspect.getmodule(rule.check)) or "").partition("?")
    return question + mark


def _section(rule: Rule[Any]) -> Iterator[str]:
    yield f"### {rule.code}"  # alone, so that the anchor is the code
    yield f"**{rule.name}** · {rule.severity.label} · {rule.source}"
    yield rule.summary
    yield f"**Why**: {rule.why}"
    yield f"**Fix**: {rule.fix}"
    yield from _practices(rule)
    yield from _example(rule)
    if rule.waivable:
        yield _waiver(rule)


def _practices(rule: Rule[Any]) -> Iterator[str]:
    """Yield which practices of the catalog the rule's own code looks up."""
    names = rule.check.__code__.co_names
    used = [name for name in Practices._fields if name in names]
    values = [f"`{name.replace('_', '-')}`, **{getattr(BUILT_IN.practices, name)}** by default" for name in used]
    if values:
        yield f"**Practice**: {listing(values)} ([change it in a catalog](catalog.md#practices))"


def _example(rule: Rule[Any]) -> Iterator[str]:
    *excerpt, message = rule.example.splitlines()
    language = "console" if excerpt[0].startswith("$") else "yaml"
    yield "\n".join([f"```{language}", *excerpt, "```"])
    yield f"```text\n{message.removeprefix('# ')}\n```"


def _waiver(rule: Rule[Any]) -> str:
    named = "".join(f"{field}: {NAMED[field]}, " for field in rule.fields)
    return f"**Waiver**: `{{rule: {rule.name}, {named}reason: Until the reorganisation, expires: 2027-01-31}}`"


def _reference(id: str) -> str:
    source = BUILT_IN.sources[id]
    title = f"[{source['title']}]({source['url']})" if "url" in source else source["title"]
    return f"{source['authors']}, {title}" if "authors" in source else title
