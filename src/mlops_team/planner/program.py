"""The program whose cheapest solution is the cheapest plan; `docs/development/planner.md` has it in formulas.

Each role that lacks something has a row for it: people, each skill, people who are able. Time has rows of its own
(`time_rows`), and so has the order of interchangeable members (`symmetry`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mlops_team.audits.coverage import RoleCoverage, SkillCoverage, undeclared
from mlops_team.inputs.team import Member
from mlops_team.planner.actions import Action, Assign, Hire, Train
from mlops_team.planner.columns import Columns
from mlops_team.planner.problem import PAIR, Goal, Need, Problem, held, lists, skill_code
from mlops_team.planner.solver import Terms
from mlops_team.planner.symmetry import order_equals
from mlops_team.planner.time_rows import TimeRow, add_time_rows
from mlops_team.settings import Costs

# In a lenient program, how much it counts that a need stays open: an empty role before all else.
WEIGHTS = {"MT101": 10_000, "MT102": 1_000, "MT103": 100, "MT301": 10, "MT203": 1, "MT201": 1, "MT202": 1}
_FREE = Costs(assign=0, train=0, hire=0)


class Silence(NamedTuple):
    """A column that is 1 only when no holder of a role lists a skill, or any skill: then a waiver covers the gap."""

    column: int
    role: RoleCoverage
    skill: str | None


class Model:
    """A program, and what its columns mean.

    Args:
        problem: What is to be planned.
        time_rows: Which roles' time it looks at.
        lenient: Whether needs may stay open, as few as can be, and actions cost nothing.
    """

    def __init__(self, problem: Problem, time_rows: Sequence[TimeRow] = (), *, lenient: bool = False) -> None:
        self.problem, self.lenient = problem, lenient
        self.columns = Columns(problem, _FREE if lenient else problem.costs)
        self.program = self.columns.program
        self.open: dict[Need, int] = {}  # need -> the column that leaves it open
        self.silences: list[Silence] = []
        for role in problem.roles:
            _RoleRows(self, role).add()
        add_time_rows(self.columns, time_rows, self.left_open)
        for silence in self.silences:
            self.keep_silent(silence)
        self.limit_roles()
        self.limit_training()
        for need, column in self.open.items():
            if need.code == "MT101":
                self.keep_empty(need.role, column)
        self.columns.exclude_lessons()
        order_equals(self.columns)

    def keep_empty(self, role: str, left_open: int) -> None:
        """Add rows: nobody is given or hired for a role that stays open, so it takes no time."""
        for (_, given), column in self.columns.assign.items():
            if given == role:
                self.program.at_most(1, [(column, 1), (left_open, 1)])
        if role in self.columns.hire:
            most = self.program.upper[self.columns.hire[role]]
            self.program.at_most(most, [(self.columns.hire[role], 1), (left_open, most)])

    def left_open(self, need: Need, most: int = 1) -> Terms:
        """Return a term that lets a need stay open, when that is allowed."""
        if not self.lenient:
            return ()
        if need not in self.open:
            self.open[need] = self.program.column(WEIGHTS[need.code], most)
        return ((self.open[need], 1),)

    def silent(self, role: RoleCoverage, skill: str | None = None) -> int:
        """Return a column that is 1 only when no holder of a role lists a skill, or any skill of the catalog."""
        column = self.program.column()
        self.silences.append(Silence(column, role, skill))
        return column

    def keep_silent(self, silence: Silence) -> None:
        """Add rows: a silence ends with the first holder, old or new, who lists such a skill."""
        column, role, skill = silence
        names = self.problem.catalog.skills.keys() if skill is None else {skill}
        holders = {member.name for member in role.holders}
        for name, member in self.columns.members.items():
            given = self.columns.assign.get((name, role.role.id))
            if name not in holders and given is None:
                continue
            terms = [(column, 1)] if given is None else [(column, 1), (given, 1)]
            if not names.isdisjoint((*member.skills, *member.unrated)):
                self.program.at_most(len(terms) - 1, terms)
                continue
            for (trained, topic), steps in self.columns.train.items():
                if trained == name and topic in names:
                    for stop, step in steps.items():
                        scaled = [(term, stop) for term, _ in terms]
                        self.program.at_most(stop * len(terms), [*scaled, (step, 1)])
        if skill is None and (hired := self.columns.hire.get(role.role.id)) is not None:
            most = int(self.program.upper[hired])
            self.program.at_most(most, [(column, most), (hired, 1)])

    def limit_roles(self) -> None:
        """Add rows for how many roles a person can carry, and which roles exclude each other."""
        given: dict[str, dict[str, int]] = {}
        for (name, role), column in self.columns.assign.items():
            given.setdefault(name, {})[role] = column
        for name, columns in given.items():
            room = self.problem.room(self.columns.members[name])
            if len(columns) > room:
                self.program.at_most(room, [(column, 1) for column in columns.values()])
            for role, column in columns.items() if self.problem.limits.apart else ():
                for other in self.problem.catalog.roles[role].not_with:
                    if role < other and other in columns:
                        self.program.at_most(1, [(column, 1), (columns[other], 1)])

    def limit_training(self) -> None:
        """Add by how many levels a person can be trained."""
        terms: dict[str, list[int]] = {}
        for (name, _), steps in self.columns.train.items():
            terms.setdefault(name, []).extend(steps.values())
        for name, columns in terms.items():
            most = self.problem.levels(self.columns.members[name])
            if sum(self.program.upper[column] for column in columns) > most:
                self.program.at_most(most, [(column, 1) for column in columns])

    def actions(self, values: Sequence[int]) -> list[Action]:
        """Return the plan that a solution describes."""
        costs, actions = self.problem.costs, list[Action]()
        for (name, role), column in self.columns.assign.items():
            if values[column]:
                actions.append(Assign(name, role, costs.assign))
        for (name, skill), steps in self.columns.train.items():
            if levels := sum(values[column] for column in steps.values()):
                member = self.columns.members[name]
                start = held(member, skill)
                planned = self.problem.is_planned(member, skill, start + levels)
                actions.append(Train(name, skill, start, start + levels, levels * costs.train, planned))
        for role, column in self.columns.hire.items():
            if values[column]:
                actions.append(Hire(role, values[column], values[column] * costs.hire))
        return sorted(actions, key=_order)


def _order(action: Action) -> tuple[int, str, int, str]:
    """Return the key that sorts actions: each member's by name, roles before skills, then hires by role."""
    if isinstance(action, Hire):
        return (1, action.role, 0, "")
    what = action.role if isinstance(action, Assign) else action.skill
    return (0, action.member, int(isinstance(action, Train)), what)


