"""The program whose cheapest solution is the cheapest plan.

For each member and role that can be given: 1 when it is given. For each member, skill and level worth reaching: 1 when
trained to it. For each role: how many people are hired. Each role that lacks something is a row that asks for it. Where
somebody counts only with a role and a skill (or with several skills), a column that is at most each of them stands for
both. `docs/plan.md` has it in formulas.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from mlops_team.audits.coverage import RoleCoverage, undeclared
from mlops_team.inputs.catalog import Requirement, Role
from mlops_team.inputs.team import Member
from mlops_team.planner.actions import Action, Assign, Hire, Train
from mlops_team.planner.problem import Goal, Need, Problem
from mlops_team.planner.solver import Program, Terms

_PAIR = 2  # people who make a role safe from one's leave


class Cut(NamedTuple):
    """A way of sharing out time that exact arithmetic refused, though it is within what a solver takes for equal."""

    roles: tuple[str, ...]  # that were short
    holders: frozenset[str]  # all who held one of them
    hires: int  # for them


class Model:
    """A program, and what its columns mean.

    Args:
        problem: What is to be planned.
        with_time: Whether time counts; without it the program is smaller, and right when its plan has the time.
        cuts: What not to try again.
        lenient: Whether needs may stay open, as few as can be, and actions cost nothing.
    """

    def __init__(self, problem: Problem, *, with_time: bool, cuts: Sequence[Cut] = (), lenient: bool = False) -> None:
        self.problem, self.with_time, self.lenient = problem, with_time, lenient
        self.costs = problem.costs._replace(assign=0, train=0, hire=0) if lenient else problem.costs
        self.program = Program()
        self.assign: dict[tuple[str, str], int] = {}  # member, role
        self.train: dict[tuple[str, str], dict[int, int]] = {}  # member, skill -> level -> column
        self.hire: dict[str, int] = {}  # role
        self.open: dict[Need, int] = {}  # need -> the column that leaves it open
        self.people = {member.name: member for member in problem.coverage.active}
        self.listing: dict[str, int] = {}  # member who lists no known skill -> whether they do after the plan
        for one in problem.roles:
            _RoleRows(self, one).add()
        if with_time:
            self.share_time()
        for cut in cuts:
            self.refuse(cut)
        self.limit_roles()
        self.limit_training()

    # Columns, made when first asked for

    def assigned(self, member: Member, one: RoleCoverage) -> int | None:
        """Return the column that gives a member a role, or None when they cannot have it."""
        key = (member.name, one.role.id)
        if key not in self.assign:
            if not self.problem.can_hold(member, one):
                return None
            self.assign[key] = self.program.column(self.costs.assign)
        return self.assign[key]

    def trained(self, member: Member, skill: str, level: int) -> int | None:
        """Return the column that brings a member to a level above their own, or None when they cannot get there."""
        if level - member.skills.get(skill, 0) > self.problem.gain(member):
            return None
        return self.reached(member, skill, level)

    def reached(self, member: Member, skill: str, level: int) -> int:
        """Return the column that brings a member, who can get there, to a level above their own."""
        levels = self.train.setdefault((member.name, skill), {})
        if level not in levels:
            levels[level] = self.program.column()
        return levels[level]

    def hired(self, role: Role) -> int | None:
        """Return the column that says how many are hired for a role, or None when nobody may be."""
        if not self.problem.limits.hire:
            return None
        if role.id not in self.hire:
            # No more than each need by itself takes; a bound of 1 lets the solver cut better than one of 2.
            most = max(role.people, ceil(role.fte), _PAIR if self.problem.goal is Goal.RESILIENT else 1)
            self.hire[role.id] = self.program.column(self.costs.hire, most)
        return self.hire[role.id]

    def both(self, *columns: int) -> int:
        """Return a column that is at most each of these."""
        column = self.program.column()
        for other in columns:
            self.program.implies(column, other)
        return column

    def left_open(self, need: Need, weight: int, most: float = 1) -> Terms:
        """Return a term that lets a need stay open, when that is allowed."""
        if not self.lenient:
            return ()
        if need not in self.open:
            self.open[need] = self.program.column(weight, most)
        return ((self.open[need], 1),)

    def lists(self, member: Member, one: RoleCoverage) -> int | None:
        """Return the column that makes a member who lists no known skill list one."""
        if member.name not in self.listing:
            own = [asked.skill for asked in one.role.requirements]
            skills = sorted(own) or sorted(self.problem.catalog.skills)
            if not skills or self.trained(member, skills[0], 1) is None:
                return None
            self.listing[member.name] = self.program.column()
        return self.listing[member.name]

    # Rows over all roles

    def share_time(self) -> None:
        """Add the time that each holder, old or new, gives to each role."""
        given: dict[str, list[int]] = {}
        for one in self.problem.roles:
            terms: list[tuple[int, float]] = []
            for member in self.people.values():
                column = None if one.role.id in member.roles else self.assigned(member, one)
                if not one.role.fte or (column is None and one.role.id not in member.roles):
                    continue
                most = float(min(member.allocation, one.role.fte))
                time = self.program.column(upper=most, whole=False)
                if column is not None:
                    self.program.at_least(0, ((column, most), (time, -1)))
                given.setdefault(member.name, []).append(time)
                terms.append((time, 1))
            if not one.role.fte:
                continue
            if (hired := self.hired(one.role)) is not None:
                terms.append((hired, 1))
            fte = float(one.role.fte)
            slack = self.left_open(Need("MT103", one.role.id), _WEIGHTS["MT103"])
            empty = self.left_open(Need("MT101", one.role.id), 0) if Need("MT101", one.role.id) in self.open else ()
            self.program.at_least(fte, [*terms, *((column, fte) for column, _ in (*slack, *empty))])
        for name, columns in given.items():
            if len(columns) > 1:
                self.program.at_most(float(self.people[name].allocation), [(column, 1) for column in columns])

    def refuse(self, cut: Cut) -> None:
        """Add a row: somebody else takes one of the roles, or more are hired for them."""
        more = cut.hires + 1
        others = [
            (column, more)
            for (name, role), column in self.assign.items()
            if role in cut.roles and name not in cut.holders
        ]
        hires = [(column, 1) for role, column in self.hire.items() if role in cut.roles]
        slack = [(column, more) for need, column in self.open.items() if need.role in cut.roles and not need.skill]
        self.program.at_least(more, [*others, *hires, *slack])

    def limit_roles(self) -> None:
        """Add how many roles a person can carry, and which of them stay apart."""
        taken: dict[str, dict[str, int]] = {}
        for (name, role), column in self.assign.items():
            taken.setdefault(name, {})[role] = column
        for name, columns in taken.items():
            room = self.problem.room(self.people[name])
            if len(columns) > room:
                self.program.at_most(room, [(column, 1) for column in columns.values()])
            for role, column in columns.items() if self.problem.limits.apart else ():
                for other in self.problem.catalog.roles[role].not_with:
                    if role < other and other in columns:
                        self.program.at_most(1, [(column, 1), (columns[other], 1)])

    def limit_training(self) -> None:
        """Add what each level costs above the one before, and by how many a person can be trained."""
        gains: dict[str, list[tuple[int, float]]] = {}
        first: dict[str, list[int]] = {}
        for (name, skill), levels in self.train.items():
            held, below = self.people[name].skills.get(skill, 0), None
            for level in sorted(levels):
                column = levels[level]
                self.program.costs[column] = (level - held) * self.costs.train
                gains.setdefault(name, []).append((column, level - held))
                if below is None:
                    first.setdefault(name, []).append(column)
                else:
                    self.program.implies(column, below)
                held, below = level, column
        for name, terms in gains.items():
            most = self.problem.gain(self.people[name])
            if sum(levels for _, levels in terms) > most:
                self.program.at_most(most, terms)
        for name, column in self.listing.items():
            self.program.at_least(0, [(column, -1), *((one, 1) for one in first[name])])

    def ranks(self) -> dict[int, int]:
        """Return what tells equally cheap plans apart: few actions before many, then names early in the alphabet."""
        firsts = ((key, levels[min(levels)]) for key, levels in self.train.items())
        hires = (((role, ""), column) for role, column in self.hire.items())
        keys = sorted([*self.assign.items(), *firsts, *hires])
        return {column: 10 * len(keys) + place for place, (_, column) in enumerate(keys)}

    # Reading a solution

    def actions(self, values: Sequence[int]) -> list[Action]:
        """Return the plan that a solution stands for."""
        costs, actions = self.problem.costs, list[Action]()
        for (name, role), column in self.assign.items():
            if values[column]:
                actions.append(Assign(name, role, costs.assign))
        for (name, skill), levels in self.train.items():
            reached = max((level for level, column in levels.items() if values[column]), default=0)
            if reached:
                held = self.people[name].skills.get(skill, 0)
                actions.append(Train(name, skill, held, reached, (reached - held) * costs.train))
        for role, column in self.hire.items():
            if values[column]:
                actions.append(Hire(role, values[column], values[column] * costs.hire))
        return sorted(actions, key=_order)


def _order(action: Action) -> tuple[int, ...] | tuple[object, ...]:
    """Return the key that sorts actions: each member's by name, roles before skills, then hires by role."""
    if isinstance(action, Hire):
        return (1, action.role, 0, "")
    what = action.role if isinstance(action, Assign) else action.skill
    return (0, action.member, int(isinstance(action, Train)), what)


