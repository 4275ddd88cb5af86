"""Input made to break the program, and what must hold whatever comes in.

Each target reads one kind of file: `make` gives its bytes from a random number generator, `check` reads them and
raises AssertionError when something does not hold. Nothing here is anybody's data: the examples of this repository,
spoilt, and quirks of YAML 1.1, YAML 1.2, JSON and TOML written down one by one.
"""

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import yaml

import oracle
from mlops_team import config_file, settings
from mlops_team.audits.options import Settings, rules_for, severities_for
from mlops_team.audits.report import Report
from mlops_team.audits.run import audit_files, audit_source
from mlops_team.audits.source import TeamSource, read_source
from mlops_team.audits.what_if import audit_what_if
from mlops_team.baseline import read_baseline
from mlops_team.cli.outputs import rendered
from mlops_team.errors import MlopsTeamError
from mlops_team.inputs import yaml_reader as document
from mlops_team.inputs.catalog import CatalogError, load_catalog
from mlops_team.inputs.document import OLD_LINE_END, Fault, Map, Seq
from mlops_team.inputs.team import Member
from mlops_team.model import Finding
from mlops_team.render import FORMATS
from mlops_team.render.styled import Look
from random_teams import random_team, to_yaml
from runs import GOOD, ROOT, report_in

AS_OF = date(2026, 11, 23)
TEAMS = tuple(file.read_bytes() for file in sorted(ROOT.glob("examples/*.yaml")))
ROLE_FILES = tuple(sorted(ROOT.glob("roles/*.yaml")))
# Places in a value, of which generators pick: scalars first, then what is more than one.
QUIRKS = (
    # numbers, by one version of YAML, the other, or neither
    "0", "-0", "+1", "1_000", "0o17", "0O17", "017", "08", "0x1F", "0xg", "0b101", "1e3", "1e999999999",
    "-1e-999999999", "1E400", "0.1e-400", ".5", "5.", ".", "-.", "+.e1", ".inf", "-.INF", ".nan", ".NaN", "inf", "nan",
    "1:30", "12:30:45", "190:20:30.15", "9" * 100, "9" * 101, "0." + "0" * 120 + "1", "0x" + "f" * 200, "1e", "1e+",
    "--1", "0.30000000000000004",
    # words and nothings
    "", "~", "null", "Null", "nuLL", "true", "TRUE", "yes", "No", "on", "OFF", "y", "n", "=", "<<", "-", "?", ":", "!",
    "!!",
    # days
    "2026-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2026-2-3", "2026-11-23T00:00:00Z",
    "20261123", "2026-W48-1", "2026-327", "\u0662\u0660\u0662\u0666-01-01", "2026-01-01 ", '"2026-01-01\\n"',
    # text and its escapes
    "''", '""', "' '", '"\\u0000"', '"\\ud800"', '"\\ud83d\\ude80"', '"\\U0001F680"', '"\\U00110000"', '"\\x"',
    '"\\xZZ"', '"\\q"', '"\\e[31m"', '"\\N\\L\\P\\_"', '"\\/"', '"a\\\n  b"', '"a\n\n  b"', "'it''s'", "a #b", "a# b",
    "a: b", "a:b", "a :b", "@a", "`a", "%a", "&", "*", "\U0001f680" * 3, "e\u0301", "\u202etxt", "\u2028", "\u2029",
    "\u00a0", "\ufeff", "\ufffe", "x" * 600, "::error::x", "##[error]x", "<script>", "[red]x[/]", ":smile:", "a\tb",
    "\ta", "|", ">", "|2\n  a", ">-\n\n a\n", "|+\n\n\n", "|9\na", "|0\n a",
    # collections, open and closed
    "[]", "{}", "[", "]", "{", "}", "[a, b", "[a,, b]", "[a, ]", "[,]", "{a}", "{a: }", "{: a}", "{a: b, a: c}",
    "{? a : b}", "[? a : b, c]", "[a: b]", "[{a: b}: c]", "{[a]: b}", "{a: b}}", "- a", "- - a", "? a", "? [a]\n: b",
    "{a: [b, {c: [d]}]}", "[[[[[[a]]]]]]", "[" * 70 + "]" * 70,
    # anchors, aliases, merge keys, tags
    "&a b", "*a", "&a", "&a [*a]", "&a {b: *a}", "*nobody", "{<<: {a: b}}", "{<<: [{a: b}, {c: d}]}", "{<<: a}",
    "{<<: [a]}", "{<<: *a}", "{<<: {a: b}, <<: {c: d}}", "{&a b: c, *a : d}", "{*a : b}", "! a", "!!str 1", "!!int a",
    "!!float 1", "!!null ''", "!!bool true", "!!map {}", "!!seq {}", "!!set {a}", "!!omap [a: b]", "!!binary aGk=",
    "!!timestamp 2026-01-01", "!!python/none ''", "!!python/object/apply:os.getcwd []", "!a b", "!<a> b",
    "!<tag:yaml.org,2002:str> 1", "!e!x a", "!%41 a", "!% a", "!< a", "!!merge <<",
)  # fmt: skip
# Lines of their own.
LINES = (
    "---", "--- a", "--- |", "...", "... a", "%YAML 1.1", "%YAML 1.2", "%YAML 2.0", "%YAML 1", "%YAML", "%TAG ! tag:a",
    "%TAG !e! tag:e:", "%FOO a", "%", "# a", "#", "", " ", "\t", "\t# a", " \ta: b", "a", "a:", ": a", "? a",
    "? |\n  a\n: b", "? - a\n: b", "- a", "-a", "-", "a: b: c", "a: 'b' c", '"a" : b', "'a': b", "[a]: b", "{a: b}: c",
    "&a a: b", "*a : b", "<<: *a", "<<: {}", "1: a", "null: a", "~: a", "true: a", ".nan: a", "? : a", "'': a",
    '"\\u0000": a', "a/b~c: d", "team: U", "members: []", "members:", "version: 1", "version: 1.0", "version: true",
    "forums: [{name: F, roles: all}]", "waivers: [{rule: MT101, role: ml-engineer, reason: r, expires: 9999-12-31}]",
    "owners: {set-goals: Ann}", "  - name: Ann", "  - {name: Bo, skills: [a, a]}",
    "  - {name: Bo, roles: [ML Engineer, ml-engineer]}", "x" * 2_000 + ": a", "? " + "x" * 2_000, "\u2028", "\x85",
    "a\rb: c", "a: b\r", "\x00", "}", "]", "  ]", "'", '"', "|", "a: |", "a: >2", "!!map", "&a",
)  # fmt: skip
TOML = (
    'fail-on = "never"', 'fail-on = "x"', "fail-on = 1", 'select = ["MT1"]', 'select = "MT1"', 'ignore = ["MT999"]',
    "ignore = [[]]", "severity = {MT101 = 'info'}", 'severity = {MT001 = "info"}', "severity.MT101 = 1",
    'extra-skills = ["a\\u0000"]', "extra-skills = [1e400]", 'roles = ".."', 'roles = "/"', 'roles = "a\\u0000b"',
    'roles = ""', 'roles = "."', 'baseline = "\\ud800"', 'baseline = "~/x"', "baseline = 2026-01-01", 'baseline = "x"',
    "a = " + "[" * 2_000, "a = " + "9" * 5_000, "a = inf", "a = 0x" + "f" * 5_000, "a." * 1_000 + "a = 1", "[tool]",
    "[tool.mlops-team]", "[[tool.mlops-team]]", "tool = 1", "[tool.mlops-team.severity]", "[a", "= 1", "a", '"', "'''",
    "\x00", "\ufeff", "x" * 2_000 + " = 1", '"\\u001b[31m" = 1', "roles = '" + "x" * 5_000 + "'",
    "baseline = '" + "../" * 2_000 + "'",
)  # fmt: skip
JSON = (
    "{}", "[]", "null", "1e999", "-", "NaN", '"a"', "[" * 5_000, '{"a":' * 5_000, "9" * 5_000, '{"teams": null}',
    '{"teams": [null]}', '{"teams": [{}]}', '{"teams": {"a": 1}}', '{"teams": "ab"}',
    '{"teams": [{"file": "f", "findings": [{}]}]}',
    '{"teams": [{"file": 1, "findings": [{"fingerprint": [], "waiver": null}]}]}',
    '{"teams": [{"file": "f", "findings": "a"}]}', '{"teams": [{"findings": [[]]}]}', '"\\ud800"', '"\\q"', "\ufeff{}",
    "{'a': 1}", '{"a": 1,}', '{"a": 1, "a": 2}', "\x00",
)  # fmt: skip
# How people do not speak: JSON Schema's words, PyYAML's and Python's.
FOREIGN = re.compile(
    r"required property|not of type|does not match|additionalProperties|is too (?:long|short)|oneOf|anyOf|regex"
    r"|while (?:parsing|scanning)|expected <|did not find|could not find|scalar|token|stream end|octet"
    r"|block (?:mapping|sequence|entry)|flow (?:mapping|sequence)|NoneType|Traceback|<class|Error\b|codec|errno",
    re.IGNORECASE,
)
LONGEST = 1_000  # characters of an error's line


