"""Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.

The command `mlops-team` is the main way in; `audit` and `load_catalog` give notebooks the same.
"""

from typing import TYPE_CHECKING, Any

from mlops_team._version import __version__

if TYPE_CHECKING:
    from mlops_team.audit import audit
    from mlops_team.catalog import load_catalog

__all__ = ["__version__", "audit", "load_catalog"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute can be anything
    # Imported when asked for, so that the command line loads only what a run uses.
    if name == "audit":
        from mlops_team.audit import audit

        return audit
    if name == "load_catalog":
        from mlops_team.catalog import load_catalog

        return load_catalog
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
