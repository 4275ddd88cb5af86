"""Can the file be read at all?

inputs/ finds the faults; this module has their names and explanations, in the form of the other rules.
"""

from collections.abc import Iterator

from mlops_team.audits.rule import Hit, rule
from mlops_team.inputs.document import Fault
from mlops_team.model import Severity, Source


def _as_reported(fault: Fault) -> Iterator[Hit]:
    yield Hit(fault.message, fault.hint, ())


@rule("MT001", "unreadable-file", Severity.ERROR, Source.POLICY, waivable=False)
def unreadable_file(fault: Fault) -> Iterator[Hit]:
    """A file that does not exist, cannot be opened or is not a regular file; or a folder without team files.

    Why: otherwise a team whose file was not read would look like a team without gaps.

    Fix: check the path and the permissions; `mlops-team init` creates a team file.

    Example:
        $ mlops-team audit no-such-team.yaml
        # MT001: there is no such file
    """
    yield from _as_reported(fault)


@rule("MT002", "invalid-yaml", Severity.ERROR, Source.POLICY, waivable=False)
def invalid_yaml(fault: Fault) -> Iterator[Hit]:
    """A file that is not valid YAML, or exceeds a limit.

    Why: a file that cannot be parsed cannot be audited. A team file is a single document in UTF-8 with core tags only,
    and has at most 8 MiB, 64 levels and 200,000 nodes, so that no file can stall a build.

    Fix: correct the line that the message names; an editor that knows YAML shows it too.

    Example:
        team: Fraud detection
        members: [Bo Lind
        # MT002: a list in brackets is not closed (it starts in line 2)
    """
    yield from _as_reported(fault)


@rule("MT003", "invalid-team", Severity.ERROR, Source.POLICY, waivable=False)
def invalid_team(fault: Fault) -> Iterator[Hit]:
    """A YAML file that is not a team: an unknown or missing key, a value of the wrong kind, an impossible date.

    Why: if misspelt keys were ignored, the audit would be about a different team.

    Fix: write what the message expects; `mlops-team schema team` prints the whole format, for editors too.

    Example:
        team: Fraud detection
        members:
          - {name: Bo Lind, alocation: 0.5}
        # MT003: Bo Lind: unknown key "alocation"
    """
    yield from _as_reported(fault)


@rule("MT004", "unknown-name", Severity.ERROR, Source.POLICY, waivable=False)
def unknown_name(fault: Fault) -> Iterator[Hit]:
    """An unknown name: of a role, a responsibility, a rule or a catalog, or of a member under owners.

    Why: a misspelt role would leave the right role empty, and a misspelt rule would waive nothing.

    Fix: use the suggested name, or look it up with `mlops-team roles` or `mlops-team explain`.

    Example:
        team: Fraud detection
        members:
          - {name: Bo Lind, roles: [data-enginer]}
        # MT004: Bo Lind: roles: unknown role "data-enginer"
    """
    yield from _as_reported(fault)


@rule("MT005", "duplicate-key", Severity.ERROR, Source.POLICY, waivable=False)
def duplicate_key(fault: Fault) -> Iterator[Hit]:
    """A key that is written twice in one mapping.

    Why: most YAML readers silently keep only the last value, while a person may have read the first.

    Fix: keep one key, and move the values of the other into it.

    Example:
        team: Fraud detection
        members: [{name: Bo Lind}]
        team: Payments
        # MT005: the key "team" is in this mapping twice
    """
    yield from _as_reported(fault)


@rule("MT006", "duplicate-member", Severity.ERROR, Source.POLICY, waivable=False)
def duplicate_member(fault: Fault) -> Iterator[Hit]:
    """Two members of one file with the same name or the same id.

    Why: owners and waivers refer to people by name, and it would be unclear who of the two is meant.

    Fix: give the two different names, or delete the second entry of one person.

    Example:
        team: Fraud detection
        members:
          - {name: Bo Lind}
          - {name: Bo Lind}
        # MT006: a second member is named "Bo Lind"
    """
    yield from _as_reported(fault)


RULES = (unreadable_file, invalid_yaml, invalid_team, unknown_name, duplicate_key, duplicate_member)