class Target(NamedTuple):
    """One kind of input: how to make it, and what must hold for it."""

    make: Callable[[random.Random], bytes]
    check: Callable[[bytes, Path], None]


# Making


def mutated(rng: random.Random, data: bytes, lines: tuple[str, ...], quirks: tuple[str, ...]) -> bytes:
    """Return bytes with a few things changed."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        data = rng.choice(_CHANGES)(rng, data, lines, quirks)
    return data


Words = tuple[str, ...]


def _flip(rng: random.Random, data: bytes, _lines: Words, _quirks: Words) -> bytes:
    at = rng.randrange(len(data) + 1)
    byte = bytes([rng.choice((rng.randrange(256), *b"\t\r\n \"'#:-?[]{}&*!|>%@`,\\\x00\xff\x85\xc2"))])
    return data[:at] + byte + data[at + rng.randrange(2) :]


def _cut(rng: random.Random, data: bytes, _lines: Words, _quirks: Words) -> bytes:
    start, end = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    return rng.choice((data[:end], data[start:], data[:start] + data[end:]))


def _move_lines(rng: random.Random, data: bytes, _lines: Words, _quirks: Words) -> bytes:
    rows = data.split(b"\n")
    at = rng.randrange(len(rows))
    how = rng.randrange(4)
    if how == 0:
        del rows[at]
    elif how == 1:
        rows[at:at] = [rows[at]] * rng.choice((1, 1, 2, 50))
    elif how == 2:
        rows.insert(rng.randrange(len(rows)), rows.pop(at))
    else:
        rows[at] = rows[at].lstrip() if rng.random() < 0.5 else b" " * rng.randrange(1, 5) + rows[at]
    return b"\n".join(rows)


def _add_line(rng: random.Random, data: bytes, lines: Words, _quirks: Words) -> bytes:
    rows = data.split(b"\n")
    at = rng.randrange(len(rows) + 1)
    rows.insert(at, (" " * rng.choice((0, 0, 2, 4)) + rng.choice(lines)).encode())
    return b"\n".join(rows)


def _other_value(rng: random.Random, data: bytes, _lines: Words, quirks: Words) -> bytes:
    spots = [match.end() for match in re.finditer(rb"[:=,\[{-] ?", data)]
    if not spots:
        return data
    at = rng.choice(spots)
    rest = re.match(rb"[^,\n\]}]*", data[at:])
    end = at + (len(rest[0]) if rest else 0)
    return data[:at] + rng.choice(quirks).encode() + data[end:]


def _other_line_ends(rng: random.Random, data: bytes, _lines: Words, _quirks: Words) -> bytes:
    end = rng.choice((b"\r", b"\r\n", b"\n\n", "\x85".encode(), "\u2028".encode(), b"\r\r\n"))
    return data.replace(b"\n", end, rng.choice((-1, 1, 3)))


def _other_encoding(rng: random.Random, data: bytes, _lines: Words, _quirks: Words) -> bytes:
    if rng.random() < 0.5:
        return (
            rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\xef\xbb\xbf\xef\xbb\xbf", b"%YAML 1.2\n---\n")) + data
        )
    with suppress(UnicodeError):
        return data.decode().encode(rng.choice(("utf-16", "utf-16-be", "utf-32", "latin-1", "utf-7")))
    return data


_CHANGES = (
    _flip, _flip, _cut, _move_lines, _move_lines, _add_line, _add_line, _add_line, _other_value, _other_value,
    _other_value, _other_value, _other_line_ends, _other_encoding,
)  # fmt: skip


def a_team(rng: random.Random) -> bytes:
    """Return a team file: an example, a random one, or one as JSON; most of them spoilt."""
    kind = rng.randrange(5)
    if kind <= 1:
        text = rng.choice((*TEAMS, GOOD.encode()))
    elif kind == 2:
        text = random_team_bytes(rng)
    elif kind == 3:
        text = json.dumps(
            _plain(document.parse("x", rng.choice(TEAMS)).value), indent=rng.choice((None, 1, "\t"))
        ).encode()
    else:
        rows = [
            rng.choice(
                (*LINES, f"{rng.choice(('team', 'members', 'a', '- a', '  name', '? a'))}: {rng.choice(QUIRKS)}")
            )
            for _ in range(rng.randrange(1, 8))
        ]
        return "\n".join(rows).encode()
    return mutated(rng, text, LINES, QUIRKS) if rng.random() < 0.9 else text


def random_team_bytes(rng: random.Random) -> bytes:
    """Return a valid team file."""
    return to_yaml(random_team(rng, oracle.read_catalog(oracle.BUILT_IN), AS_OF)).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Map):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, Seq) else value


def a_catalog(rng: random.Random) -> bytes:
    """Return the name of a catalog's file in the first line, and what is to stand in it."""
    file = rng.choice(ROLE_FILES)
    return file.name.encode() + b"\n" + mutated(rng, file.read_bytes(), LINES, QUIRKS)


