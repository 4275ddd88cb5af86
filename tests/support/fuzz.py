"""Read hostile input for as long as asked for, and say what broke: `python tests/support/fuzz.py --minutes 10`.

Every case is made from a number, so that one that broke can be had again: `--seed N --cases 1`. With `--guided`,
atheris (`pip install atheris`) chooses the numbers by the code that they reach. Exits with 1 when anything broke.
"""

import argparse
import faulthandler
import importlib
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from hostile import TARGETS

SECONDS = 60  # after which a case counts as hanging, and where it hangs is printed
MEMORY = 2 * 2**30
SLOW = 2.0


class Fuzzer:
    """Tries cases in a folder, and keeps one example of each way to break."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tried: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.slow: list[tuple[float, str, int]] = []

    def case(self, name: str, seed: int) -> None:
        """Make the case of that number, and check it."""
        target = TARGETS[name]
        data = target.make(random.Random(seed))
        self.tried[name] += 1
        began = time.process_time()  # others may use the machine too
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        try:
            target.check(data, self.folder)
        except Exception as error:  # noqa: BLE001 - whatever breaks is what is looked for
            self.tell(name, seed, data, error)
        faulthandler.cancel_dump_traceback_later()
        if (took := time.process_time() - began) > SLOW:
            self.slow.append((took, name, seed))

    def tell(self, name: str, seed: int, data: bytes, error: Exception) -> None:
        """Print an error the first time that it comes."""
        last = traceback.extract_tb(error.__traceback__)[-1]
        key = f"{name}: {type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
        self.broken[key] += 1
        if self.broken[key] == 1:
            print(f"{key}: --target {name} --seed {seed} --cases 1\n{str(error)[:500]}\n{data[:500]!r}\n", flush=True)

    def summary(self) -> None:
        """Print what was tried, and what broke."""
        print(f"{self.tried.total():,} cases ({', '.join(f'{n} {k:,}' for n, k in sorted(self.tried.items()))})")
        print(f"{len(self.broken)} ways to break, {len(self.slow)} cases of more than {SLOW:g} s")
        for key, number in self.broken.most_common():
            print(f"  {number} times {key}")
        for took, name, seed in sorted(self.slow, reverse=True)[:10]:
            print(f"  {took:.1f} s: --target {name} --seed {seed} --cases 1")


def guided(fuzzer: Fuzzer, names: list[str], end: float) -> None:
    """Let atheris choose, by the code that is reached; it never returns."""
    atheris: Any = importlib.import_module("atheris")  # not among what the tests need: it has no wheel for every Python

    atheris.instrument_all()

    def one(data: bytes) -> None:
        if time.monotonic() > end:
            fuzzer.summary()
            os._exit(int(bool(fuzzer.broken)))
        chosen = atheris.FuzzedDataProvider(data)
        fuzzer.case(names[chosen.ConsumeIntInRange(0, len(names) - 1)], chosen.ConsumeInt(8))

    atheris.Setup(sys.argv[:1], one)
    atheris.Fuzz()


def main() -> None:
    """Read the options, and go."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--cases", type=int, default=None, help="at most so many")
    parser.add_argument("--seed", type=int, default=None, help="the number of the first case")
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--guided", action="store_true")
    options: Any = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    names = options.target or sorted(TARGETS)
    seed = random.randrange(2**40) if options.seed is None else options.seed
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        fuzzer = Fuzzer(Path(folder))
        if options.guided:
            guided(fuzzer, names, end)
        while time.monotonic() < end and (options.cases is None or fuzzer.tried.total() < options.cases):
            fuzzer.case(names[seed % len(names)], seed)
            seed += 1
        fuzzer.summary()
    sys.exit(int(bool(fuzzer.broken)))


if __name__ == "__main__":
    main()
