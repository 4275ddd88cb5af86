"""Fingerprints: how a finding is recognised in the next run, even when lines move."""

from hashlib import sha256

from mlops_team.model import Subject

_DIGITS = 32


class Fingerprints:
    """Gives the findings of one file their fingerprints; equal findings are numbered in the order of the calls.

    Args:
        repo_path: The file's path from the repository's root.
    """

    def __init__(self, repo_path: str) -> None:
        self.repo_path = repo_path
        self.counts: dict[tuple[str, Subject, str], int] = {}

    def next(self, code: str, subject: Subject, entry: str) -> tuple[int, str]:
        """Return the number of the next finding of this code, subject and entry among its equals, and its fingerprint.

        Args:
            code: The rule's code.
            subject: What the finding is about.
            entry: The text of the entry that it is about, empty where it is not about an entry.
        """
        key = (code, subject, entry)
        ordinal = self.counts[key] = self.counts.get(key, 0) + 1
        # The tuple as Python writes it, in ASCII: different tuples never give the same text, whatever is in a name.
        text = ascii((code, *subject, entry, self.repo_path, ordinal))
        return ordinal, sha256(text.encode()).hexdigest()[:_DIGITS]
