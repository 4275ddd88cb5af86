"""What an import says of people's roles, and of the skills that the roles require."""

from collections.abc import Iterable, Iterator, Sequence

from mlops_team.inputs.catalog_names import CatalogNames
from mlops_team.inputs.imported_team import ImportedMember
from mlops_team.text import count


def role_decisions(members: Sequence[ImportedMember], *, has_column: bool) -> Iterator[str]:
    """Yield who has no role, and what to do about it."""
    without = sum(not member.roles for member in members)
    if not has_column:
        yield "roles: no column with roles; write the roles of each member into the file"
    elif without:
        who = f"{without} of {count(len(members), 'member')} {'has' if without == 1 else 'have'} none"
        yield f"roles: {who}; write roles into the file, or map titles with --map"


def required_decision(members: Iterable[ImportedMember], named: Iterable[str], resolver: CatalogNames) -> Iterator[str]:
    """Yield how many of the required skills a sheet lacks.

    Args:
        members: The sheet's people.
        named: The skills and tools that the sheet names and the catalog knows.
        resolver: What roles require, and what tools show.
    """
    roles = {role for member in members for role in member.roles}
    required = {skill for role in roles for skill in resolver.role_skills(role)}
    there = required & {skill for name in named for skill in resolver.shows(name)}
    if required - there:
        yield (
            f"skills: the sheet has {len(there)} of the {count(len(required), 'skill')} "
            "that its people's roles require; "
            "`mlops-team export FILE --form` asks for all"
        )
