"""How many small faults in the code the tests find: `python tests/mutation.py`, or with names of modules.

A mutant is the program with one thing changed: a comparison turned round, a number one higher, a condition the other
way, a statement left out. It is killed when a test fails. For each mutant the process that has collected the tests is
forked, the changed code put in place of the function's, and the tests that run through the changed lines are run:
first those that found mutants of the same file, the last one first, then the fastest ones. What stands outside
functions takes a process of its own. So a mutant that is found costs little, one that survives as much as its tests.
"""

import ast
import copy
import gc
import os
import pickle
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import _lru_cache_wrapper, cache, partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest
from coverage import Coverage

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src/mlops_team"
# What decides what a report says; the other modules are held by whole outputs and, line by line, by --cov.
MODULES = (
    "catalog", "coverage", "document", "planner", "planning", "registry", "resilience", "rules", "schema", "shortfall",
    "team", "whatif", "workload",
)  # fmt: skip
# Those that run in this process; the others see the program as it stands on disk.
TESTS = [
    f"tests/test_{name}.py"
    for name in (
        "adoption", "catalog", "cli", "config", "coverage", "document", "examples", "explain", "input_errors",
        "oracle", "places", "plan", "redact", "registry", "resilience", "rules", "schema", "schema_command", "solver",
        "text", "waivers",
    )
]  # fmt: skip
# As many tests as this allows, by the time they take while lines are noted, then some random teams; what needs more to
# be found counts as not found.
SECONDS_A_MUTANT = 20.0
RANDOM_TEAMS = ("test_random_teams", "test_no_plan_is_cheaper")
SECONDS_TO_HANG = 40
# What the program imports only where it is needed: once here, not in each fork, which would take most of its time.
LATE = ("highspy", "jinja2", "jsonschema", "numpy", "rich.console")
MEMORY = 4 << 30
CPUS = len(os.sched_getaffinity(0))


class Mutant(NamedTuple):
    """One change to one file."""

    file: Path
    place: tuple[int, int]
    lines: range  # of which tests must run one to see it
    was: str
    now: str
    tree: ast.Module
    inside: bool  # a function's body; else what runs when the module is loaded

    def __str__(self) -> str:
        line, column = self.place
        return f"{self.file.relative_to(SOURCE)}:{line}:{column + 1}: {self.was}  ->  {self.now}"


# --- what is changed -----------------------------------------------------------------------------

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.Break: ast.Continue, ast.Continue: ast.Break,
}  # fmt: skip
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give what could stand in place of a node."""
    for field in ("op", "ops"):
        yield from _operators(node, field)
    if isinstance(node, ast.Constant):
        yield from map(ast.Constant, _constants(node.value))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield from (_with(node, ifs=[one for one in node.ifs if one is not gone]) for gone in node.ifs)
    elif isinstance(node, ast.Name) and node.id in TWINS:
        yield ast.Name(TWINS[node.id], node.ctx)
    elif isinstance(node, ast.Break | ast.Continue):
        yield OPPOSITE[type(node)]()
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Assert):
        yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))


def _operators(node: ast.AST, field: str) -> Iterator[ast.AST]:
    value = getattr(node, field, None)
    for index, one in enumerate(value if isinstance(value, list) else [value]):
        if type(one) in OPPOSITE:
            other = OPPOSITE[type(one)]()
            new = [*value[:index], other, *value[index + 1 :]] if isinstance(value, list) else other
            yield _with(node, **{field: new})


def _constants(value: object) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    if isinstance(value, str):
        return [f"{value}XX"]
    return []


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


# --- where ---------------------------------------------------------------------------------------


def mutants(file: Path) -> Iterator[Mutant]:
    """Give all mutants of a file, each with a tree of its own."""
    text = file.read_text(encoding="utf-8")
    places = _places(ast.parse(text), ())
    for steps, node, lines, inside in places:
        for new in changes(node):
            tree = ast.parse(text)
            _put(tree, steps, ast.copy_location(new, node))
            ast.fix_missing_locations(tree)
            place = getattr(node, "lineno", lines[0]), getattr(node, "col_offset", 0)
            yield Mutant(file, place, lines, _short(node), _short(new), tree, inside)


Steps = tuple[tuple[str, int | None], ...]


def _places(
    node: ast.AST, steps: Steps, lines: range = range(1), *, inside: bool = False
) -> Iterator[tuple[Steps, ast.AST, range, bool]]:
    for field, index, child in _children(node):
        if _never_run(node, field, child):
            continue
        if hasattr(child, "lineno") and isinstance(child, ast.expr | ast.stmt):
            last = child.body[0].lineno - 1 if isinstance(child, ast.If | ast.While | ast.For) else child.end_lineno
            lines = range(child.lineno, max(child.lineno, last or 0) + 1)
        below = inside or (isinstance(node, ast.FunctionDef) and field == "body")
        here = (*steps, (field, index))
        yield here, child, lines, below
        yield from _places(child, here, lines, inside=below)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            yield from ((field, index, one) for index, one in enumerate(value) if isinstance(one, ast.AST))


def _never_run(node: ast.AST, field: str, child: ast.AST) -> bool:
    """Whether this is for readers and type checkers alone: docstrings, annotations, what only they import."""
    if field in {"annotation", "returns"} or isinstance(child, ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
        return True
    if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.Assign) and ast.unparse(node.value).startswith(("Callable[", "tuple[", "Mapping["))


def _put(tree: ast.AST, steps: Steps, new: ast.AST) -> None:
    for field, index in steps[:-1]:
        value = getattr(tree, field)
        tree = value if index is None else value[index]
    field, index = steps[-1]
    if index is None:
        setattr(tree, field, new)
    else:
        getattr(tree, field)[index] = new


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).strip().split("\n")[0]
    return text if len(text) <= 70 else text[:67] + "..."


# --- one mutant in a fork ------------------------------------------------------------------------


def put_in_place(mutant: Mutant) -> bool:
    """Give the functions that are loaded the mutant's code, if it needs no other names from around them."""
    compiled = compile(mutant.tree, str(mutant.file), "exec")
    new = {(code.co_qualname, code.co_firstlineno): code for code in _codes(compiled)}
    for one in loaded(FunctionType):
        if one.__code__.co_filename == str(mutant.file):
            code = new.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
            if code is not None and code.co_freevars != one.__code__.co_freevars:
                return False
            if code is not None:
                one.__code__ = code
    return True


