"""What a team can bear to lose, the worst first: as text, as Markdown and as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.resilience import Loss, Resilience, bus_factor, lost_skills
from mlops_team.inputs.team import Member
from mlops_team.render.json import laid_out
from mlops_team.render.markdown_text import escaped, row
from mlops_team.render.styled import BLANK, Line, Span, cells, padded
from mlops_team.text import count, listing, some

Json = dict[str, Any]

_MEMBERS, _PAIRS = 10, 5  # of the worst that people get to read; JSON has more
_NAMES = 4  # in a row, before it is only told how many more there are
_STYLE = {"unstaffed": "bold red", "understaffed": "red"}
_BUS_FACTOR = "Bus factor: holders of a role, and deputies, who have all of its required skills"
_PAIRS_TITLE = "Worst pairs to lose at once"
_NO_PAIR = "No two people take more with them than one of them alone"


class About(NamedTuple):
    """Whose resilience it is, and on which day."""

    team: str
    file: str
    as_of: date


def text(about: About, found: Resilience) -> Iterator[Line]:
    """Yield the report for people."""
    factor, why = _headline(found)
    yield Line((("Team ", ""), (about.team, "bold"), (f"  {about.file}", "dim")))
    yield Line(((factor, "bold"), (f": {why}", "")), 4)
    yield BLANK
    yield Line(((_title(about, found), "bold"),), 2)
    for loss in _worst(found):
        yield from _loss(found, loss)
    for told in _others(found):
        yield Line(((f"  {told}", "dim"),), 2)
    yield BLANK
    if found.pairs is not None:
        yield Line(((_PAIRS_TITLE, "bold"),), 2)
        for pair in _worst_pairs(found):
            yield from _loss(found, pair)
        if not _worst_pairs(found):
            yield Line(((f"  {_NO_PAIR}", "dim"),), 2)
        yield BLANK
    yield Line(((_BUS_FACTOR, "bold"),), 2)
    yield from _roles(found)


def _headline(found: Resilience) -> tuple[str, str]:
    """Return the team's bus factor, and the roles that make it so."""
    least = found.bus_factor
    if least is None:
        return "No bus factor", "every role is filled from outside the team"
    weak = [one.role.id for one in found.inside if bus_factor(one) == least]
    several = 1 < len(weak) < len(found.inside)
    which = some(weak, _NAMES) if several or len(weak) == 1 else "every role"
    if not least:
        return "Bus factor 0", f"{which} {'are' if several else 'is'} unstaffed"
    people = f"{count(least, 'person', 'people')}{' each' if several else ''}"
    return f"Bus factor {least}", f"{which} {'rest' if several else 'rests'} on {people}"


def _title(about: About, found: Resilience) -> str:
    now = per_cent(found.coverage.coverage)
    return f"Whose loss hurts most: what it leaves of {now} % coverage on {about.as_of}"


def _worst(found: Resilience) -> list[Loss]:
    return [loss for loss in found.losses if loss.roles][:_MEMBERS]


def _worst_pairs(found: Resilience) -> list[Loss]:
    """Return the worst pairs without those in which one person takes all that goes."""
    left = {loss.names[0]: loss.coverage for loss in found.losses}
    return [pair for pair in found.pairs or () if pair.coverage < min(left[name] for name in pair.names)][:_PAIRS]


def _others(found: Resilience) -> Iterator[str]:
    """Yield what there is to say of everybody who is not among the worst."""
    others = found.losses[len(_worst(found)) :]
    if hurting := [loss for loss in others if loss.roles]:
        yield f"{count(len(hurting), 'other')}, each of whom leaves {per_cent(hurting[0].coverage)} % or more"
    if spared := sorted(loss.names[0] for loss in others if not loss.roles):
        yield f"Nothing is lost with {'any one of ' if len(spared) > 1 else ''}{some(spared, 2 * _NAMES)}"
    if not found.losses:
        yield "Nobody is in the team"


def _loss(found: Resilience, loss: Loss) -> Iterator[Line]:
    yield Line(((f"  {per_cent(loss.coverage):>3} %  ", ""), (listing(loss.names), "bold")), 9)
    for told, style in _changes(found, loss).items():
        yield Line(((" " * 9, ""), (told, style)), 13)


def _changes(found: Resilience, loss: Loss) -> dict[str, str]:
    """Return what changes in which roles, roles to which the same happens together, and its style."""
    jointly = found.jointly(loss) if len(loss.names) > 1 else set()
    told: dict[tuple[str, str], list[str]] = {}
    for before, after in loss.roles:
        only = "; only when both go" if before.role.id in jointly else ""
        key = (f"{_change(before, after)}{only}", _STYLE.get(after.status, "yellow"))
        told.setdefault(key, []).append(before.role.id)
    return {f"{listing(roles)}: {change}": style for (change, style), roles in told.items()}