def a_config(rng: random.Random) -> bytes:
    """Return a configuration file."""
    rows = [rng.choice(TOML) for _ in range(rng.randrange(1, 4))]
    data = "\n".join(rows).encode()
    return mutated(rng, data, TOML, (*JSON, *QUIRKS)) if rng.random() < 0.5 else data


def a_baseline(rng: random.Random) -> bytes:
    """Return what may pass for a report."""
    finding: dict[str, Any] = {
        "fingerprint": rng.choice(("a", 1, None, [])),
        "waiver": rng.choice((None, {}, {"reason": "r"})),
    }
    report = {"version": 1, "teams": [{"file": rng.choice(("f", 1, None)), "findings": [finding] * rng.randrange(3)}]}
    data = rng.choice((json.dumps(report), rng.choice(JSON))).encode()
    return mutated(rng, data, JSON, JSON) if rng.random() < 0.8 else data


# Checking


def check_team(data: bytes, folder: Path) -> None:
    """Audit a file in all formats, and hold what comes out against what must hold."""
    check_reader(data)
    file = folder / "team.yaml"
    file.write_bytes(data)
    settings = Settings(load_catalog(), AS_OF)
    report = audited(str(file), settings)
    for error in report.input_errors:
        check_error(error, data)
    source = read_source(str(file), settings)
    if isinstance(source, TeamSource):
        check_laws(source, settings)


