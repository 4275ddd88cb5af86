"""Questions to a person at a terminal: a team's name, its people and their roles."""

import sys

from mlops_team.cli import common
from mlops_team.inputs.catalog import Catalog
from mlops_team.render.team_yaml import Person
from mlops_team.text import did_you_mean, quoted, visible

_LONGEST = 500  # characters, as the team file's schema has it


def ask(catalog: Catalog, default: str) -> tuple[str, list[Person]]:
    """Return a team's name, `default` when nothing is typed, and its people; the input's end ends the questions."""
    team, people = default, list[Person]()
    try:
        team = _text(f"Team [{default}]: ") or default
        common.say(f"Roles: {', '.join(catalog.roles)}")
        common.say("Members, one after another; an empty line ends the list.")
        while name := _text("Name: "):
            if name in [one.name for one in people]:
                common.say(f"there is a {quoted(name)} already; tell the two apart")
            else:
                people.append(Person(name, _ask_roles(catalog, name)))
    except EOFError:
        common.say("")
    return team, people


def _ask_roles(catalog: Catalog, name: str) -> tuple[str, ...]:
    while True:
        words = [word.strip() for word in _text(f"Roles of {name}, with commas between: ").split(",") if word.strip()]
        ids = {word: catalog.role_named(word) for word in words}
        unknown = [word for word, id in ids.items() if id is None]
        if not unknown:
            return tuple(dict.fromkeys(id for id in ids.values() if id is not None))
        for word in unknown:
            common.say(f"unknown role {quoted(word)}; {did_you_mean(word, catalog.roles, 'roles')}")


def _text(question: str) -> str:
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
