"""Are the exceptions still in order?"""

from collections.abc import Iterator
from datetime import timedelta

from mlops_team.audits.rule import Facts, Hit, rule
from mlops_team.inputs.team import Waiver
from mlops_team.model import Severity, Source
from mlops_team.text import ahead, count


def _named(waiver: Waiver) -> str:
    """Return a waiver in words: "waiver for MT101 (software-engineer)"."""
    about = ", ".join(part for part in waiver.subject if part is not None)
    return f"waiver for {waiver.code} ({about})" if about else f"waiver for {waiver.code}"


@rule("MT801", "waiver-expired", Severity.WARNING, Source.POLICY)
def waiver_expired(facts: Facts) -> Iterator[Hit]:
    """A waiver past its last day; what it covered counts again.

    Why: an exception without an end is a decision that nobody took.

    Fix: mend what was waived and delete the waiver, or agree anew and give it a new day.

    Example:
        waivers:
          - {rule: role-unstaffed, role: ml-engineer, reason: Until the hire, expires: 2026-10-31}
        # MT801: waiver for MT101 (ml-engineer): ended 2026-10-31, 23 days ago
    """
    for waiver in facts.team.waivers:
        if waiver.expires < facts.as_of:
            ago = count((facts.as_of - waiver.expires).days, "day")
            who = f" with {waiver.approved_by}" if waiver.approved_by else ""
            hint = f"delete it, or agree{who} on a new day"
            message = f"{_named(waiver)}: ended {waiver.expires}, {ago} ago"
            yield Hit(message, hint, (*waiver.path, "expires"), data={"expires": waiver.expires.isoformat()})


@rule("MT802", "waiver-unused", Severity.WARNING, Source.POLICY)
def waiver_unused(facts: Facts) -> Iterator[Hit]:
    """A waiver in force that matches no finding.

    Why: it says of the team what is no longer so, and would hide the finding if it came back.

    Fix: delete it, or mend its spelling. Waivers for rules that are switched off are let be.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer]}
        waivers:
          - {rule: role-unstaffed, role: data-engineer, reason: Until the hire, expires: 2027-01-31}
        # MT802: waiver for MT101 (data-engineer): matches no finding
    """
    selected = {rule.code for rule in facts.rules}
    for waiver in facts.team.waivers:
        in_force = waiver.expires >= facts.as_of
        if in_force and waiver.path not in facts.used_waivers and waiver.code in selected:
            yield Hit(f"{_named(waiver)}: matches no finding", "delete it, or mend what it names", waiver.path)


@rule("MT803", "waiver-ending", Severity.INFO, Source.POLICY)
def waiver_ending(facts: Facts) -> Iterator[Hit]:
    """A waiver that covers a finding and ends soon.

    Why: on the day after, the finding counts again, and may fail the build on a bad morning.

    Fix: mend what is waived before then, or agree on a new day.

    Example:
        waivers:
          - {rule: role-unstaffed, role: ml-engineer, reason: Until the hire, expires: 2026-11-30}
        # MT803: waiver for MT101 (ml-engineer): ends 2026-11-30, in 7 days
    """
    notice = facts.catalog.practices.waiver_notice_days
    for waiver in facts.team.waivers:
        if waiver.path in facts.used_waivers and (waiver.expires - facts.as_of).days <= notice:
            message = f"{_named(waiver)}: ends {waiver.expires}, {ahead(waiver.expires, facts.as_of)}"
            data = {"expires": waiver.expires.isoformat()}
            yield Hit(message, "mend what it covers, or agree on a new day", (*waiver.path, "expires"), data=data)


@rule("MT804", "waiver-too-long", Severity.WARNING, Source.POLICY)
def waiver_too_long(facts: Facts) -> Iterator[Hit]:
    """A waiver that ends further ahead than waivers may.

    Why: an exception that outlives the people who agreed on it is a rule that was given up.

    Fix: give it an earlier day, and agree anew when it comes.

    Example:
        waivers:
          - {rule: role-unstaffed, role: ml-engineer, reason: Shared with Payments, expires: 2030-12-31}
        # MT804: waiver for MT101 (ml-engineer): ends 2030-12-31, more than 366 days ahead
    """
    most = facts.catalog.practices.max_waiver_days
    for waiver in facts.team.waivers:
        if (waiver.expires - facts.as_of).days > most:
            latest = facts.as_of + timedelta(days=most)
            message = f"{_named(waiver)}: ends {waiver.expires}, more than {most} days ahead"
            yield Hit(message, f"end it by {latest}", (*waiver.path, "expires"), data={"latest": latest.isoformat()})


# What can be said of a waiver by its day alone, and what only when it has met the findings.
BY_DAY = (waiver_expired, waiver_too_long)
BY_USE = (waiver_unused, waiver_ending)
RULES = (*BY_DAY, *BY_USE)
