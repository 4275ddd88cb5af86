"""Time what the catalog costs an audit, with its table of tools and without.

Usage: python benchmarks/catalog.py [--repeat N]
"""

import argparse
import gc
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from mlops_team.inputs.catalog import Catalog, _catalog, catalog_values
from mlops_team.inputs.catalog_prepared import FILE, prepare, prepared
from mlops_team.inputs.schema import built_in_folder

LIMIT = 3  # ms that the table of tools may add to the start of every audit
MS = 1_000


def prepared_copy(folder: Path, *, tools: bool) -> Path:
    """Copy the built-in catalog into a folder in its prepared form, and return the folder."""
    shutil.copytree(built_in_folder(), folder, ignore=lambda *_: [] if tools else ["tools.yaml"])
    (folder / FILE).write_text(prepare(folder, catalog_values(str(folder))), encoding="utf-8")
    return folder


def read(folder: Path) -> Catalog:
    """Return the catalog of a folder by its prepared form, as an audit reads the built-in one."""
    values = prepared(folder)
    if values is None:
        raise RuntimeError(folder)
    return _catalog(values, "")


def milliseconds(function: Callable[[], object], repeat: int) -> float:
    """Return the shortest time that a function takes: what is longer, other programs took."""
    times = []
    for _ in range(repeat):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return min(times) * MS


def main() -> int:
    """Measure, and return 1 when the table costs more than it may."""
    parser = argparse.ArgumentParser(description="Time the reading of the catalog.")
    parser.add_argument("--repeat", type=int, default=50, help="how often each is timed (50)")
    options = parser.parse_args()
    gc.disable()  # as the command line does while it starts
    with tempfile.TemporaryDirectory() as temporary:
        full = prepared_copy(Path(temporary, "full"), tools=True)
        bare = prepared_copy(Path(temporary, "bare"), tools=False)
        print(f"The built-in catalog, {len(read(full).tools)} tools: fastest of {options.repeat}")
        with_tools, without = (milliseconds(partial(read, folder), options.repeat) for folder in (full, bare))
        from_yaml = milliseconds(lambda: catalog_values(str(full)), 3)
    print(f"  {'reading it':<42}{with_tools:>10.1f} ms")
    print(f"  {'without its tools':<42}{without:>10.1f} ms")
    print(f"  {'from its YAML files':<42}{from_yaml:>10.1f} ms")
    more = with_tools - without
    print(f"  {'the table of tools':<42}{more:>10.1f} ms  at most {LIMIT}: {'ok' if more <= LIMIT else 'over'}")
    return int(more > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
