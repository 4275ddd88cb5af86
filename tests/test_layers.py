"""A module imports only from floors below its own, each outside library has one door, and a start stays light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from mlops_team.render import FORMATS
from runs import ROOT

PACKAGE = "mlops_team"
SOURCE = ROOT / "src" / PACKAGE
# From the ground up: a module imports from its own layer and those below it. One that fits nowhere wants to be two.
LAYERS = (
    ("_version", "errors", "text", "model"),
    ("inputs",),
    ("config_file", "settings", "baseline"),
    ("audits",),
    ("planner",),
    ("render",),
    ("cli",),
    ("results", "api"),
    ("__init__", "__main__"),
)
HEIGHTS = {name: height for height, names in enumerate(LAYERS) for name in names}
# library or part of one: the modules through which it comes in
DOORS = {
    "typer": ["cli.*"],
    "yaml": ["inputs.yaml_reader", "inputs.yaml_errors"],
    "orjson": ["render.json"],
    "yaml._yaml": ["inputs.yaml_reader", "inputs.yaml_errors"],
    "jsonschema": ["inputs.schema_errors"],
    "jinja2": ["render.html.__init__"],
    "markupsafe": ["render.html.*"],
    "rich": ["render.terminal", "cli.progress"],
    "rich.cells": ["render.styled"],
    "python_calamine": ["inputs.workbook"],
    "xlsxwriter": ["render.team_xlsx"],
    "highspy": ["planner.solver"],
    "numpy": ["planner.solver"],  # which highspy brings along, and takes its arrays in
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module below the package by its dotted name, and what stands in it."""
    for file in sorted(SOURCE.rglob("*.py")):
        name = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
        yield name, ast.parse(file.read_text(encoding="utf-8"))


MODULES = dict(modules())


def is_module(dotted: str) -> bool:
    path = SOURCE.parent.joinpath(*dotted.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names of all modules that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            whole = node.module or ""
            parts = [f"{whole}.{alias.name}" for alias in node.names]
            yield from (part if whole.startswith(PACKAGE) and is_module(part) else whole for part in parts)


def layer(name: str) -> int:
    """Return how high up the layer of a module is."""
    return HEIGHTS[name.split(".", maxsplit=1)[0]]


def own_imports(name: str) -> set[str]:
    """Return the modules of this package that a module imports."""
    found = {
        imported.removeprefix(f"{PACKAGE}.") for imported in imports(MODULES[name]) if imported.startswith(PACKAGE)
    }
    return {f"{imported}.__init__" if f"{imported}.__init__" in MODULES else imported for imported in found}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_from_its_layer_and_below(name: str) -> None:
    assert [imported for imported in own_imports(name) if layer(imported) > layer(name)] == []


def test_no_import_leads_back() -> None:
    graph = {name: own_imports(name) - {name} for name in MODULES}
    list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the way


def test_every_module_has_a_layer_and_every_layer_modules() -> None:
    assert sorted(HEIGHTS) == sorted({name.split(".", maxsplit=1)[0] for name in MODULES})


def test_each_outside_library_has_one_door() -> None:
    used = set()
    for name, tree in MODULES.items():
        for imported in set(imports(tree)):
            library = imported.split(".", maxsplit=1)[0]
            if library == PACKAGE or library in sys.stdlib_module_names:
                continue
            doors = [door for door in (imported, library) if is_door(door, name)]
            assert doors, f"{name} imports {imported}"
            used.add(doors[0])
    assert used | {"rich"} == set(DOORS)


def is_door(library: str, module: str) -> bool:
    return any(fnmatchcase(module, pattern) for pattern in DOORS.get(library, ()))


def loaded(code: str, *args: str | Path, folder: Path) -> set[str]:
    """Return which modules are loaded after running some code in a fresh interpreter."""
    told = f"{code}\nprint(*sys.modules, file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", f"import sys\n{told}", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(result.stderr.split())


RUN = """
from mlops_team.cli import main
sys.argv[0] = "mlops-team"
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def test_a_passing_run_loads_only_what_it_uses(tmp_path: Path) -> None:
    team = ROOT / "examples/complete.yaml"
    bare = loaded("import typer", folder=tmp_path)
    json = loaded(RUN, "audit", "-f", "json", team, folder=tmp_path) - bare
    text = loaded(RUN, "audit", team, folder=tmp_path) - bare
    libraries = {name.split(".")[0] for name in json if not name.startswith("_")}
    assert libraries <= {
        PACKAGE, "typer", "yaml", "cython_runtime", "orjson",
        "base64", "binascii", "dataclasses", "decimal", "encodings", "fractions", "gc", "hashlib",
        "json", "numbers", "struct",
    }  # fmt: skip
    assert not {name.split(".")[0] for name in text} & {"jsonschema", "rich", "multiprocessing", "tempfile"}
    unused = (
        "baseline", "inputs.redact", "inputs.yaml_errors", "audits.what_if", "audits.workers", "render.text",
        "cli.roles", "planner",
    )  # fmt: skip
    assert not json & {f"{PACKAGE}.{name}" for name in unused}
    assert "yaml" in json & text


def test_an_audit_loads_no_solver(tmp_path: Path) -> None:
    reports = [f"--output={name}:{name}" for name in FORMATS if name not in {"html", "brief"}]  # those two have a plan
    team = ROOT / "examples/gaps.yaml"
    modules = loaded(f"import mlops_team\n{RUN}", "audit", "--fail-on", "never", *reports, team, folder=tmp_path)
    assert (tmp_path / "sarif").is_file()
    assert not {"highspy", "numpy"} & modules
    with_a_plan = loaded(RUN, "audit", "--fail-on", "never", "-o", "brief:brief", team, folder=tmp_path)
    assert {"highspy", "numpy"} <= with_a_plan


def test_help_loads_no_command(tmp_path: Path) -> None:
    bare = loaded("import typer", folder=tmp_path)
    assert {name for name in loaded(RUN, "--help", folder=tmp_path) - bare if name.startswith(PACKAGE)} == {
        PACKAGE, f"{PACKAGE}._version", f"{PACKAGE}.cli", f"{PACKAGE}.cli.app",
    }  # fmt: skip


def test_nothing_is_loaded_before_ctrl_c_is_caught(tmp_path: Path) -> None:
    assert loaded("import mlops_team.cli", folder=tmp_path) - loaded("", folder=tmp_path) == {
        "gc", PACKAGE, f"{PACKAGE}._version", f"{PACKAGE}.cli",
    }  # fmt: skip
