"""What a team can bear to lose, the worst first: as text, as Markdown and as JSON."""

from collections.abc import Iterable, Iterator, Sequence

from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.resilience import Loss, Resilience, TeamResilience, bus_factor, lost_skills
from mlops_team.inputs.team import Member
from mlops_team.model import Finding, Json
from mlops_team.render.json import finding_json, laid_out
from mlops_team.render.markdown_text import escaped, table_row
from mlops_team.render.styled import BLANK, Line, Span, cells, padded
from mlops_team.text import count, listing, some

_MEMBERS, _PAIRS = 10, 5  # of the worst that people get to read; JSON has more
_NAMES = 4  # in a row, before only their number is shown
_BUS_FACTOR = "Bus factor: how many are able to do each role"
_PAIRS_TITLE = "If two were away at once"
_NO_PAIR = "No two people would be missed more than each of them alone"


def text(teams: Sequence[TeamResilience]) -> Iterator[Line]:
    """Yield the report for people."""
    for number, team in enumerate(teams):
        if number:
            yield BLANK
        yield from _team(team)


def _team(team: TeamResilience) -> Iterator[Line]:
    result = team.resilience
    factor, why = _headline(result)
    yield Line((("Team ", ""), (team.team, "bold"), (f"  {team.file}, catalog {team.catalog}", "dim")))
    if team.what_if:
        yield Line(((f"What if: {team.what_if}", ""),), 4)
    yield Line(((factor, "bold"), (f": {why}", "")), 4)
    yield BLANK
    if worst := _worst(result):
        yield Line(((_title(team), "bold"),), 2)
        for loss in worst:
            yield from _loss(result, loss)
    for note in _notes(result):
        yield Line(((f"  {note}", "dim"),), 2)
    yield BLANK
    if result.pairs is not None and result.losses:
        yield Line(((_PAIRS_TITLE, "bold"),), 2)
        for pair in _worst_pairs(result):
            yield from _loss(result, pair)
        if not _worst_pairs(result):
            yield Line(((f"  {_NO_PAIR}", "dim"),), 2)
        yield BLANK
    yield Line(((_BUS_FACTOR, "bold"),), 2)
    yield from _roles(result)


def _headline(result: Resilience) -> tuple[str, str]:
    """Return the team's bus factor, and the roles that determine it."""
    least = result.bus_factor
    if least is None:
        return "No bus factor", "every role is filled from outside the team"
    weak = [role for role in result.inside if bus_factor(role) == least]
    if least:
        people = count(least, "person is", "people are")
        return f"Bus factor {least}", f"{people} able to do {_roles_named(result, weak)}"
    empty, unable = ([role for role in weak if role.staffed is staffed] for staffed in (False, True))
    parts = [f"nobody holds {_roles_named(result, empty)}"] if empty else []
    parts += [f"nobody is able to do {_roles_named(result, unable)} yet"] if unable else []
    return "Bus factor 0", "; ".join(parts)


def _roles_named(result: Resilience, roles: Sequence[RoleCoverage]) -> str:
    if 1 < len(roles) == len(result.inside):
        return "any role"
    return some([role.role.id for role in roles], _NAMES, "or")


def _title(team: TeamResilience) -> str:
    now = per_cent(team.resilience.coverage.coverage)
    return f"If somebody were away: what stays of {now} % coverage on {team.as_of}"


def _worst(result: Resilience) -> list[Loss]:
    return [loss for loss in result.losses if not loss.can_be_spared][:_MEMBERS]


def _worst_pairs(result: Resilience) -> list[Loss]:
    return result.notable_pairs[:_PAIRS]


def _notes(result: Resilience) -> Iterator[str]:
    """Yield notes about the losses that are not shown."""
    missed = [loss for loss in result.losses if not loss.can_be_spared]
    if others := missed[_MEMBERS:]:
        yield f"{count(len(others), 'other')}, each leaving {per_cent(others[0].coverage)} % or more"
    if result.losses and not missed:
        yield "Whoever is away, every role stays staffed and every skill that is met stays met"
    if not result.losses:
        yield "Nobody is in the team"


def _loss(result: Resilience, loss: Loss) -> Iterator[Line]:
    until = _until(result, loss)
    yield Line(((f"  {per_cent(loss.coverage):>3} %  ", ""), (listing(loss.names), "bold"), (until, "dim")), 9)
    for change, style in _changes(result, loss).items():
        yield Line(((" " * 9, ""), (change, style)), 13)


def _until(result: Resilience, loss: Loss) -> str:
    """Return the last day of a person who leaves anyway; nothing for who stays, and for several."""
    ends = [member.ends for member in result.coverage.active if loss.names == (member.name,) and member.ends]
    return f" (until {ends[0]})" if ends else ""


def _changes(result: Resilience, loss: Loss) -> dict[str, str]:
    """Return the changes, roles with the same change together, and the style."""
    jointly = result.jointly(loss) if len(loss.names) > 1 else set()
    changes: dict[tuple[str, str], list[str]] = {}
    for before, after in loss.roles:
        only = "; only when both are away" if before.role.id in jointly else ""
        alone = not after.deputies and after.status in {"unstaffed", "understaffed"}
        key = (f"{_change(before, after)}{only}", "yellow" if alone else "")
        changes.setdefault(key, []).append(before.role.id)
    return {f"{listing(roles)}: {change}": style for (change, style), roles in changes.items()}


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


