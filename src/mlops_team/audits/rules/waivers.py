"""Are the exceptions still in order?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from mlops_team.audits.rule import Hit, rule
from mlops_team.inputs.catalog import Practices
from mlops_team.inputs.team import NotNeeded, Waiver
from mlops_team.model import Pointer, Severity, Source
from mlops_team.text import ago, ahead


class WaiverFacts(NamedTuple):
    """What rules about waivers look at, after the waivers were applied to the findings."""

    waivers: tuple[Waiver, ...]
    as_of: date
    practices: Practices
    checked: frozenset[str]  # codes of the rules that are switched on and whose findings depend on this file alone
    used: frozenset[Pointer]  # pointers to the waivers that cover a finding
    not_needed: tuple[NotNeeded, ...] = ()
    required: frozenset[str] = frozenset()  # skills that some role of the catalog requires or desires


def _name(waiver: Waiver) -> str:
    """Return a waiver in words: "waiver for MT101 (software-engineer)"."""
    about = ", ".join(field for field in waiver.subject if field is not None)
    return f"waiver for {waiver.code} ({about})" if about else f"waiver for {waiver.code}"


def own_text(waiver: Waiver) -> str:
    """Return what identifies a waiver: its rule and subject."""
    return ascii((waiver.code, *waiver.subject))


@rule("MT801", "waiver-expired", Severity.WARNING, Source.POLICY, waivable=False)
def waiver_expired(facts: WaiverFacts) -> Iterator[Hit]:
    """A waiver past its last day; what it covered counts again.

    Why: an exception without an end is a decision that nobody made.

    Fix: close the gap and delete the waiver, or agree on a new last day.

    Example:
        waivers:
          - {rule: role-unstaffed, role: ml-engineer, reason: Until the hire, expires: 2026-10-31}
        # MT801: waiver for MT101 (ml-engineer): ended 2026-10-31, 23 days ago
    """
    for waiver in facts.waivers:
        if waiver.expires < facts.as_of:
            who = f" with {waiver.approved_by}" if waiver.approved_by else ""
            hint = f"delete it, or agree{who} on a new last day"
            message = f"{_name(waiver)}: ended {waiver.expires}, {ago(waiver.expires, facts.as_of)}"
            data = {"expires": waiver.expires.isoformat()}
            yield Hit(message, hint, (*waiver.pointer, "expires"), data=data, entry=own_text(waiver))


@rule("MT802", "waiver-unused", Severity.WARNING, Source.POLICY, waivable=False)
def waiver_unused(facts: WaiverFacts) -> Iterator[Hit]:
    """A waiver in force that matches no finding, or a `not-needed` entry without effect.

    Why: it describes a gap that no longer exists, and would hide the finding if the gap came back.

    Fix: delete it, or correct what it names. A waiver for a rule that is switched off, or that compares several files,
    is not reported. An entry of `not-needed` has no effect past its day, or for a skill that no role requires or
    desires.

    Example:
        members:
          - {name: Bo Lind, roles: [data-engineer]}
        waivers:
          - {rule: role-unstaffed, role: data-engineer, reason: Until the hire, expires: 2027-01-31}
        # MT802: waiver for MT101 (data-engineer): matches no finding
    """
    for waiver in facts.waivers:
        if waiver.expires >= facts.as_of and waiver.pointer not in facts.used and waiver.code in facts.checked:
            hint = "delete it, or correct what it names"
            yield Hit(f"{_name(waiver)}: matches no finding", hint, waiver.pointer, entry=own_text(waiver))
    for entry in facts.not_needed:
        own, data = ascii(("not-needed", entry.skill)), {"skill": entry.skill}
        if entry.skill not in facts.required:
            message = f"not-needed: {entry.skill}: no role requires or desires it"
            yield Hit(message, "remove this entry", (*entry.pointer, "skill"), data=data, entry=own)
        elif entry.ends is not None and entry.ends < facts.as_of:
            message = f"not-needed: {entry.skill}: ended {entry.ends}, {ago(entry.ends, facts.as_of)}"
            hint = "remove this entry, or agree on a new last day"
            yield Hit(message, hint, (*entry.pointer, "until"), data=data, entry=own)


@rule("MT803", "waiver-ending", Severity.INFO, Source.POLICY, waivable=False)
def waiver_ending(facts: WaiverFacts) -> Iterator[Hit]:
    """A waiver that covers a finding and ends soon.

    Why: on the day after, the finding counts again, and may fail the build on a bad morning.

    Fix: close the gap before then, or agree on a new last day.

    Example:
        waivers:
          - {rule: role-unstaffed, role: ml-engineer, reason: Until the hire, expires: 2026-11-30}
        # MT803: waiver for MT101 (ml-engineer): ends 2026-11-30, in 7 days
    """
    for waiver in facts.waivers:
        soon = (waiver.expires - facts.as_of).days <= facts.practices.waiver_notice_days
        if waiver.pointer in facts.used and soon:
            message = f"{_name(waiver)}: ends {waiver.expires}, {ahead(waiver.expires, facts.as_of)}"
            hint = "close the gap that it covers, or agree on a new last day"
            data = {"expires": waiver.expires.isoformat()}
            yield Hit(message, hint, (*waiver.pointer, "expires"), data=data, entry=own_text(waiver))


@rule("MT804", "waiver-too-long", Severity.WARNING, Source.POLICY, waivable=False)
def waiver_too_long(facts: WaiverFacts) -> Iterator[Hit]:
    """A waiver that ends further ahead than waivers may.

    Why: an exception that outlives the people who agreed on it is a rule that the team has given up.

    Fix: give it an earlier last day, and agree again when that day comes.

    Example:
        waivers:
          - {rule: role-unstaffed, role: ml-engineer, reason: Shared with Payments, expires: 2030-12-31}
        # MT804: waiver for MT101 (ml-engineer): ends 2030-12-31, more than 366 days ahead
    """
    most = facts.practices.max_waiver_days
    for waiver in facts.waivers:
        if (waiver.expires - facts.as_of).days > most:
            latest = facts.as_of + timedelta(days=most)
            message = f"{_name(waiver)}: ends {waiver.expires}, more than {most} days ahead"
            data = {"latest": latest.isoformat()}
            hint = f"end it by {latest}"
            yield Hit(message, hint, (*waiver.pointer, "expires"), data=data, entry=own_text(waiver))


RULES = (waiver_expired, waiver_unused, waiver_ending, waiver_too_long)