@cache
def loaded(kind: type) -> list[Any]:
    """Return the functions, or caches, of the program: looked for once, as every fork has the same."""
    return [one for one in gc.get_objects() if type(one) is kind and (one.__module__ or "").startswith("mlops_team")]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def forked(work: Callable[[], bytes], seconds: float) -> tuple[int, int]:
    """Start work in a fork; return its process and where its answer comes from."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # of its own: on a busy machine what merely waits does not hang
    signal.setitimer(signal.ITIMER_REAL, 10 * seconds)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    forget()
    try:
        os.write(writer, work())
    finally:
        os._exit(0)


def forget() -> None:
    """Empty the program's caches, which collecting the tests has filled."""
    for one in loaded(_lru_cache_wrapper):
        one.cache_clear()


class Run(NamedTuple):
    """One test, and what it takes."""

    item: pytest.Item
    seconds: float
    lines: dict[str, frozenset[int]]


class Mutation:
    """The pytest plugin that runs the mutants in place of the tests."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self.failed = False

    def pytest_collection(self) -> None:
        """Let generated examples be few, and the same for each mutant."""
        from hypothesis import settings

        settings.register_profile("mutation", derandomize=True, database=None, deadline=None, max_examples=20)
        settings.load_profile("mutation")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self.failed = self.failed or report.failed

    def failing(self, items: Sequence[pytest.Item]) -> str | None:
        """Run tests until one fails; return which."""
        self.failed = False
        for item in items:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.failed:
                return item.nodeid
        return None

    def measured(self, item: pytest.Item) -> bytes:
        """Run one test; return what it took, nothing when it fails by itself."""
        watch = Coverage(data_file=None, include=[f"{SOURCE}/*"], config_file=False, branch=False)
        watch.set_option("run:disable_warnings", ["no-data-collected"])  # by tests of what stands in tables
        watch.start()
        began = time.process_time()  # which other work on the machine does not prolong
        failed = self.failing([item])
        took = time.process_time() - began
        watch.stop()
        data = watch.get_data()
        seen = {file: frozenset(data.lines(file) or ()) for file in data.measured_files()}
        return b"" if failed else pickle.dumps((took, seen))

    def runs(self, items: list[pytest.Item]) -> list[Run]:
        """Run every test once, each in a fork of its own, so that nothing is kept from one to the next."""
        for name in self.options.modules:  # a function that is loaded in a fork would be loaded whole
            for file in _files(name):
                import_module(_module(file))
        for name in LATE:
            import_module(name)
        loaded(FunctionType), loaded(_lru_cache_wrapper)
        found = []
        for item, answer in zip(items, in_turn([partial(self.measured, item) for item in items]), strict=True):
            if answer:
                found.append(Run(item, *pickle.loads(answer)))  # noqa: S301 - our own
        return sorted(found, key=lambda run: run.seconds)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the mutants, and say what came of them."""
        plugins = session.config.pluginmanager
        plugins.unregister(name="terminalreporter")  # which would tell of each test of each mutant
        capture = plugins.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            report(self.options, self.runs(session.items), self)
        return True


def in_turn(works: Sequence[Callable[[], bytes]], seconds: float = SECONDS_TO_HANG) -> Iterator[bytes]:
    """Do works in forks, as many at a time as there are processors; give their answers in order."""
    waiting: list[tuple[int, int]] = []
    rest = iter(works)
    for _ in works:
        while len(waiting) < CPUS and (work := next(rest, None)) is not None:
            waiting.append(forked(work, seconds))
        child, reader = waiting.pop(0)
        with os.fdopen(reader, "rb") as stream:
            answer = stream.read()
        os.waitpid(child, 0)
        yield answer


