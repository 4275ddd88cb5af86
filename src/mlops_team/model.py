"""What the layers hand to each other: locations, severities, findings."""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, Self

Pointer = tuple[str | int, ...]
Json = dict[str, Any]  # a JSON object


class Severity(IntEnum):
    """How bad a finding is; the greater the worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    __hash__ = int.__hash__  # an enum's default is written in Python, and every finding is hashed

    @property
    def label(self) -> str:
        """The word used on the command line and in reports."""
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> Self:
        """Return the severity of that label."""
        return cls[label.upper()]


class Source(StrEnum):
    """Where a requirement comes from; the catalog's `sources` has the titles and links."""

    ARTICLE = "article"
    PAPER = "paper"
    POLICY = "policy"


class Location(NamedTuple):
    """A range in a file: lines and columns count from 1, the end is after the last character."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    pointer: str = ""

    def __str__(self) -> str:
        """Return file:line:column, as editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}"


class Subject(NamedTuple):
    """Who or what a finding is about; what does not apply is None."""

    role: str | None = None
    member: str | None = None
    skill: str | None = None


class AppliedWaiver(NamedTuple):
    """The waiver that covers a finding."""

    reason: str
    expires: date
    approved_by: str | None

    @property
    def terms(self) -> str:
        """The last day of the waiver, who approved it and the reason, in words."""
        approved = f", approved by {self.approved_by}" if self.approved_by else ""
        return f"until {self.expires}{approved}: {self.reason}"


class Finding(NamedTuple):
    """A rule that is not met, or a reason why a file cannot be audited."""

    code: str
    rule: str
    severity: Severity
    message: str
    hint: str
    source: Source
    subject: Subject
    data: Mapping[str, object]
    location: Location
    detail: str = ""  # the end of the message, where findings of the same rule and role differ in nothing else
    entry: str = ""  # the text of the entry that the finding is about, such as a goal
    gain: Fraction = Fraction()  # by how much the team's coverage would rise if this finding alone were fixed
    weight: Fraction = Fraction(1)  # how bad it is, to compare it with the same finding of another day
    ordinal: int = 1  # among findings of the file with the same code, subject and entry
    fingerprint: str = ""
    unredacted_fingerprint: str = ""  # made of the names in the file; baselines keep it
    repo_path: str = ""  # from the repository's root (else from the working directory), with slashes
    baselined: bool = False  # in the baseline, itself or in a worse form
    worse: bool = False  # in the baseline, but with less weight there
    waiver: AppliedWaiver | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts for the verdict: it is neither waived nor in the baseline."""
        return self.waiver is None and not self.baselined

    @property
    def label(self) -> str:
        """The code and the subject: "MT201 data-engineer feature-store"."""
        return " ".join((self.code, *filter(None, self.subject)))


def order(location: Location, code: str, subject: Subject) -> tuple[int, int, str, str, str, str]:
    """Return the key by which findings of one file are sorted."""
    role, member, skill = subject
    return (location.line, location.column, code, role or "", member or "", skill or "")
