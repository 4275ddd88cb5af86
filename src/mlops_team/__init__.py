"""Audit machine-learning teams: which roles, skills and practices are covered, and what is missing.

The command `mlops-team` is the main way in; the functions here give notebooks and scripts the same.
"""

from mlops_team._version import __version__

# Nothing slow here: until `cli.main` runs, Ctrl-C shows a traceback. Type checkers know this name without an import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlops_team.api import (
        Catalog,
        CatalogError,
        Diff,
        Histories,
        History,
        MlopsTeamError,
        Plan,
        Report,
        Resilience,
        audit,
        diff,
        history,
        load_catalog,
        plan,
        resilience,
    )

__all__ = [
    "Catalog",
    "CatalogError",
    "Diff",
    "Histories",
    "History",
    "MlopsTeamError",
    "Plan",
    "Report",
    "Resilience",
    "__version__",
    "audit",
    "diff",
    "history",
    "load_catalog",
    "plan",
    "resilience",
]


def __getattr__(name: str) -> object:
    # Imported on first use, so that the command line loads only what a run needs. All at once, and kept.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    api = import_module("mlops_team.api")
    globals().update({public: getattr(api, public) for public in api.__all__})
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
