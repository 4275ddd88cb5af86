"""Short marks for roles, and colours for shares, as tables for a terminal have them."""

from collections.abc import Iterable
from itertools import chain
from itertools import count as count_from

from mlops_team.inputs.catalog import Role
from mlops_team.text import visible

MOST_HOLDERS = 5  # of a role, who are named; the others are counted
_MARK = 6
# From which share on a cell has which background; the text on it is black, whatever the terminal's own colours.
_HEAT = ((100, "#57bb6a"), (67, "#a3d977"), (34, "#dbe07c"), (1, "#f4d58d"))


def role_marks(roles: Iterable[Role]) -> dict[str, str]:
    """Return a short mark for each role: its number in the paper, else its initials; a number tells equals apart."""
    marks: dict[str, str] = {}
    for role in roles:
        initials = "".join(word[0] for word in role.id.split("-")).upper()
        base = visible(role.number or initials)
        numbered = (base[: _MARK - len(str(number))] + str(number) for number in count_from(2))
        marks[role.id] = next(mark for mark in chain([base[:_MARK]], numbered) if mark not in marks.values())
    return marks


def heat(share: int) -> str:
    """Return the style of a cell that shows that many per cent."""
    return next((f"black on {color}" for least, color in _HEAT if share >= least), "dim")