# In a lenient program, how much it counts that a need stays open: a role nobody holds before all else.
_WEIGHTS = {"MT101": 10_000, "MT102": 1_000, "MT103": 100, "MT301": 10, "MT203": 1, "MT201": 1}


class _RoleRows:
    """The rows of one role."""

    def __init__(self, model: Model, one: RoleCoverage) -> None:
        self.model, self.one, self.problem = model, one, model.problem
        self.held_by = {member.name for member in one.holders}
        self.others = [member for member in model.people.values() if member.name not in self.held_by]

    def add(self) -> None:
        goal, one = self.problem.goal, self.one
        missing = max(one.role.people, 1) - len(one.holders)
        if missing > 0:
            self.need_people(missing)
        if goal is not Goal.STAFFED:
            self.need_skills()
            if not one.role.required_skills and undeclared(one, self.problem.catalog):
                self.need_listing()
        if goal is Goal.RESILIENT and len(one.holders) + len(one.deputies) < _PAIR:
            self.need_second(_PAIR - len(one.holders) - len(one.deputies))

    def takers(self, members: Iterable[Member]) -> list[tuple[Member, int]]:
        """Return who of these can be given the role, each with the column that does."""
        found = ((member, self.model.assigned(member, self.one)) for member in members)
        return [(member, column) for member, column in found if column is not None]

    def ask(self, least: int, columns: Iterable[int], need: Need, *, hires: bool = True) -> None:
        """Add a row for a need: so many of these columns, or hires."""
        terms: list[tuple[int, float]] = [(column, 1) for column in columns]
        if hires and (hired := self.model.hired(self.one.role)) is not None:
            terms.append((hired, 1))
        empty = Need("MT101", self.one.role.id)
        if need.code != empty.code and empty in self.model.open:
            terms.append((self.model.open[empty], least))
        terms += self.model.left_open(need, _WEIGHTS[need.code], least)
        self.model.program.at_least(least, terms)

    def need_people(self, missing: int) -> None:
        takers = [column for _, column in self.takers(self.others)]
        if not self.one.holders:
            self.ask(1, takers, Need("MT101", self.one.role.id))
        if missing > 1 or self.one.holders:
            self.ask(missing, takers, Need("MT102", self.one.role.id))

    def need_skills(self) -> None:
        for asked, covered in zip(self.one.role.requirements, self.one.skills, strict=True):
            if asked.required and not covered.met:
                self.ask(1, self.who_has(asked), Need("MT201", self.one.role.id, asked.skill))

    def who_has(self, asked: Requirement) -> list[int]:
        """Return the columns of which one must be 1 for the role to have a skill."""
        skill, level, _ = asked
        trained = [self.model.trained(member, skill, level) for member in self.one.holders]
        columns = [column for column in trained if column is not None]
        for member, given in self.takers(self.others):
            if member.skills.get(skill, 0) >= level:
                columns.append(given)
            elif (learnt := self.model.trained(member, skill, level)) is not None:
                columns.append(self.model.both(given, learnt))
        return columns

    def need_listing(self) -> None:
        known = self.problem.catalog.skills.keys()
        columns = [self.model.lists(member, self.one) for member in self.one.holders]
        for member, given in self.takers(self.others):
            if not known.isdisjoint(member.skills):
                columns.append(given)
            elif (listed := self.model.lists(member, self.one)) is not None:
                columns.append(self.model.both(given, listed))
        need = Need("MT203", self.one.role.id)
        self.ask(1, [column for column in columns if column is not None], need, hires=bool(self.one.role.requirements))

    def need_second(self, missing: int) -> None:
        """Ask for further holders, or for members who could step in; a deputy who is given the role counts once."""
        deputies = {member.name for member in self.one.deputies}
        columns: list[int] = []
        for member in self.others:
            if member.name in deputies:
                continue
            given, able = self.model.assigned(member, self.one), self.able(member)
            columns += [column for column in (given, able) if column is not None]
            if given is not None and able is not None:
                self.model.program.at_most(1, [(given, 1), (able, 1)])
        self.ask(missing, columns, Need("MT301", self.one.role.id))

    def able(self, member: Member) -> int | None:
        """Return the column that makes a member meet all the role's required skills."""
        lacking = [
            (skill, level) for skill, level, _ in self.one.role.required_skills if member.skills.get(skill, 0) < level
        ]
        gain = sum(level - member.skills.get(skill, 0) for skill, level in lacking)
        if gain > self.problem.gain(member):
            return None
        return self.model.both(*(self.model.reached(member, skill, level) for skill, level in lacking))
