"""Who has a skill, as text, CSV and JSON."""

from collections.abc import Iterator
from fractions import Fraction

from mlops_team.audits.people import Membership
from mlops_team.audits.who import Holder, Who
from mlops_team.model import Json
from mlops_team.render.json import laid_out
from mlops_team.render.styled import Line, cells, padded
from mlops_team.render.team_csv import UNRATED, harmless, table_csv
from mlops_team.text import count, listing, share

_COLUMNS = ("name", "id", "level", "via", "teams", "files", "roles", "allocation", "spare")
_MOST_NAME = 32


def text(who: Who) -> Iterator[Line]:
    """Yield a line for each person, the best first."""
    wanted = f"{who.skill} at level {who.level_name or who.level} or above"
    if who.is_met:
        able = sum(holder.meets_level for holder in who.people)
        unrated = len(who.people) - able
        beside = f", and {unrated} without a level" if unrated else ""
        yield Line(((f"{count(able, 'person', 'people')} with {wanted}{beside}", "bold"),))
    else:
        yield Line(((f"Nobody has {wanted}{'; the nearest:' if who.people else ''}", "bold"),))
    width = min(max((cells(holder.name) for holder in who.people), default=0), _MOST_NAME)
    for holder in who.people:
        via = f", by {holder.via}" if holder.via else ""
        level = "level not rated" if holder.level is None else f"level {holder.level}{via}"
        text = f"  {level}; {_time(holder)}; {_teams(holder)}"
        yield Line(((f"  {padded(holder.name, width)}", "bold"), (text, "")), width + 4)


def _time(holder: Holder) -> str:
    if holder.spare is None:
        return "time to spare unknown"
    return f"{share(holder.spare)} of full time to spare" if holder.spare else "no time to spare"


def _teams(holder: Holder) -> str:
    return "; ".join(f"{membership.team}: {_membership(membership)}" for membership in holder.teams)


def _membership(membership: Membership) -> str:
    roles = listing(membership.roles) or "no role"
    return roles if membership.allocation is None else f"{roles} at {share(membership.allocation)}"


def csv(who: Who) -> str:
    """Return a row for each person, the best first."""
    return table_csv([_COLUMNS, *(_row(holder) for holder in who.people)])


def _row(holder: Holder) -> list[str]:
    roles = dict.fromkeys(role for membership in holder.teams for role in membership.roles)
    words = [
        holder.name,
        holder.id or "",
        UNRATED if holder.level is None else str(holder.level),
        holder.via or "",
        "; ".join(membership.team for membership in holder.teams),
        "; ".join(membership.file for membership in holder.teams),
        "; ".join(roles),
        *("" if amount is None else share(amount) for amount in (holder.allocation, holder.spare)),
    ]
    return [harmless(word) for word in words]


def as_json(who: Who) -> str:
    """Return the answer as JSON; its schema: `mlops-team schema who`."""
    people = [_person(holder) for holder in who.people]
    return laid_out({"version": 1, "skill": who.skill, "level": who.level, "people": people})


def _person(holder: Holder) -> Json:
    return {
        "name": holder.name,
        "id": holder.id,
        "level": holder.level,
        "via": holder.via,
        "unrated": holder.level is None,
        "teams": [membership._asdict() | {"allocation": _number(membership.allocation)} for membership in holder.teams],
        "allocation": _number(holder.allocation),
        "spare": _number(holder.spare),
    }


def _number(amount: Fraction | None) -> float | None:
    return None if amount is None else float(amount)