class _RoleRows:
    """The rows of one role."""

    def __init__(self, model: Model, role: RoleCoverage) -> None:
        self.model, self.role, self.problem, self.columns = model, role, model.problem, model.columns
        self.id = role.role.id
        self.brought: dict[int, list[tuple[int, float]]] = {}  # column that gives the role -> skills trained for it
        holders = {member.name for member in role.holders}
        self.others = [member for member in self.columns.members.values() if member.name not in holders]

    def add(self) -> None:
        if missing := self.problem.missing_people(self.role):
            self.need_people(missing)
        if self.problem.goal is Goal.STAFFED:
            return
        silence = list[int]()
        undeclared_role = undeclared(self.role, self.problem.catalog)
        if undeclared_role and self.problem.is_waived("MT203", self.id):
            silence = [self.model.silent(self.role)]
        listed = [self.need_skill(skill, silence) for skill in self.role.unmet if skill.required and not skill.unrated]
        self.limit_new_holders()
        if undeclared_role and not silence and not any(listed):
            self.need_listing()
        if self.problem.needs_able(self.role):
            self.need_able(silence)

    def candidates(self) -> list[tuple[Member, int]]:
        """Return who can be given the role, each with the column that does."""
        columns = ((member, self.columns.assigned(member, self.role)) for member in self.others)
        return [(member, column) for member, column in columns if column is not None]

    def require(self, least: int, terms: Iterable[tuple[int, float]], need: Need) -> None:
        """Add a row for a need: so much of these terms, or hires."""
        terms = list(terms)
        if (hired := self.columns.hired(self.role.role)) is not None:
            terms.append((hired, 1))
        empty = Need("MT101", self.id)
        if need != empty and empty in self.model.open:
            terms.append((self.model.open[empty], least))
        self.model.program.at_least(least, [*terms, *self.model.left_open(need, least)])

    def need_people(self, missing: int) -> None:
        candidates = [(column, 1) for _, column in self.candidates()]
        if not self.role.holders:
            self.require(1, candidates, Need("MT101", self.id))
        if missing > 1 or self.role.holders:
            self.require(missing, candidates, Need("MT102", self.id))

    def need_skill(self, skill: SkillCoverage, silence: Sequence[int]) -> bool:
        """Add a row for a skill, as far as no waiver covers it; return whether a holder must then list it."""
        missing, low = (self.problem.is_waived(code, self.id, skill.skill) for code in ("MT201", "MT202"))
        if low and (missing or skill.attained is not None):
            return False
        columns = self.who_lists(skill.skill) if low else self.who_has(skill.skill, skill.level)
        quiet = list(silence)
        if missing and skill.attained is None:
            quiet.append(self.model.silent(self.role, skill.skill))
        self.require(1, [(column, 1) for column in [*columns, *quiet]], Need(skill_code(skill), self.id, skill.skill))
        return not quiet

    def who_has(self, skill: str, level: int) -> list[int]:
        """Return the columns that give the role a skill at a level; at least one must be 1."""
        columns = [
            self.columns.trained(self.columns.steps(member, skill, level))
            for member in self.role.holders
            if self.columns.can_reach(member, skill, level)
        ]
        for member, given in self.candidates():
            if held(member, skill) >= level:
                columns.append(given)
            elif self.columns.can_reach(member, skill, level):
                steps = self.columns.steps(member, skill, level)
                columns.append(self.columns.both(given, steps))
                self.brought.setdefault(given, []).append((columns[-1], sum(levels for _, levels in steps)))
        return columns

    def limit_new_holders(self) -> None:
        """Add how many levels a new holder can be trained for this role: nothing new, but a tighter bound."""
        for member, given in self.candidates():
            most, terms = self.problem.levels(member), self.brought.get(given, [])
            if sum(levels for _, levels in terms) > most:
                self.model.program.at_most(0, [(given, -most), *terms])

    def who_lists(self, skill: str) -> list[int]:
        """Return the columns by which a holder lists a skill that nobody lists yet; at least one must be 1."""
        listed = [given for member, given in self.candidates() if lists(member, skill)]
        return [*listed, *(column for column in self.who_has(skill, 1) if column not in listed)]

    def need_listing(self) -> None:
        """Require a holder who lists a skill that the catalog knows."""
        skills = self.problem.catalog.skills
        columns = {column: None for skill in skills for column in self.who_lists(skill)}
        self.require(1, [(column, 1) for column in columns], Need("MT203", self.id))

    def need_able(self, silence: Sequence[int]) -> None:
        """Require two people who are able to do the role, holders or not."""
        if not self.role.role.required_skills:
            if (missing := PAIR - len(self.role.holders)) > 0:
                self.require(missing, [(column, 1) for _, column in self.candidates()], Need("MT301", self.id))
            return
        able = [member.name for member in self.role.able]
        if (missing := PAIR - len(able)) <= 0:
            return
        trained = (
            self.columns.becomes_able(member, self.role)
            for member in self.columns.members.values()
            if member.name not in able
        )
        terms = [(column, 1) for column in trained if column is not None]
        self.require(missing, [*terms, *((column, missing) for column in silence)], Need("MT301", self.id))
