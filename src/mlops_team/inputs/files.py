"""Bytes of files that anybody may have named or put there: regular ones only, and not more than there is room for."""

import os
import stat
from pathlib import Path as FilePath


def read_regular(file: str, most: int) -> bytes:
    """Return what is in a file, or the first `most + 1` bytes of a larger one.

    Raises:
        OSError: It cannot be read, or is a folder, a pipe, a device or a socket, which could hang or fill the memory.
    """
    # Non-blocking, because opening a FIFO waits for a writer before anybody can ask what it is.
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode, size = (status := os.fstat(descriptor)).st_mode, status.st_size
        if not stat.S_ISREG(mode):
            raise OSError("a folder" if stat.S_ISDIR(mode) else "not a regular file")
        # Creating a Python stream takes longer than reading a small file. One byte more than there should be shows
        # in one go that this is all; where it is not, or there is less, go on to the end.
        data = os.read(descriptor, min(size, most) + 1)
        if len(data) != size:
            with open(descriptor, "rb", closefd=False) as stream:
                data += stream.read(most + 1 - len(data))
        return data
    finally:
        os.close(descriptor)


def is_inside(file: str, folder: str) -> bool:
    """Whether a file, wherever links lead, is below a folder."""
    return FilePath(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def why(error: OSError) -> str:
    """Return in a few words why a file cannot be read or written."""
    return (error.strerror or str(error)).lower()
