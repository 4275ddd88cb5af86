"""Who a file names, whatever its shape: faulty files name people too."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mlops_team.text import nearest

_MEMBER_KEYS = ("name", "id", "roles", "allocation", "skills", "learning", "acknowledged", "assessed", "from", "until")


class NamedPerson(NamedTuple):
    """A person as a file names them."""

    name: str | None
    id: str | None = None
    parts: bool = True  # whether parts of the name name the person too


def people_of(value: Any) -> Iterator[NamedPerson]:  # noqa: ANN401 - a file's value, which need not be a team
    """Yield the people in a team file, a people file or a list of members: members first, in order."""
    top = value if isinstance(value, dict) else {"members": value}
    members = top.get("members", top.get("people"))
    if members is None and ("name" in top or "id" in top):
        members = top  # a single member, as --with may have it
    yield from _members(members)
    owners = top.get("owners")
    reviews = top.get("reviews")
    actions = reviews.get("actions") if isinstance(reviews, dict) else None
    waivers = _mappings(top.get("waivers"))
    yield from _people(owners.values() if isinstance(owners, dict) else ())
    yield from _people(item.get("owner") for item in (*_mappings(top.get("objectives")), *_mappings(actions)))
    yield from _people(item.get("member") for item in waivers)
    for item in (*waivers, *_mappings(top.get("not-needed"))):
        for person in _people([item.get("approved-by")]):
            yield person._replace(parts=False)


def _members(members: Any) -> Iterator[NamedPerson]:  # noqa: ANN401 - see above
    if isinstance(members, str):
        yield from _people([members])
    elif isinstance(members, list):
        for item in members:
            yield from _member(item) if isinstance(item, dict) else _people([item])
    elif isinstance(members, dict):
        yield from _member(members)
        for item in members.values():
            yield from _member(item) if isinstance(item, dict) else ()


def _member(item: dict[str, Any]) -> Iterator[NamedPerson]:
    name, id = (text if isinstance(text := item.get(key), str) and text.strip() else None for key in ("name", "id"))
    if name is not None or id is not None:
        yield NamedPerson(name, id)
    else:  # - Ada Lovelace: data-scientist
        yield from _people(key for key in item if key not in _MEMBER_KEYS and not nearest(str(key), _MEMBER_KEYS))


def _people(names: Any) -> Iterator[NamedPerson]:  # noqa: ANN401 - see above
    return (NamedPerson(name) for name in names if isinstance(name, str) and name.strip())


def _mappings(items: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - see above
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
