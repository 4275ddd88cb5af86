"""Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.

The command `mlops-team` is the main way in; `audit` and `load_catalog` give notebooks the same.
"""

from mlops_team._version import __version__

# Nothing slow here: until `cli.main` runs, Ctrl-C shows a traceback. Type checkers know this name without an import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlops_team.audit import audit
    from mlops_team.catalog import load_catalog

__all__ = ["__version__", "audit", "load_catalog"]


def __getattr__(name: str) -> object:
    # Imported when asked for, so that the command line loads only what a run uses.
    if name == "audit":
        from mlops_team.audit import audit

        return audit
    if name == "load_catalog":
        from mlops_team.catalog import load_catalog

        return load_catalog
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
