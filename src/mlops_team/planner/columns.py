"""What a plan may do, as columns of a program: each is added when a row first needs it.

Training is counted in levels. A skill that roles require at 2 and at 3 has two columns for a member at 0: two levels up
to 2, and a further level up to 3. To hold the skill at 3 both must be full, so that no row has to keep their order.
"""

from math import ceil, gcd

from mlops_team.audits.coverage import UNIT, RoleCoverage
from mlops_team.inputs.catalog import Role
from mlops_team.inputs.team import Member
from mlops_team.planner.conflicts import Gap, Lesson, exclude, fewest_levels
from mlops_team.planner.problem import PAIR, Goal, Problem, held
from mlops_team.planner.solver import Program
from mlops_team.settings import Costs

Steps = list[tuple[int, int]]  # columns of training, and how many levels each has


class Columns:
    """The columns of a program for a problem.

    Args:
        problem: What is to be planned.
        costs: What each kind of action counts in the program.
    """

    def __init__(self, problem: Problem, costs: Costs) -> None:
        self.problem, self.costs, self.program = problem, costs, Program()
        self.members = {member.name: member for member in problem.coverage.active}
        self.assign: dict[tuple[str, str], int] = {}  # member, role
        self.train: dict[tuple[str, str], dict[int, int]] = {}  # member, skill -> level reached -> column
        self.able: dict[tuple[str, str], int | None] = {}  # member, role
        self.hire: dict[str, int] = {}  # role
        self.lessons: dict[str, list[Lesson]] = {}  # member
        self._levels = {member.name: problem.levels(member) for member in problem.coverage.active}
        self._stops = _stops(problem)

    def assigned(self, member: Member, role: RoleCoverage) -> int | None:
        """Return the column that gives a member a role, or None when they cannot have it."""
        key = (member.name, role.role.id)
        if key in self.assign:
            return self.assign[key]
        if not self.problem.can_hold(member, role):
            return None
        able = None
        if not self.problem.is_able(member, role) and (able := self.becomes_able(member, role)) is None:
            return None
        column = self.assign[key] = self.program.column(self.costs.assign)
        if able is not None:
            self.program.implies(column, able)
        return column

    def becomes_able(self, member: Member, role: RoleCoverage) -> int | None:
        """Return the column that says that training makes a member able, or None when it cannot."""
        key = (member.name, role.role.id)
        if key not in self.able:
            self.able[key] = self._able(member, role)
        return self.able[key]

    def _able(self, member: Member, role: RoleCoverage) -> int | None:
        id, most = role.role.id, self._levels[member.name]
        missing = self.problem.limits.able * self.problem.coverage.whole[id]
        missing -= 100 * self.problem.coverage.held[member.name][id]
        levels = {
            skill: level
            for skill, level, _ in role.role.required_skills
            if held(member, skill) < level and skill not in member.unrated
        }
        gaps = {skill: Gap(level - held(member, skill), 100 * UNIT // level) for skill, level in levels.items()}
        if (
            sum(gap.levels * gap.units for gap in gaps.values()) < missing
            or fewest_levels(gaps.values(), missing) > most
        ):
            return None
        terms = [
            (column, gaps[skill].units) for skill in gaps for column, _ in self.steps(member, skill, levels[skill])
        ]
        able = self.program.column()
        if missing <= 0:  # nothing is required where able-percent is lifted
            return able
        unit = gcd(*(units for _, units in terms))
        least = ceil(missing / unit)
        self.program.at_least(0, [(able, -least), *((column, min(units // unit, least)) for column, units in terms)])
        self.lessons.setdefault(member.name, []).append(Lesson(able, gaps, missing))
        return able

    def exclude_lessons(self) -> None:
        """Add rows for roles that no person can be trained for together."""
        for name, lessons in self.lessons.items():
            exclude(self.program, lessons, self._levels[name])

    def can_reach(self, member: Member, skill: str, level: int) -> bool:
        """Whether a member can be trained in a skill to a level; not from a level that nobody has rated."""
        return skill not in member.unrated and level - held(member, skill) <= self._levels[member.name]

    def steps(self, member: Member, skill: str, level: int) -> Steps:
        """Return the columns of training that take a member from the level they hold to a higher level."""
        columns = self.train.setdefault((member.name, skill), {})
        steps, start = Steps(), held(member, skill)
        for stop in self._stops.get(skill, (level,)):
            if start < stop <= level:
                if stop not in columns:
                    columns[stop] = self.program.column(self.costs.train, stop - start)
                steps.append((columns[stop], stop - start))
                start = stop
        return steps

    def hired(self, role: Role) -> int | None:
        """Return the column that says how many are hired for a role, or None when nobody may be."""
        if not self.problem.limits.hire:
            return None
        if role.id not in self.hire:
            # No more than each need by itself takes: the solver cuts better with tight bounds.
            most = max(role.people, ceil(role.fte), PAIR if self.problem.goal is Goal.RESILIENT else 1)
            self.hire[role.id] = self.program.column(self.costs.hire, most)
        return self.hire[role.id]

    def both(self, given: int, steps: Steps) -> int:
        """Return a column that is 1 only when a role is given and all these levels are trained."""
        column = self.program.column()
        self.program.implies(column, given)
        self._implies_all(column, steps)
        return column

    def trained(self, steps: Steps) -> int:
        """Return a column that is 1 only when all these levels are trained."""
        if len(steps) == 1 and steps[0][1] == 1:
            return steps[0][0]
        column = self.program.column()
        self._implies_all(column, steps)
        return column

    def _implies_all(self, column: int, steps: Steps) -> None:
        """Add rows: a column is 1 only when all these levels are trained."""
        for step, levels in steps:
            self.program.at_least(0, ((step, 1), (column, -levels)))


def _stops(problem: Problem) -> dict[str, list[int]]:
    """Return the levels at which roles require each skill, and level 1 where a waiver may ask to list it only."""
    stops: dict[str, set[int]] = {}
    for role in problem.roles:
        for skill, level, _ in role.role.required_skills:
            stops.setdefault(skill, {1} if problem.waived else set()).add(level)
    if problem.waived:
        for skill in problem.catalog.skills:
            stops.setdefault(skill, {1})
    return {skill: sorted(levels) for skill, levels in stops.items()}