def _roles(result: Resilience) -> Iterator[Line]:
    roles = result.coverage.roles.values()
    width = max(cells(role.role.title) for role in roles)
    for role in roles:
        head: list[Span] = [
            (f"  {padded(role.role.title, width)}", "bold"),
            (f"{_factor(role):>5}  ", _factor_style(role)),
        ]
        yield Line((*head, (_who(role), "")), width + 9)


def _factor(role: RoleCoverage) -> str:
    return "-" if role.provider is not None else str(bus_factor(role))


def _factor_style(role: RoleCoverage) -> str:
    if role.provider is not None:
        return "cyan"
    return {0: "bold red", 1: "yellow"}.get(bus_factor(role), "green")


def _who(role: RoleCoverage) -> str:
    if role.provider is not None:
        return f"from outside: {role.provider}"
    if not role.holders:
        return "nobody"
    able = {member.name for member in role.able}
    learning = [member for member in role.holders if member.name not in able]
    parts = [_names([member for member in role.holders if member.name in able])]
    parts.append(f"deputies: {_names(role.deputies)}" if role.deputies else "")
    parts.append(f"not yet able: {_names(learning)}" if learning else "")
    return "; ".join(filter(None, parts))


def _names(members: Iterable[Member], last: str = "and") -> str:
    return some([member.name for member in members], _NAMES, last)


def markdown(teams: Sequence[TeamResilience]) -> Iterator[str]:
    """Yield the report as GitHub Flavored Markdown, for a comment on a pull request."""
    for number, team in enumerate(teams):
        if number:
            yield "\n"
        yield from _team_markdown(team)


def _team_markdown(team: TeamResilience) -> Iterator[str]:
    result = team.resilience
    factor, why = _headline(result)
    where = f"{team.file}, catalog {team.catalog}"
    yield f"## Resilience of {escaped(team.team)}\n\n**{factor}**: {escaped(f'{why} ({where})')}.\n\n"
    if team.what_if:
        yield f"What if: {escaped(team.what_if)}.\n\n"
    if worst := _worst(result):
        yield from _table(_title(team), result, worst)
    yield from (f"{escaped(note)}.\n\n" for note in _notes(result))
    if result.pairs is not None and result.losses:
        yield from _table(_PAIRS_TITLE if _worst_pairs(result) else _NO_PAIR, result, _worst_pairs(result))
    yield f"{_BUS_FACTOR}.\n\n{table_row(('role', 'bus factor', 'who'))}\n{table_row(('---', '--:', '---'))}\n"
    for role in result.coverage.roles.values():
        yield table_row((escaped(role.role.title), _factor(role), escaped(_who(role)))) + "\n"


def _table(title: str, result: Resilience, losses: Sequence[Loss]) -> Iterator[str]:
    yield f"{title}.\n\n"
    if losses:
        yield f"{table_row(('who', 'after', 'what goes'))}\n{table_row(('---', '--:', '---'))}\n"
    for loss in losses:
        changes = "<br>".join(map(escaped, _changes(result, loss)))
        who = escaped(listing(loss.names)) + _until(result, loss)
        yield table_row((who, f"{per_cent(loss.coverage)} %", changes)) + "\n"
    if losses:
        yield "\n"


def as_json(teams: Sequence[TeamResilience], input_errors: Sequence[Finding], *, single: bool) -> str:
    """Return the report as JSON (its schema: `mlops-team schema resilience`)."""
    if single and teams:
        return laid_out(_object(teams[0]))
    whole = [{"file": team.file, **_object(team)} for team in teams]
    return laid_out({"version": 1, "teams": whole, "input_errors": [finding_json(error) for error in input_errors]})


def _object(team: TeamResilience) -> Json:
    """Return a team as an object; `pairs` is in it only where they were requested."""
    result = team.resilience
    whole: Json = {
        "version": 1,
        "team": team.team,
        "bus_factor": result.bus_factor,
        "roles": [_role_object(role) for role in result.coverage.staffed],
        "members": [{"name": loss.names[0], **_loss_object(loss)} for loss in result.losses],
    }
    if result.pairs is not None:
        whole["pairs"] = [{"names": list(pair.names), **_loss_object(pair)} for pair in result.pairs]
    return whole


def _role_object(role: RoleCoverage) -> Json:
    return {
        "role": role.role.id,
        "holders": [member.name for member in role.holders],
        "able": [member.name for member in role.able],
        "deputies": [member.name for member in role.deputies],
        "bus_factor": bus_factor(role),
    }


def _loss_object(loss: Loss) -> Json:
    return {
        "unstaffed": loss.unstaffed,
        "unmet": [{"role": role, "skill": skill} for role, skill in loss.unmet],
        "deputies": [{"role": role, "names": names} for role, names in loss.deputies],
        "coverage_after": float(loss.coverage),
    }
