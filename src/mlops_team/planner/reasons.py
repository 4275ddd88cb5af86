"""What a plan's actions are for: the needs that they close, each once and with all the actions that it takes.

An action also keeps a plan from opening a need, such as the training in a role that somebody takes on. Such a need is
no finding about the team as it is: it is avoided, not closed.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mlops_team.inputs.team import Team
from mlops_team.planner.actions import Action, Train
from mlops_team.planner.problem import Need, Problem, needs
from mlops_team.planner.pruning import one_less, open_after


class Reason(NamedTuple):
    """Actions, and what they do together; no need is in two reasons."""

    actions: tuple[Action, ...]
    closes: tuple[Need, ...]  # what the team lacks without the plan
    avoids: tuple[Need, ...]  # what it would lack without any of these actions, or with a person or a level less


def reasons(problem: Problem, team: Team, actions: Sequence[Action]) -> tuple[Reason, ...]:
    """Return what the actions of a plan that reaches its goal are for, in the order of the actions."""
    return _Reasons(problem, team, actions).all() if actions else ()


class _Reasons:
    def __init__(self, problem: Problem, team: Team, actions: Sequence[Action]) -> None:
        self.problem, self.team, self.actions = problem, team, actions
        self.before = needs(problem, problem.coverage)
        self.open_without = {action: self.open_with_less(action) for action in actions}

    def all(self) -> tuple[Reason, ...]:
        groups: dict[tuple[Action, ...], tuple[list[Need], list[Need]]] = {}
        for need in self.before:
            groups.setdefault(self.closing(need), ([], []))[0].append(need)
        for need in self.avoided():
            needing = tuple(action for action in self.actions if need in self.open_without[action])
            groups.setdefault(needing, ([], []))[1].append(need)
        return tuple(Reason(group, tuple(closes), tuple(avoids)) for group, (closes, avoids) in groups.items())

    def open_with_less(self, action: Action) -> list[Need]:
        """Return what is open without an action, or with a person or a level less of it."""
        open_needs = self.open_after(_without(self.actions, action))
        if less := one_less(action):
            open_needs += self.open_after([less if other == action else other for other in self.actions])
        return open_needs

    def avoided(self) -> Iterable[Need]:
        """Return what is open without an action, and is nothing that the team lacks now."""
        new = (need for action in self.actions for need in self.open_without[action])
        return dict.fromkeys(need for need in new if not any(_is_still(old, need) for old in self.before))

    def closing(self, need: Need) -> tuple[Action, ...]:
        """Return the actions that close a need together, none of which can be spared."""
        group = needing = [action for action in self.actions if _is_open(need, self.open_without[action])]
        if group and not _is_open(need, self.open_after(group)):
            return tuple(group)
        # Some close it without the others: those that come first are enough.
        group = [action for action in self.actions if action in needing or self.is_relevant(action, need)]
        # Twice: an action may be needed only beside another that is dropped later, whose role takes time as well.
        for action in (*reversed(group), *reversed(group)):
            rest = _without(group, action)
            if action in group and action not in needing and not _is_open(need, self.open_after(rest)):
                group = rest
        return tuple(group)

    def is_relevant(self, action: Action, need: Need) -> bool:
        """Whether an action can help to close a need."""
        if need.code == "MT103":  # training too, which makes somebody able who then brings time
            return True
        roles = need.role.split(",")
        if not isinstance(action, Train):
            return action.role in roles
        catalog = self.problem.catalog
        return any(action.skill == skill for role in roles for skill, _, _ in catalog.roles[role].required_skills)

    def open_after(self, actions: Sequence[Action]) -> list[Need]:
        return open_after(self.problem, self.team, actions)


def _without(actions: Sequence[Action], action: Action) -> list[Action]:
    return [other for other in actions if other != action]


def _is_open(need: Need, among: Iterable[Need]) -> bool:
    return any(_is_still(need, other) for other in among)


def _is_still(need: Need, other: Need) -> bool:
    """Whether a need that is open later is one from before, in another form perhaps."""
    if need.code == "MT103":
        # Every set of roles that is short of time has a role in common with the set that is shortest.
        return other.code == "MT103" and not set(need.role.split(",")).isdisjoint(other.role.split(","))
    if need.code == "MT203":
        return other.role == need.role and other.code in {"MT201", "MT202", "MT203"}
    if need.code == "MT201":
        return other.code in {"MT201", "MT202"} and other[1:] == need[1:]
    return other == need
