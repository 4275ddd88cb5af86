"""Questions to a person at a terminal: a team's name, its members, their roles and levels."""

import sys

from mlops_team.cli import common
from mlops_team.inputs.catalog import Catalog
from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportedMember
from mlops_team.render.team_yaml import newcomer
from mlops_team.text import count, listing, name_key, quoted, visible

_LONGEST = 500  # characters, as the team file's schema has it
_STOP, _HELP = ".", "?"


class Questions:
    """Asks for a team; what has been answered when the input ends stays.

    Args:
        catalog: Whose roles, skills and levels to offer.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names = CatalogNames(catalog)
        self._explained = False
        self.members: dict[str, ImportedMember] = {}  # by name as compared

    def ask(self, default: str) -> str:
        """Ask for members, and return the team's name, `default` when nothing is typed."""
        team = default
        try:
            team = _answer(f"Team [{default}]: ") or default
            common.say(f"Roles: {', '.join(self._catalog.roles)}. Common job titles name them too.")
            common.say("Members, one after another; an empty line ends the list.")
            while name := _answer("Name: "):
                if name_key(name) in self.members:
                    common.say(f"there is a {quoted(name)} already; write a name that tells the two apart")
                else:
                    self._member(name)
        except EOFError:
            common.say("")
        return team

    def _member(self, name: str) -> None:
        key = name_key(name)
        self.members[key] = newcomer(name, (), self._catalog)
        answer = _answer(f"Roles of {name}, with commas between: ")
        words = [word.strip() for word in answer.split(",") if word.strip()]
        for word in words:
            role = self._role(word)
            held = self.members[key].roles
            if role is not None and role not in held:
                self.members[key] = newcomer(name, (*held, role), self._catalog)
        self._levels(key)

    def _role(self, word: str) -> str | None:
        """Return the role that a word names, asking again for this word alone; None when the answer is empty."""
        while (role := self._catalog.role_named(word)) is None:
            near = self._names.nearest("role", word)
            default = near[0] if len(near) == 1 else ""
            if default:
                common.say(f"{quoted(word)} is not a role; did you mean {default}?")
            elif near:
                common.say(f"{quoted(word)} could be {listing(near, 'or')}; press Enter to skip it")
            else:
                common.say(f"{quoted(word)} is not a role; press Enter to skip it")
            word = _answer(f"  role [{default}]: " if default else "  role: ") or default
            if not word:
                return None
        return role

    def _levels(self, key: str) -> None:
        """Offer to rate a member's skills."""
        member = self.members[key]
        if not member.skills:
            return
        question = f"Rate {count(len(member.skills), 'skill')} of {member.name} now? Enter for later, in the file"
        if _answer(f"{question} [y/N]: ").casefold() not in ("y", "yes"):
            return
        if not self._explained:
            self._explain(next(iter(member.skills)))
        levels = dict(member.skills)
        for skill in member.skills:
            if skill in levels and not self._rate(key, levels, skill):
                return

    def _explain(self, skill: str) -> None:
        self._explained = True
        for number, (name, description) in enumerate(self._catalog.levels):
            common.say(f"  {number} {name}{': ' if description else ''}{description}")
        tool = next((tool for tool in self._catalog.tools if skill in self._catalog.shown_by(tool)), "")
        tools = f", or a tool with its level, such as {tool} 4" if tool else ""
        common.say(f'Write a level as a number or name{tools}. Enter skips a skill, "{_STOP}" the rest.')
        common.say(f'"{_HELP}" shows the levels again.')

    def _rate(self, key: str, levels: dict[str, int | None], id: str) -> bool:
        """Ask for the level of a skill, put the answers among a member's levels, and return whether to go on."""
        skill = self._catalog.skills[id]
        common.say(f"{skill.title}: {skill.description}")
        while (answer := _answer("  level: ")) not in ("", _STOP):
            answered = self._answered(answer, levels, id)
            self.members[key] = self.members[key]._replace(skills=dict(levels))
            if answered:
                break
        return answer != _STOP

    def _answered(self, answer: str, levels: dict[str, int | None], id: str) -> bool:
        """Put an answer among a member's levels, or say why not; return whether it rates the skill."""
        if answer == _HELP:
            self._explain(id)
            return False
        level, name = self._level(answer), id
        if level is None:
            written, _, word = answer.replace(":", " ").rpartition(" ")
            name, level = self._catalog.skill_named(written.strip()) or "", self._level(word)
        if level is None or not name:
            example = self._catalog.levels[3].name
            common.say(f"{quoted(answer)} is not a level; write 0 to 5, or a name such as {example}")
            return False
        levels[name] = level
        shown = self._catalog.shown_by(name)
        for other in shown:  # a skill that a tool shows has its level by it
            if levels.get(other, level) is None:
                del levels[other]
        if id not in (name, *shown):
            common.say(f"{name} is noted; it does not show {id}")
        return id in (name, *shown)

    def _level(self, text: str) -> int | None:
        return int(text) if text in list("012345") else self._catalog.level_named(text)


def _answer(question: str) -> str:
    """Return a line that a team file can hold, asking again until it is one.

    Raises:
        EOFError: The input has ended.
    """
    while True:
        common.prompt(question)
        line = sys.stdin.buffer.readline()
        if not line:
            raise EOFError
        try:
            text = line.decode().strip()
        except UnicodeDecodeError:
            common.say("that is not UTF-8; type it again")
            continue
        if visible(text) != text:
            common.say("that has characters nobody can see; type it again")
        elif len(text) > _LONGEST:
            common.say(f"that has {len(text)} characters, of at most {_LONGEST}; make it shorter")
        else:
            return text
