"""Files that a command makes: new ones only, written whole or not at all."""

import os

from mlops_team.errors import ConfigError
from mlops_team.inputs.files import why
from mlops_team.text import quoted


def check_new(file: str, example: str, option: str = "") -> None:
    """Raise a ConfigError for what cannot become a new file.

    Args:
        file: Its name.
        example: A good name, for the message.
        option: Which option names it, none for an argument.
    """
    where = f"{option}: " if option else ""
    if not file:
        raise ConfigError(f'{where}"" is not a file name', f"name a file, such as {example}")
    if os.path.isdir(file):
        raise ConfigError(f"{where}{file} is a folder", f"name a file in it, such as {os.path.join(file, example)}")
    if os.path.lexists(file):
        raise _exists(file, option)
    folder = os.path.dirname(file)
    if folder and not os.path.isdir(folder):
        raise ConfigError(f"{where}there is no folder {quoted(folder)}", "make it first")


def _exists(file: str, option: str) -> ConfigError:
    where, hint = (f"{option}: ", "") if option else ("", ", or - for stdout")
    return ConfigError(f"{where}{file} exists already, and is not overwritten", f"name another file{hint}")


def write_new(file: str, data: bytes, option: str = "") -> None:
    """Write a new file, whole or not at all.

    Raises:
        ConfigError: It is there by now, or cannot be written.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError:
        raise _exists(file, option) from None
    except OSError as error:
        raise _unwritable(file, error) from None
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
    except BaseException as error:  # Ctrl-C leaves nothing behind either
        os.unlink(file)
        if isinstance(error, OSError):
            raise _unwritable(file, error) from None
        raise


def _unwritable(file: str, error: OSError) -> ConfigError:
    return ConfigError(f"{file} cannot be written: {why(error)}", "name another file")
