"""What each person gives to all teams of a run: known only when every file has been read."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from mlops_team.audits.rule import Load

Given = tuple[int, Decimal]  # to the file of that number, the share of full time


class Workload:
    """Adds up allocations over files; a file that is named twice, by whatever path, counts once."""

    def __init__(self) -> None:
        self.first: dict[str, Given] = {}  # person -> what they give to the first file that names them
        self.more: dict[str, list[Given]] = {}  # and to the others
        self.files: dict[int, str] = {}  # number -> how the file is shown
        self.numbers: dict[str, list[int]] = {}  # real path -> all numbers under which the file came

    def add(self, number: int, file: str, real: str, people: Mapping[str, Decimal]) -> None:
        """Take in what people give to one file.

        Args:
            number: The file's place in the run.
            file: Its path as it is shown.
            real: Its real path.
            people: Person -> share of full time.
        """
        same = self.numbers.setdefault(real, [])
        same.append(number)
        if len(same) > 1:
            return
        self.files[number] = file
        for person, share in people.items():
            if person in self.first:
                self.more.setdefault(person, []).append((number, share))
            else:
                self.first[person] = (number, share)

    def too_much(self) -> tuple[dict[str, Load], list[int]]:
        """Return the people who give more than full time, and the numbers of the files that they are in."""
        loads = {}
        concerned: set[int] = set()
        for person, others in self.more.items():
            given = [self.first[person], *others]
            total = sum((Fraction(share) for _, share in given), Fraction())
            if total > 1:
                loads[person] = Load(total, tuple(sorted(self.files[number] for number, _ in given)))
                concerned.update(number for number, _ in given)
        return loads, sorted(number for same in self.numbers.values() if same[0] in concerned for number in same)