def through(mutant: Mutant, runs: list[Run]) -> list[Run]:
    """Return the tests that run through a mutant; none when it runs only as its module is loaded."""
    if not mutant.inside:
        return []
    return [run for run in runs if not run.lines.get(str(mutant.file), frozenset()).isdisjoint(mutant.lines)]


def chosen(seen: list[Run], killers: list[str]) -> list[pytest.Item]:
    """Return killers first, then fast tests, as many as the time allows."""
    broad = [run for run in seen if run.item.nodeid.split("::")[1].startswith(RANDOM_TEAMS)]
    total, items = 0.0, []
    for run in sorted(seen, key=lambda run: _place(run.item.nodeid, killers)):
        total += run.seconds
        if total < SECONDS_A_MUTANT and run not in broad:
            items.append(run.item)
    return items + [run.item for run in broad[:4]]


def _place(nodeid: str, killers: list[str]) -> int:
    return killers.index(nodeid) if nodeid in killers else len(killers)


SURVIVED = b"survived"


def trial(mutant: Mutant, runs: list[Run], killers: list[str], plugin: Mutation) -> bytes:
    """Say whether tests pass with a mutant in place, or which does not; nothing when it hangs."""
    seen = through(mutant, runs)
    items = chosen(seen or runs, killers)
    if seen and put_in_place(mutant):
        killer = plugin.failing(items)
        return killer.encode() if killer else SURVIVED
    with tempfile.NamedTemporaryFile(suffix=".py") as file:
        file.write(ast.unparse(mutant.tree).encode())
        file.flush()
        environment = {**os.environ, "MUTANT": f"{_module(mutant.file)}={mutant.file}={file.name}"}
        command = [sys.executable, "-m", "pytest", "-qx", "-p", "mutation", "-p", "no:randomly", "-n", "0"]
        ids = [item.nodeid for item in items]
        done = subprocess.run([*command, *ids], cwd=ROOT, env=environment, capture_output=True, check=False)
        return SURVIVED if done.returncode == 0 else b""


def _module(file: Path) -> str:
    return "mlops_team." + ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def report(options: Namespace, runs: list[Run], plugin: Mutation) -> None:
    """Try all mutants, and print those that no test finds."""
    files = [file for name in options.modules for file in _files(name)]
    found = [mutant for file in files for mutant in mutants(file)]
    if options.sample and options.sample < len(found):
        picked = sorted(random.Random(options.seed).sample(range(len(found)), options.sample))
        found = [found[index] for index in picked]
    print(f"{len(runs)} tests, {len(found)} mutants", flush=True)
    killers: dict[Path, list[str]] = {file: [] for file in files}  # looked at when a mutant's turn has come
    works = [partial(trial, one, runs, killers[one.file], plugin) for one in found]
    tried, survived = Counter[str](), Counter[str]()
    for mutant, answer in zip(found, in_turn(works), strict=True):
        name = str(mutant.file.relative_to(SOURCE))
        tried[name] += 1
        if answer == SURVIVED:
            survived[name] += 1
            print(mutant, flush=True)
        elif answer:
            known, killer = killers[mutant.file], answer.decode()
            known[:] = [killer, *(one for one in known if one != killer)]
    for name in [*tried, ""]:
        all_, left = (tried[name], survived[name]) if name else (tried.total(), survived.total())
        print(f"{name or 'all':28} {all_:5} mutants, {all_ - left:5} killed, {100 * (all_ - left) / all_:5.1f} %")


def _files(name: str) -> list[Path]:
    folder, file = SOURCE / name, SOURCE / f"{name}.py"
    return sorted(folder.glob("*.py")) if folder.is_dir() else [file] if file.exists() else []


# --- one mutant in a process of its own ----------------------------------------------------------


class Finder(MetaPathFinder):
    """Loads one module from another file than where it stands."""

    def __init__(self, module: str, place: str, file: str) -> None:
        self.module, self.place, self.file = module, place, file

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> ModuleSpec | None:
        """Give the module's loader, when it is the one."""
        if name != self.module:
            return None
        below: list[str] | None = [] if self.place.endswith("__init__.py") else None  # of a package: filled in
        return spec_from_file_location(name, self.place, loader=self, submodule_search_locations=below)  # type: ignore[arg-type]

    def create_module(self, _spec: ModuleSpec) -> None:
        """Let the module be made as usual."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the other file."""
        exec(compile(Path(self.file).read_bytes(), self.place, "exec"), module.__dict__)  # noqa: S102


if "MUTANT" in os.environ:
    sys.meta_path.insert(0, Finder(*os.environ["MUTANT"].split("=")))


def main() -> None:
    """Run the tests with this plugin."""
    parser = ArgumentParser(description="Say how many small faults in the code the tests find.")
    parser.add_argument("modules", nargs="*", default=MODULES, help="modules or folders of src/mlops_team")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="test files to run")
    parser.add_argument("--sample", type=int, help="try so many of the mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    options = parser.parse_args()
    slow = ["--ignore", "tests/test_precommit.py", "-p", "no:randomly", "-p", "no:cacheprovider"]
    os.chdir(ROOT)
    sys.exit(pytest.main(["-q", "-n", "0", *slow, *options.tests], plugins=[Mutation(options)]))


if __name__ == "__main__":
    main()