def _change(before: RoleCoverage, after: RoleCoverage) -> str:
    """Return what a role loses, and who could step in."""
    if after.provider is not None:
        return f"left to {after.provider}"
    lost = lost_skills(before, after)
    if not after.staffed:
        what = "unstaffed"
    elif after.status == "understaffed" != before.status:
        what = f"{len(after.holders)} of {count(after.role.people, 'person', 'people')}"
        what += f", without {some(lost)}" if lost else ""
    elif lost:
        what = f"without {some(lost)}"
    else:
        what = f"{per_cent(after.coverage)} % covered, {per_cent(before.coverage)} % now"
    return f"{what}; {_names(after.deputies, 'or')} could step in" if after.deputies else f"{what}, no deputy"


def _roles(found: Resilience) -> Iterator[Line]:
    roles = found.coverage.roles.values()
    width = max(cells(one.role.title) for one in roles)
    for one in roles:
        head: list[Span] = [
            (f"  {padded(one.role.title, width)}", "bold"),
            (f"{_factor(one):>5}  ", _factor_style(one)),
        ]
        yield Line((*head, (_who(one), "")), width + 9)


def _factor(role: RoleCoverage) -> str:
    return "-" if role.provider is not None else str(bus_factor(role))


def _factor_style(role: RoleCoverage) -> str:
    if role.provider is not None:
        return "cyan"
    return {0: "bold red", 1: "yellow"}.get(bus_factor(role), "green")


def _who(role: RoleCoverage) -> str:
    if role.provider is not None:
        return f"from outside: {role.provider}"
    deputies = f"; deputies: {_names(role.deputies)}" if role.staffed and role.deputies else ""
    return f"{_names(role.holders) or 'nobody'}{deputies}"


def _names(members: Iterable[Member], last: str = "and") -> str:
    return some([member.name for member in members], _NAMES, last)


def markdown(about: About, found: Resilience) -> Iterator[str]:
    """Yield the report as GitHub Flavored Markdown, for a comment on a pull request."""
    factor, why = _headline(found)
    yield f"## Resilience of {escaped(about.team)}\n\n**{factor}**: {escaped(f'{why} ({about.file})')}.\n\n"
    yield from _table(_title(about, found), found, _worst(found))
    yield from (f"{escaped(told)}.\n\n" for told in _others(found))
    if found.pairs is not None:
        yield from _table(_PAIRS_TITLE if _worst_pairs(found) else _NO_PAIR, found, _worst_pairs(found))
    yield f"{_BUS_FACTOR}.\n\n{row(('role', 'bus factor', 'who'))}{row(('---', '--:', '---'))}"
    for one in found.coverage.roles.values():
        yield row((escaped(one.role.title), _factor(one), escaped(_who(one))))


def _table(title: str, found: Resilience, losses: Sequence[Loss]) -> Iterator[str]:
    yield f"{title}.\n\n"
    if losses:
        yield row(("who", "after", "what goes")) + row(("---", "--:", "---"))
    for loss in losses:
        changes = "<br>".join(map(escaped, _changes(found, loss)))
        yield row((escaped(listing(loss.names)), f"{per_cent(loss.coverage)} %", changes))
    if losses:
        yield "\n"


def as_json(about: About, found: Resilience) -> Iterator[str]:
    """Yield the report as JSON; `pairs` is in it only where they were asked for."""
    whole: Json = {
        "version": 1,
        "team": about.team,
        "bus_factor": found.bus_factor,
        "roles": [_role_object(role) for role in found.coverage.staffed],
        "members": [{"name": loss.names[0], **_loss_object(loss)} for loss in found.losses],
    }
    if found.pairs is not None:
        whole["pairs"] = [{"names": pair.names, **_loss_object(pair)} for pair in found.pairs]
    yield laid_out(whole)


def _role_object(role: RoleCoverage) -> Json:
    return {
        "role": role.role.id,
        "holders": [member.name for member in role.holders],
        "deputies": [member.name for member in role.deputies],
        "bus_factor": bus_factor(role),
    }


def _loss_object(loss: Loss) -> Json:
    return {
        "unstaffed": loss.unstaffed,
        "unmet": [{"role": role, "skill": skill} for role, skill in loss.unmet],
        "coverage_after": float(loss.coverage),
    }
