"""Bytes of files that anybody may have named or put there: regular ones only, and not more than there is room for."""

import os
import stat


def read_regular(file: str, most: int) -> bytes:
    """Return what is in a file, or the first `most + 1` bytes of a larger one.

    Raises:
        OSError: It cannot be read, or is a folder, a pipe, a device or a socket, which could hang or fill the memory.
    """
    # Non-blocking, because opening a FIFO waits for a writer before anybody can ask what it is.
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as stream:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise OSError("a folder" if stat.S_ISDIR(mode) else "not a regular file")
        return stream.read(most + 1)


def why(error: OSError) -> str:
    """Return in a few words why a file cannot be read or written."""
    return (error.strerror or str(error)).lower()