def check_reader(data: bytes) -> None:
    """Compare what is read of a file with PyYAML's own nodes, where these mean the same."""
    read = document.parse("file", data)
    text = data.decode("utf-8-sig", errors="replace")
    if read.faults or OLD_LINE_END.search(text) or any(mark in text for mark in ("*", "!", "<<")):
        return
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    if node is not None:
        compare(node, read, ())


def compare(node: Any, read: document.Document, path: tuple[Any, ...]) -> None:
    """Compare a node with the value at a path, and the places of all in it."""
    value: Any = read.value
    for step in path:
        value = value[step]
    if isinstance(node, yaml.MappingNode):
        entries = [(key, item) for key, item in node.value if not key.value.startswith("x-")]
        assert isinstance(value, Map)
        assert list(value) == [trimmed(key) for key, _ in entries], path
        for key, item in entries:
            assert starts(read, (*path, trimmed(key))) == (key.start_mark.line + 1, key.start_mark.column + 1)
            compare(item, read, (*path, trimmed(key)))
    elif isinstance(node, yaml.SequenceNode):
        assert isinstance(value, Seq)
        assert len(value) == len(node.value), path
        for index, item in enumerate(node.value):
            assert starts(read, (*path, index)) == (item.start_mark.line + 1, item.start_mark.column + 1)
            compare(item, read, (*path, index))
    elif isinstance(value, str):
        assert value == trimmed(node), path
    else:
        assert not node.style, path  # what is in quotes is text
        assert not isinstance(value, (Map, Seq)), path


def trimmed(node: Any) -> str:
    """Return a scalar's text, a block's without its last line breaks."""
    text: str = node.value
    return text.strip() if node.style in {"|", ">"} else text


def starts(read: document.Document, path: tuple[Any, ...]) -> tuple[int, int]:
    """Return the line and column at which a part begins."""
    place = read.location(path)
    return place.line, place.column


def audited(file: str, settings: Settings) -> Report:
    """Audit a file and make the report in every format there is."""
    looks = (Look(), Look(verbose=True, width=40))
    formats = [(name, look) for name in FORMATS for look in looks[: 2 if name == "text" else 1]]
    report = audit_files([file], settings)
    for name, look in formats:
        check_output(name, look, "".join(rendered(report, name, look, color=look.width is not None)))
    return report


def check_output(name: str, look: Look, out: str) -> None:
    """Hold a report against its format, as far as its name tells."""
    out.encode()
    if name == "json":
        report_in(out)
    elif name in {"sarif", "gitlab"}:
        json.loads(out)
    elif name == "junit":
        ET.fromstring(out)  # noqa: S314 - we made it
    shown = re.sub(r"\x1b\[[0-9;]*m", "", out) if look.width is not None else out
    acting = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)
    assert acting is None, f"{name}: {shown[acting.start() - 40 : acting.end() + 40]!r}"
    if name != "github":
        assert re.search(r"^\s*(?:::|##)", shown if name == "text" else "", re.MULTILINE) is None


