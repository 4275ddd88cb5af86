"""Reads the bytes of files that cannot be trusted: of regular files only, and only up to a limit."""

import os
import stat
from pathlib import Path as FilePath


def read_regular(file: str, most: int) -> bytes:
    """Return the bytes of a file, or the first `most + 1` bytes of a larger file.

    Raises:
        OSError: It cannot be read, or is a folder, a pipe, a device or a socket, which could hang or fill the memory.
    """
    # Non-blocking, because opening a FIFO would wait for a writer before its type can be checked.
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode, size = (status := os.fstat(descriptor)).st_mode, status.st_size
        if not stat.S_ISREG(mode):
            raise OSError("a folder" if stat.S_ISDIR(mode) else "not a regular file")
        # Creating a Python stream takes longer than reading a small file. Reading one byte more than the size shows
        # that this is the whole file; a file that has grown, or returned less, is read to its end.
        data = os.read(descriptor, min(size, most) + 1)
        if len(data) != size:
            with open(descriptor, "rb", closefd=False) as stream:
                data += stream.read(most + 1 - len(data))
        return data
    finally:
        os.close(descriptor)


def is_inside(file: str, folder: str) -> bool:
    """Whether a file is below a folder, with all links resolved."""
    return FilePath(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def why(error: OSError) -> str:
    """Return in a few words why a file cannot be read or written."""
    return (error.strerror or str(error)).lower()
