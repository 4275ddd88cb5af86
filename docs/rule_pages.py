"""The pages about rules: what `mlops-team explain` says, with what belongs to each rule from elsewhere."""

import inspect
from collections.abc import Iterator

from mlops_team.audits.rule import INPUT_RULES, Rule
from mlops_team.audits.rules import RULES
from mlops_team.audits.topics import Topic, topics
from mlops_team.inputs.catalog import Catalog, Practices, load_catalog
from mlops_team.model import Severity
from mlops_team.text import listing

BUILT_IN = load_catalog()
BY_CODE = {rule.code: rule for rule in RULES}
TOPICS = topics(INPUT_RULES)
UNREADABLE = "Can the file be read at all?"
INTRODUCTION = (
    "What `mlops-team audit` asks of a team, a page for each rule. Severities are defaults: the"
    " [configuration](../../README.md#configuration) can change them (`severity`) and switch rules off (`ignore`)."
    " Each rule names where it comes from:"
)
# What a waiver names in the examples, by the field of the finding's subject.
NAMED = {"role": "data-engineer", "member": "Bo Lind", "skill": "feature-store"}


def family(topic: Topic) -> str:
    """Return the question that a rule's family asks: the first line of its module."""
    rule = BY_CODE.get(topic.code)
    module = inspect.getmodule(rule.check) if rule else None
    return (module.__doc__ or "").strip() if module else UNREADABLE


def by_family() -> dict[str, list[Topic]]:
    """Return all rules by their families' questions, both in the order of the codes."""
    found: dict[str, list[Topic]] = {}
    for topic in TOPICS:
        found.setdefault(family(topic), []).append(topic)
    return found


def families(folder: str) -> str:
    """Return the families of rules as a Markdown table, each rule with a link to its page in a folder."""
    rows = ["| what is asked | rules |", "|---|---|"]
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
    for topic in TOPICS:
        yield topic.code, _page(_about(topic))


def _about(topic: Topic) -> Iterator[str]:
    yield f"# {topic.code}: {topic.name}"
    yield topic.summary
    yield _facts(topic)
    yield f"## Why\n\n{_sentence(topic.why)}"
    yield f"## How to mend it\n\n{_sentence(topic.fix)}"
    yield from _example(topic)
    if topic.waivable:
        yield from _exceptions(topic)
    yield "## Related"
    others = [one for one in by_family()[family(topic)] if one is not topic]
    lines = [f"- [{one.code}: {one.name}]({one.code}.md) - {one.summary}" for one in others]
    yield "\n".join([*lines, "- [All rules](README.md)"])


def _facts(topic: Topic) -> str:
    severity = "" if topic.waivable else ", always"
    lines = [
        f"- Severity: **{topic.severity.label}**{severity}",
        f"- Source: **{topic.source}**: {_reference(BUILT_IN, topic.source)}",
    ]
    for practice in _practices(BY_CODE.get(topic.code)):
        value = getattr(BUILT_IN.practices, practice)
        lines.append(
            f"- Practice: `{practice.replace('_', '-')}`, **{value}** in the built-in catalog;"
            " [a catalog of your own](../catalog.md) can change it"
        )
    return "\n".join(lines)


def _practices(rule: Rule | None) -> list[str]:
    """Return the practices that a rule's own code looks up, so that this list cannot drift from it."""
    names = rule.check.__code__.co_names if rule else ()
    return [name for name in Practices._fields if name in names]


def _example(topic: Topic) -> Iterator[str]:
    lines = topic.example.splitlines()
    excerpt, said = lines[:-1], lines[-1].removeprefix("# ")
    language = "console" if excerpt[0].startswith("$") else "yaml"
    yield "## Example\n\n```" + "\n".join([language, *excerpt, "```"])
    yield f"The audit says:\n\n```text\n{said}\n```"


def _exceptions(topic: Topic) -> Iterator[str]:
    named = [f"    {field}: {NAMED[field]}" for field in topic.fields]
    what = (
        f"it names the {listing(topic.fields)}" if topic.fields else "it is about the whole team, so it names nothing"
    )
    if len(topic.fields) > 1:
        what += ", or one of the two for all findings about it"
    yield f"## Accepting it for a while\n\nA waiver in the team file, with a reason and a last day; {what}:"
    yield "\n".join((
        "```yaml",
        "waivers:",
        f"  - rule: {topic.name}",
        *named,
        "    reason: Until the reorganisation in spring",
        "    expires: 2027-01-31",
        "```",
    ))  # fmt: skip
    other = "warning" if topic.severity is Severity.INFO else "info"
    yield (
        "For all teams, in the [configuration](../../README.md#configuration): "
        f'`severity = {{{topic.code} = "{other}"}}` weighs it otherwise, `ignore = ["{topic.code}"]` switches it off.'
    )


def _reference(catalog: Catalog, id: str) -> str:
    source = catalog.sources[id]
    title = f"[{source['title']}]({source['url']})" if "url" in source else source["title"]
    return f"{source['authors']}, {title}" if "authors" in source else title


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _page(parts: Iterator[str] | list[str]) -> str:
    return "\n\n".join(parts) + "\n"