def check_error(error: Finding | Fault, data: bytes) -> None:
    """Hold an error's words and place against the file."""
    line = f"{error.message}; {error.hint}"
    assert error.hint, error
    assert len(line) <= LONGEST, line
    own = f"{error.message}; {re.sub('write .*', '', error.hint)}"  # without the user's own words
    assert FOREIGN.search(re.sub(r'"[^"]*"|\'[^\']*\'', "", own)) is None, line
    place = error.location
    assert (1, 1) <= (place.line, place.column) <= (place.end_line, place.end_column), place
    text = data.decode("utf-8-sig", errors="replace")
    lines = re.split("\r\n|[\r\n]", text)
    assert place.line <= len(lines) + 1, (place, len(lines))  # an empty document ends behind its last line
    row = lines[place.line - 1] if place.line <= len(lines) else ""
    assert place.column <= len(row) + 2, (place, row)


def check_laws(source: TeamSource, settings: Settings) -> None:
    """Hold a sound team against what must hold for any: more people, other order."""
    found = subjects(source, settings)
    members = source.team.members
    newcomer = Member(
        "\U0010ffff new", None, {}, Decimal(1), {}, {}, frozenset(), {}, (), None, None, None, None,
        ("members", len(members)),
    )  # fmt: skip
    larger = source._replace(team=source.team._replace(members=(*members, newcomer)))
    assert {one for one in subjects(larger, settings) if one[0] == "MT101"} <= set(found)
    turned = source._replace(team=source.team._replace(members=members[::-1]))
    assert sorted(subjects(turned, settings), key=str) == sorted(found, key=str)


def subjects(source: TeamSource, settings: Settings) -> list[tuple[Any, ...]]:
    """Return what is found, without where it stands, and the team's coverage."""
    report = audit_source(source, settings)
    found = [(one.code, one.severity, *one.subject) for one in report.findings]
    return [("coverage", report.coverage.coverage), *found]


def check_what_if(data: bytes, folder: Path) -> None:
    """Let what stands in a file join a team."""
    team, joining = folder / "team.yaml", folder / "joining.yaml"
    team.write_text(GOOD, encoding="utf-8")
    joining.write_bytes(data)
    with only_own_errors():
        audit_what_if([str(team)], Settings(load_catalog(), AS_OF, redact=True), (), str(joining))


def check_catalog(data: bytes, folder: Path) -> None:
    """Read a catalog, and hold the good team against it."""
    name, _, content = data.partition(b"\n")
    roles = folder / "roles"
    if not roles.is_dir():
        roles.mkdir()
    for file in ROLE_FILES:
        shutil.copyfile(file, roles / file.name)
    spoilt = roles / name.decode()
    spoilt.write_bytes(content)
    try:
        catalog = load_catalog(roles)
    except CatalogError as error:
        for fault in error.faults:
            check_error(fault, Path(fault.location.file).read_bytes() if Path(fault.location.file).is_file() else b"")
        return
    (folder / "team.yaml").write_text(GOOD, encoding="utf-8")
    audited(str(folder / "team.yaml"), Settings(catalog, AS_OF))


def check_config(data: bytes, folder: Path) -> None:
    """Read a configuration under both its names."""
    for name in (config_file.OWN_FILE, config_file.PYPROJECT):
        file = folder / name
        file.write_bytes(data)
        with only_own_errors():
            found = settings.read(file)
            rules_for(found.select, found.ignore)
            severities_for(found.severity)
            assert all(
                path is None or Path(path).is_relative_to(folder.resolve()) for path in (found.roles, found.baseline)
            )
        file.unlink()


def check_baseline(data: bytes, folder: Path) -> None:
    """Read a baseline."""
    file = folder / "baseline.json"
    file.write_bytes(data)
    with only_own_errors():
        read_baseline(str(file))


@contextmanager
def only_own_errors() -> Iterator[None]:
    """Let pass what the program says itself, once it is said plainly."""
    try:
        yield
    except MlopsTeamError as error:
        assert error.message
        assert len(str(error)) <= LONGEST


TARGETS = {
    "team": Target(a_team, check_team),
    "what-if": Target(a_team, check_what_if),
    "catalog": Target(a_catalog, check_catalog),
    "config": Target(a_config, check_config),
    "baseline": Target(a_baseline, check_baseline),
}
