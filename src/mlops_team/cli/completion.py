"""What can stand at the cursor of a shell: loaded only when a shell asks.

What a parameter takes is read off its metavar, as the help shows it: `text|json` are words to choose from, RULE and
ROLE are names of rules and roles. Where nothing is offered, shells complete files.
"""

from collections.abc import Callable, Iterable
from typing import Any, get_type_hints

import typer
from typer.models import ParameterInfo

from mlops_team.errors import MlopsTeamError
from mlops_team.inputs import schema as schemas

Offer = tuple[str, str]  # a word, and what it stands for
Offers = Callable[[typer.Context], Iterable[Offer]]


def add_completions(command: Callable[..., None]) -> None:
    """Let the parameters of a command complete what their metavars say."""
    for hint in get_type_hints(command, include_extras=True).values():
        for info in getattr(hint, "__metadata__", ()):
            if isinstance(info, ParameterInfo) and info.metavar:
                info.autocompletion = _completer(info.metavar)


def _completer(metavar: str) -> Callable[..., list[Offer]] | None:
    words = metavar.split("|")
    offers = _NAMES.get(metavar) or (lambda _: [(word, "") for word in words])
    if metavar not in _NAMES and len(words) == 1:
        return None
    listed = "," in metavar

    def complete(context: typer.Context, incomplete: str) -> list[Offer]:
        before, comma, _ = incomplete.rpartition(",") if listed else ("", "", "")
        return [(before + comma + word, told) for word, told in offers(context)]

    return complete


def _rules(_context: Any) -> Iterable[Offer]:  # noqa: ANN401 - whatever context there is
    from mlops_team.audits.rules import RULES

    for rule in RULES:
        yield from ((rule.name, rule.summary), (rule.code, rule.summary))


def _topics(_context: Any) -> Iterable[Offer]:  # noqa: ANN401 - as above
    from mlops_team.audits.rule import INPUT_RULES
    from mlops_team.audits.topics import topics

    for topic in topics(INPUT_RULES):
        yield from ((topic.name, topic.summary), (topic.code, topic.summary))


def _roles(context: typer.Context) -> Iterable[Offer]:
    from mlops_team.cli.common import config_from
    from mlops_team.inputs.catalog import load_catalog

    try:
        isolated = bool(context.params.get("isolated"))
        config = config_from(context.params.get("config"), isolated=isolated)
        catalog = load_catalog(context.params.get("folder") or config.roles)
    except MlopsTeamError:  # said when the command runs: at the cursor there is no place for it
        return []
    return [(role.id, role.title) for role in catalog.roles.values()]


_NAMES: dict[str, Offers] = {
    "[ROLE]": _roles,
    "[RULE]": _topics,
    "RULE[,RULE]": _rules,
    "[SCHEMA]": lambda _: [(name, "") for name in schemas.names()],
}
