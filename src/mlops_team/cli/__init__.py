"""The command line: one file a command, and the one place that turns an error into words and an exit code."""

import gc
import sys
from io import StringIO

_NO_TEXTS = "Python runs with -OO or PYTHONOPTIMIZE=2, which removes the texts of the rules; run it without, or with 1"


def main() -> None:
    """Run the command line and exit: 0 passed, 1 findings, 2 something could not be done, 130 on Ctrl-C."""
    if sys.flags.optimize > 1:
        sys.stderr.write(f"mlops-team: error: {_NO_TEXTS}\n")
        sys.exit(2)
    # A start creates many objects and drops none: collecting garbage meanwhile takes a tenth of its time.
    gc.disable()
    debug = "--debug" in sys.argv
    try:
        from mlops_team.cli.app import app_for

        app = app_for(sys.argv[1:])
        gc.freeze()
        gc.set_threshold(100_000, 50, 50)  # nothing here makes cycles worth looking for more often
        gc.enable()
        code = app(prog_name="mlops-team", standalone_mode=False)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last resort: one line in place of a traceback
        from mlops_team.cli.common import say

        for line in _usage(error) or [f"mlops-team: {_message(error, debug=debug)}"]:
            say(line)
        sys.exit(2)
    sys.exit(code)


def _usage(error: Exception) -> list[str]:
    """Return what typer says of an error in the usage of the program; nothing for every other error."""
    show = getattr(error, "show", None)
    if show is None:
        return []
    shown = StringIO()
    show(file=shown)
    return shown.getvalue().splitlines()


def _message(error: Exception, *, debug: bool) -> str:
    from errno import EDQUOT, EFBIG, EIO, ENOSPC

    from mlops_team.errors import MlopsTeamError

    if isinstance(error, MlopsTeamError):
        return f"error: {error}"
    if isinstance(error, OSError) and "--install-completion" in sys.argv:
        return f"error: --install-completion: {error.filename} cannot be written: {error.strerror}"
    if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT, EFBIG, EIO):
        return f"error: the output cannot be written: {error.strerror}"
    if debug:
        import traceback

        traceback.print_exception(error)
    return f"internal error: {type(error).__name__}: {error}; please report it with the output of --debug"
