"""The parts of a report, team by team, until all are there and it can be put together."""

from collections.abc import Iterator
from os import SEEK_END
from typing import BinaryIO, NamedTuple

_FEW = 1_000  # parts that are kept as they are: 20 MB or so


class _Stretch(NamedTuple):
    """Where a part stands."""

    file: BinaryIO
    start: int
    length: int


class Parts:
    """Texts by number; all but the first of many are put aside in a nameless file, which spares memory."""

    def __init__(self) -> None:
        self._found: dict[int, str | bytes | _Stretch] = {}
        self._file: BinaryIO | None = None
        self._room = True  # whether there is a folder, and a disk with room, for that file

    def __del__(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()

    def __setitem__(self, number: int, part: str) -> None:
        """Take in a part, in place of an earlier one of the same number."""
        if number < _FEW:
            self._found[number] = part
        else:
            data = part.encode(errors="surrogatepass")
            self._found[number] = self._put_aside(data) or _packed(data)

    def __iter__(self) -> Iterator[str]:
        """Yield the texts in the order of their numbers."""
        for number in sorted(self._found):
            part = self._found[number]
            if isinstance(part, _Stretch):
                part.file.seek(part.start)
                yield _text(part.file.read(part.length))
            else:
                yield part if isinstance(part, str) else _unpacked(part)

    def _put_aside(self, data: bytes) -> _Stretch | None:
        """Write to the file's end; return where, or None when that cannot be."""
        if not self._room:
            return None
        try:
            if self._file is None:
                from tempfile import TemporaryFile

                self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - lives as long as this
            start = self._file.seek(0, SEEK_END)
            if self._file.write(data) == len(data):
                return _Stretch(self._file, start, len(data))
        except OSError:
            pass
        self._room = False
        return None


def _text(data: bytes) -> str:
    return data.decode(errors="surrogatepass")


def _packed(data: bytes) -> bytes:
    from zlib import compress

    return compress(data, level=1)


def _unpacked(data: bytes) -> str:
    from zlib import decompress

    return _text(decompress(data))
