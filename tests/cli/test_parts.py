"""What comes back of a report's parts: all of it, wherever there was room for it."""

import errno
import os
import tempfile
from collections.abc import Callable

import pytest

from mlops_team.cli import parts
from mlops_team.cli.parts import Parts

MANY = parts._FEW + 5
TEXTS = {number: f"team {number}: Zoë \udcff\n" * 3 for number in range(MANY)}  # a name that is no UTF-8


def full_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave room for two parts and a half."""
    room = len(TEXTS[MANY - 1].encode(errors="surrogatepass")) * 5 // 2
    real = tempfile.TemporaryFile

    class Full:
        def __init__(self) -> None:
            self.file = real(buffering=0)
            self.seek, self.read, self.close = self.file.seek, self.file.read, self.file.close

        def write(self, data: bytes) -> int:
            left = room - self.file.seek(0, os.SEEK_END)
            if not left:
                raise OSError(errno.ENOSPC, "No space left on device")
            return int(self.file.write(data[:left]))

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())


@pytest.mark.parametrize(
    "surroundings",
    [lambda _: None, lambda patch: patch.setattr(tempfile, "tempdir", "/nonexistent"), full_soon],
    ids=["a file", "no folder for one", "no room in it"],
)
def test_all_parts_come_back_in_order(
    surroundings: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    surroundings(monkeypatch)
    found = Parts()
    for number in reversed(range(MANY)):
        found[number] = "what another file changed" if number == MANY - 2 else TEXTS[number]
    found[MANY - 2] = TEXTS[MANY - 2]
    assert list(found) == list(TEXTS.values())
    assert list(found) == list(TEXTS.values())  # for a second report
