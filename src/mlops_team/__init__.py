"""Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.

The command `mlops-team` is the main way in; `audit`, `plan` and `load_catalog` give notebooks the same.
"""

from mlops_team._version import __version__

# Nothing slow here: until `cli.main` runs, Ctrl-C shows a traceback. Type checkers know this name without an import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlops_team.audits.run import audit
    from mlops_team.inputs.catalog import load_catalog
    from mlops_team.planner.plan import plan

__all__ = ["__version__", "audit", "load_catalog", "plan"]
_HOMES = {"audit": "audits.run", "load_catalog": "inputs.catalog", "plan": "planner.plan"}


def __getattr__(name: str) -> object:
    # Imported when asked for, so that the command line loads only what a run uses. All at once, and kept: importing

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    functions = {public: getattr(import_module(f"mlops_team.{home}"), public) for public, home in _HOMES.items()}
    globals().update(functions)
    return functions[name]
