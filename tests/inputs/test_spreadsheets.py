"""Made-up sheets of every kind, each with the members and the decisions that it must come to."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_team.inputs.import_map import read_map, write_map
from mlops_team.inputs.imported_team import (
    ImportedMember,
    ImportedTeam,
    ImportMap,
    ImportOptions,
    LearningGoal,
    SheetError,
    cell_name,
)  # fmt: skip
from mlops_team.inputs.sheet_import import import_sheet
from mlops_team.inputs.table_cells import CellMark, LevelReader
from mlops_team.inputs.table_titles import title_kind
from mlops_team.inputs.table_vocabulary import Kind
from runs import ROOT
from sheet_names import FewNames, options

SHEETS = ROOT / "tests/spreadsheets"
EXPECTED = {path.stem: yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in sorted(SHEETS.glob("*.yaml"))}

ABSENT, FOREIGN, UNRATED = CellMark.ABSENT, CellMark.FOREIGN, CellMark.UNRATED


def read(text: str, **given: Any) -> ImportedTeam:
    return import_sheet(text.encode(), "sheet.csv", ImportOptions(**given), FewNames())


def member(written: dict[str, Any]) -> ImportedMember:
    """Return the member that a sheet's expectations describe."""
    values = dict(written)
    values["roles"] = tuple(values.get("roles", ()))
    values["titles"] = tuple(values.get("titles", ()))
    values["skills"] = values.get("skills", {})
    values["learning"] = tuple(LearningGoal(**goal) for goal in values.get("learning", ()))
    if "allocation" in values:
        values["allocation"] = Decimal(values["allocation"])
    return ImportedMember(**values)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sheet_comes_to_what_is_beside_it(name: str) -> None:
    expected = EXPECTED[name]
    data = (SHEETS / expected["sheet"]).read_bytes()
    given = options(expected.get("options", {}))
    if "error" in expected:
        with pytest.raises(SheetError) as caught:
            import_sheet(data, expected["sheet"], given, FewNames())
        error = {"message": caught.value.message, "hint": caught.value.hint, "cell": caught.value.cell}
        assert error == expected["error"]
        return
    team = import_sheet(data, expected["sheet"], given, FewNames())
    assert list(team.members) == [member(written) for written in expected["members"]]
    assert list(team.decisions) == expected["decisions"]


def test_every_sheet_has_expectations() -> None:
    sheets = {path.name for path in SHEETS.iterdir() if path.suffix != ".yaml"}
    assert sheets == {expected["sheet"] for expected in EXPECTED.values()}


def test_skills_keep_the_order_of_their_columns() -> None:
    team = read("Name,SQL,Python\nAna Lima,1,2\n")
    assert list(team.members[0].skills) == ["SQL", "Python"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", ABSENT), ("0", 0), ("5", 5), ("6", FOREIGN), ("-1", FOREIGN), ("3.99", 3), ("2,5", 2),
        ("2 - Intermediate", 2), ("4: leads", 4), ("3 (some)", 3), ("Advanced (2)", 2), ("expert - 4", 4), ("4/5", 4),
        ("Level 3", 3), ("L2", 2), ("Stufe 1", 1), ("3 years", FOREIGN), ("7 - God", FOREIGN),
        ("Fundamental Awareness", 1), ("NOVICE", 2), ("not held", 0), ("basic", 1), ("developing", 2),
        ("★★", 2), ("***", 3), ("☆☆☆", 0), ("★★★★★★", FOREIGN),
        ("x", 3), ("X", 3), ("yes", 3), ("ja", 3), ("✓", 3), ("TRUE", 3), ("no", ABSENT), ("N/A", ABSENT),
        ("-", ABSENT), ("?", UNRATED), ("o", FOREIGN), ("great", FOREIGN), ("50%", FOREIGN),
        ("2026-01-02", FOREIGN),
    ],
)  # fmt: skip
def test_what_a_cell_says(text: str, level: int | CellMark) -> None:
    reader = LevelReader(ImportOptions(), FewNames.levels, decimal_comma=True)
    assert reader.level(text) == level


@pytest.mark.parametrize(
    ("scale", "text", "level"),
    [
        ((0, 10), "10", 5), ((0, 10), "9", 4), ((0, 10), "1", 0), ((1, 5), "1", 0), ((1, 5), "5", 5), ((1, 5), "3", 2),
        ((0, 3), "2", 3), ((0, 100), "80%", 4), ((0, 100), "80 %", 4), ((1, 4), "0", FOREIGN), ((0, 3), "yes", 3),
        ((0, 1), "1", 5),
    ],
)  # fmt: skip
def test_a_scale_is_spread_over_the_levels(scale: tuple[int, int], text: str, level: int | CellMark) -> None:
    given = options({"scale": scale})
    assert LevelReader(given, FewNames.levels, decimal_comma=False).level(text) == level


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("NAME", Kind.NAME), ("Employee Name", Kind.NAME), ("EmpName", Kind.NAME), ("Mitarbeiter", Kind.NAME),
        ("Nom et prénom", Kind.NAME), ("Nombre y apellidos", Kind.NAME), ("Vorname", Kind.FIRST_NAME),
        ("Prénom", Kind.FIRST_NAME), ("last_name", Kind.LAST_NAME), ("Apellidos", Kind.LAST_NAME),
        ("E-Mail-Adresse", Kind.EMAIL), ("Correo electrónico", Kind.EMAIL), ("Benutzername", Kind.LOGIN),
        ("employee_id", Kind.ID), ("Matricule", Kind.ID), ("Personal-Nr.", Kind.ID), ("Job Title", Kind.ROLE),
        ("Funktion", Kind.ROLE), ("Puesto", Kind.ROLE), ("FTE (%)", Kind.FTE), ("Beschäftigungsgrad", Kind.FTE),
        ("Heures par semaine", Kind.HOURS), ("Hire date", Kind.START), ("Eintrittsdatum", Kind.START),
        ("Fecha de baja", Kind.END), ("Compétence", Kind.SKILL), ("Habilidad", Kind.SKILL), ("Kenntnisse", Kind.SKILLS),
        ("Base Salary 2025", Kind.PRIVATE), ("Jahresgehalt brutto", Kind.PRIVATE), ("Gehalt (brutto)", Kind.PRIVATE),
        ("Salaire annuel", Kind.PRIVATE), ("Fecha de nacimiento", Kind.PRIVATE), ("Date de naissance", Kind.PRIVATE),
        ("Performance rating", Kind.PRIVATE), ("Date of birth", Kind.PRIVATE), ("Password", Kind.PRIVATE),
        ("Alter", Kind.PRIVATE), ("Âge", Kind.PRIVATE), ("Notes", Kind.PRIVATE), ("Kommentar", Kind.PRIVATE),
        ("Average score", Kind.TOTAL), ("Team total", Kind.TOTAL), ("Durchschnitt", Kind.TOTAL), ("Ø", None),
        ("Manager name", Kind.OTHER), ("Python", None), ("Performance tuning", None),
        ("Total Quality Management", None),
        ("Skill 2", None),
    ],
)  # fmt: skip
def test_what_a_title_means(title: str, kind: Kind | None) -> None:
    assert title_kind(title) == kind


def test_nothing_private_is_read() -> None:
    team = read("Name,Salary,Age,Password,Rating,Python\nAna Lima,5,4,3,2,1\n")
    assert dict(team.members[0].skills) == {"Python": 1}
    assert "5" not in "".join(line for line in team.decisions if "private" in line)


def test_a_person_who_is_there_twice_makes_no_long_table() -> None:
    with pytest.raises(SheetError, match='row 2 and row 5 have the name "Ana Lima"'):
        read(
            "Name,Technology,Python\nAna Lima,AWS,1\nBen Okafor,AWS,2\nChloe Park,SQL,2\nAna Lima,SQL,1\nDan Oh,SQL,1\n"
        )


def test_a_long_table_of_ids_needs_no_column_called_level() -> None:
    team = read("Employee number,Skills,How well?\n7,Python,4\n7,SQL,2\n8,SQL,1\n")
    assert [(member.name, dict(member.skills)) for member in team.members] == [
        ("7", {"Python": 4, "SQL": 2}),
        ("8", {"SQL": 1}),
    ]


def test_a_level_of_a_long_table_has_its_cell() -> None:
    with pytest.raises(
        SheetError, match=r'C2: "great" is not a level; define it, with N from 0 to 5: --level great=N$'
    ):
        read("Name,Skill,Level\nAna Lima,Python,great\nAna Lima,SQL,3\n")


def test_a_first_name_beside_whole_names_is_dropped() -> None:
    team = read("Name,First name,Python\nAna Lima,Ana,4\nBen Okafor,Ben,2\n")
    assert [member.name for member in team.members] == ["Ana Lima", "Ben Okafor"]


def test_rows_with_ids_are_no_skills() -> None:
    team = read("Skill,Ana Lima\nE-mail,ana@example.com\nEmployee number,7\nPython,4\n")
    assert [(member.id, dict(member.skills)) for member in team.members] == [("ana@example.com", {"Python": 4})]


def test_a_cell_of_roles_may_have_a_gap() -> None:
    team = read("Name,Role,Python\nAna Lima,Data Scientist; ;Guru,4\n")
    assert (team.members[0].roles, team.members[0].titles) == (("data-scientist",), ("Guru",))


def test_an_id_stands_in_for_a_missing_name() -> None:
    team = read("Name,E-mail,Python\nAna Lima,ana@example.com,1\n,ben@example.com,2\n")
    assert [(member.name, member.id) for member in team.members] == [
        ("Ana Lima", "ana@example.com"),
        ("ben@example.com", "ben@example.com"),
    ]


def test_two_people_with_one_id_are_refused() -> None:
    with pytest.raises(SheetError, match=r'row 2 and row 3 have the id "A@example\.com"'):
        read("Name,E-mail,Python\nAna Lima,a@example.com,1\nBen Okafor,A@example.com,2\n")


def test_a_name_too_long_for_a_team_file_is_refused() -> None:
    with pytest.raises(SheetError, match="row 2: a name has 501 characters"):
        read(f"Name,Python\n{'n' * 501},1\n")
    with pytest.raises(SheetError, match="B1: a name has 501 characters"):
        read(f"Name,{'s' * 501}\nAna Lima,1\n")


def test_levels_have_no_effect_beyond_the_people() -> None:
    team = read("Name,Python\nAna Lima,1\nTotal,9\nAverage,7.5\n")
    assert [member.name for member in team.members] == ["Ana Lima"]


def test_the_team_is_named_after_the_file() -> None:
    data = b"Name,Python\nAna Lima,1\n"
    assert import_sheet(data, "dir/fraud skills.2026.csv", ImportOptions(), FewNames()).name == "fraud skills.2026"
    assert import_sheet(data, "", ImportOptions(), FewNames()).name == "Team"


def test_a_map_is_written_and_read_back() -> None:
    team = read('Name,Job,CI-Server,"Say ""hi"": now"\nAna Lima,Data Wizard,4,1\n')
    text = write_map(team, FewNames())
    assert text.splitlines()[0].startswith(
        "# What the names in the sheet mean. After the colon, write an id, title or tool"
    )
    assert text.splitlines()[3:] == [
        "skills:",
        '  "CI-Server":  # ci-cd?',
        '  "Say \\"hi\\": now":',
        "roles:",
        '  "Data Wizard":  # data-scientist, data-engineer?',
    ]
    document = yaml.load(text, yaml.CSafeLoader)
    assert document == {"skills": {"CI-Server": None, 'Say "hi": now': None}, "roles": {"Data Wizard": None}}
    document["skills"]["CI-Server"] = "ci-cd"
    filled = read_map(document, FewNames())
    again = read('Name,Job,ci-server,"Say ""hi"": now"\nAna Lima,Data Wizard,4,1\n', map=filled)
    assert dict(again.members[0].skills) == {"ci-cd": 4, 'Say "hi": now': 1}


def test_a_map_ends_with_the_tools_that_count_for_nothing() -> None:
    text = write_map(read("Name,git hub,GitHub,Python\nAna Lima,1,2,3\n"), FewNames())
    assert text.endswith("roles: {}\n# Known, and show no skill that a role requires: GitHub\n")
    assert "show no skill" not in write_map(read("Name,Python\nAna Lima,1\n"), FewNames())


def test_roles_and_required_skills_are_counted() -> None:
    team = read("Name,Role,CI/CD\nAna Lima,ML Engineer,3\n")
    assert not [line for line in team.decisions if line.startswith("roles:") or "require" in line]
    team = read("Name,Role,CI/CD\nAna Lima,ML Engineer,3\nBen Okafor,Data Engineer,2\nChloe Park,,1\nDan Oh,Boss,1\n")
    assert "roles: 2 of 4 members have none; write roles into the file, or map titles with --map" in team.decisions
    assert (
        "skills: the sheet has 1 of the 3 skills that its people's roles require; "
        "`mlops-team export FILE --form` asks for all"
    ) in team.decisions


def test_a_map_without_names_has_both_keys() -> None:
    text = write_map(read("Name,Python\nAna Lima,1\n"), FewNames())
    assert yaml.load(text, yaml.CSafeLoader) == {"skills": {}, "roles": {}}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (["skills"], 'a map has only the keys "skills" and "roles"'),
        ({"skill": {}}, 'a map has only the keys "skills" and "roles"'),
        ({"skills": ["Py"]}, '"skills" of the map is not a mapping'),
        ({"skills": {"Py": 3}}, 'the map\'s entry for "Py" is not a name'),
        ({"skills": {"Py": "Pyton"}}, 'the map\'s skill "Pyton" is unknown; did you mean "Python"?'),
        (
            {"skills": {"Yoga": "yoga"}},
            'the map\'s skill "yoga" is unknown; write an id that `mlops-team roles --skills` lists, or drop',
        ),
        (
            {"roles": {"Wizard": "wizard"}},
            'the map\'s role "wizard" is unknown; write an id that `mlops-team roles` lists',
        ),
    ],
)
def test_a_faulty_map_is_refused(document: object, message: str) -> None:
    with pytest.raises(SheetError) as caught:
        read_map(document, FewNames())
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (6, 2, "C7"), (0, 25, "Z1"), (9, 26, "AA10"), (0, 16383, "XFD1")]
)
def test_a_cell_has_its_name(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        ("Name,Python\nAna,1\n", {"delimiter": "comma or tab"}, '"comma or tab" is not a delimiter'),
        ("Name,Python\nAna,1\n", {"sheet": "Team"}, "a text file has no sheets"),
        ("Name,Python,SQL\nAna,x,o\n", {}, 'C2: the sheet marks with "x" and "o"'),
        ("Name,Python,SQL\nAna,3,o\n", {}, 'C2: "o" is not a level'),
        ("Login,Python\nna,1\nno,2\n", {}, "the sheet names nobody"),
        ("Name,Python\nAna,1\n", {"header": 9}, "row 9 is empty and cannot be the header"),
        ("Name,Python\nAna,1\n", {"header": 0}, "row 0 is empty and cannot be the header"),
        ("Name,Python\nZoé,1\n", {"encoding": "ascii"}, "the file is not in ascii"),
        ("Name,Python\nAna,1\n", {"scale": (Decimal(3), Decimal(3))}, "a scale must go from a lower to a higher"),
        ("Name,Hours,Python\nAna,9,1\n", {"full_time_hours": Decimal(0)}, "full time must be more than 0 hours a week"),
        ("Name,Python\nAna,x\n", {"levels": {"x": 6}}, '"x" cannot be level 6; a level is 0 to 5, or learn'),
        (f"Name,Python\nAna,{'1' * 200_000}\n", {}, "row 2 cannot be read: field larger than field limit"),
        ("Name,Start,Python\nAna,2026-02-30,1\n", {}, 'B2: "2026-02-30" is not a date'),
        ("Name,Start,Python\nAna,today,1\n", {"date_format": "%d.%m.%Y"}, 'B2: "today" is not a date'),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text: str, given: dict[str, Any], message: str) -> None:
    with pytest.raises(SheetError) as caught:
        read(text, **given)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(("delimiter", "sign"), [("semicolon", ";"), ("tab", "\t"), (r"\t", "\t"), ("bar", "|")])
def test_a_delimiter_has_a_name(delimiter: str, sign: str) -> None:
    assert len(read(f"Name{sign}Python\nAna{sign}1\n", delimiter=delimiter).members) == 1


def test_people_may_be_called_max_and_skills_begin_with_a_number() -> None:
    team = read("Skill,Max,Min Park\n3-tier architecture,4,1\n5G,,2\n1 = Novice,,\n")
    assert [(member.name, dict(member.skills)) for member in team.members] == [
        ("Max", {"3-tier architecture": 4}),
        ("Min Park", {"3-tier architecture": 1, "5G": 2}),
    ]
    assert [member.name for member in read("Name,Python\nMax,4\nAna,2\nMax score,4\n").members] == ["Max", "Ana"]


def test_people_may_be_numbered() -> None:
    team = read("Employee,Python\n1,4\n2,3\n\n3,1\n")
    assert [member.name for member in team.members] == ["1", "2", "3"]


def test_a_column_before_the_name_makes_nobody_a_note() -> None:
    team = read("Account,Name,Python\nKey accounts,Ana Lima,4\nSource data,Ben Okafor,3\nSource:,the survey,\n")
    assert [member.name for member in team.members] == ["Ana Lima", "Ben Okafor"]


def test_a_full_name_wins_over_its_parts() -> None:
    team = read("Full name,First name,Last name,Python\nAna Lima,Ana,Lima,1\nBen Okafor,Ben,Okafor,2\n")
    assert [member.name for member in team.members] == ["Ana Lima", "Ben Okafor"]


def test_a_mapped_title_is_a_skill_whatever_it_says() -> None:
    skills = {"mobile": "Python", "projects": "SQL"}
    team = read("Name,Mobile,Projects\nAna Lima,4,3\n", map=read_map({"skills": skills}, FewNames()))
    assert dict(team.members[0].skills) == {"Python": 4, "SQL": 3}


@pytest.mark.parametrize("text", ["a" + " " * 90_000 + "b", "," * 90_000, "(," * 40_000, "a:" * 40_000, "2 -" * 30_000])
def test_a_long_cell_takes_no_longer_than_many_short_ones(text: str) -> None:
    # A pattern that starts over at every place would not end on these.
    read_or_none = team_or_none(f'Name,Skills\nAna Lima,Python\nBen Okafor,"{text}"\n'.encode())
    assert read_or_none is None or len(read_or_none.members) == 2
    assert team_or_none(f'Name,Python\nAna Lima,3\nBen Okafor,"{text}"\n'.encode()) is None


def test_a_list_keeps_what_is_in_brackets_together() -> None:
    team = read('Name,Skills\nAna Lima,"Oracle (SQL, APEX), Python (4); AWS: expert | C (ANSI\nDocker"\n')
    assert dict(team.members[0].skills) == {"Oracle (SQL, APEX)": 3, "Python": 4, "AWS": 5, "C (ANSI": 3, "Docker": 3}


@pytest.mark.parametrize(
    ("cell", "skills"),
    [
        ("Docker / Kubernetes/AWS / SQL", {"Docker": 3, "Kubernetes/AWS": 3, "SQL": 3}),
        ("CI/CD / SQL", {"ci-cd": 3, "SQL": 3}),
        ("Cloud (AWS / GCP) / SQL", {"Cloud (AWS / GCP)": 3, "SQL": 3}),
        ("Python;SQL|AWS\nDocker", {"Python": 3, "SQL": 3, "AWS": 3, "Docker": 3}),
        ("Python (4)", {"Python": 4}), ("Python: 4", {"Python": 4}), ("Python - 4", {"Python": 4}),
        ("Python \N{EN DASH} expert", {"Python": 5}), ("Python=4", {"Python": 4}), ("Python = novice", {"Python": 2}),
        ("Python: 4/5 / SQL: 2", {"Python": 4, "SQL": 2}), ("Python 3", {"Python 3": 3}),
        ("Python: ?", {"Python": None}), ("Python: n/a, SQL", {"SQL": 3}), ("Python:, SQL.", {"Python": 3, "SQL": 3}),
        ("scikit - learn", {"scikit - learn": 3}), ("COBOL (1985), .NET", {"COBOL (1985)": 3, ".NET": 3}),
    ],
)  # fmt: skip
def test_a_cell_lists_skills(cell: str, skills: dict[str, int | None]) -> None:
    assert dict(read(f'Name\tSkills\nAna Lima\t"{cell}"\n').members[0].skills) == skills


def test_a_known_name_is_not_split_at_its_slash() -> None:
    filled = ImportMap({"a / b testing": "model-engineering"})
    assert dict(read("Name,Skills\nAna Lima,A / B testing\n", map=filled).members[0].skills) == {"model-engineering": 3}


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("SQL: 2, Python: gut", 'B2: "gut" is not a level; define it, with N from 0 to 5: --level gut=N, or write no '),
        ("Python=good", 'B2: "good" is not a level; define it'),
        ("Python: 7", "B2: 7 is beyond level 5; if the sheet has another scale, name it: --scale 0-10"),
        ("Python (7)", "B2: 7 is beyond level 5"),
        ("Python - 7", "B2: 7 is beyond level 5"),
    ],
)
def test_a_word_after_a_colon_must_be_a_level(cell: str, error: str) -> None:
    with pytest.raises(SheetError) as caught:
        read(f"Name\tSkills\nAna Lima\t{cell}\n")
    assert str(caught.value).startswith(error)
    assert caught.value.cell == "B2"


def test_a_word_after_a_colon_may_get_a_level() -> None:
    team = read("Name\tSkills\nAna Lima\tPython: gut\n", levels={"gut": 4})
    assert dict(team.members[0].skills) == {"Python": 4}


def test_names_of_a_register_are_turned_round() -> None:
    team = read('Name;Python\nMüller, Jürgen;4\n"Okafor,Ben";2\n')
    assert [member.name for member in team.members] == ["Jürgen Müller", "Ben Okafor"]
    assert "people: written Last, First; read as First Last" in team.decisions
    columns = read("Skill;Müller, Jürgen;Okafor, Ben\nPython;4;2\n")
    assert [member.name for member in columns.members] == ["Jürgen Müller", "Ben Okafor"]
    other = read("Name;Python\nMüller, Jürgen;4\nBen Okafor;2\n")
    assert [member.name for member in other.members] == ["Müller, Jürgen", "Ben Okafor"]
    assert not [line for line in other.decisions if "Last, First" in line]


def test_weekly_hours_may_be_blank() -> None:
    team = read("Name,Hours,Python\nAna Lima,,4\nBen Okafor,n/a,4\n")
    assert [member.allocation for member in team.members] == [None, None]


def test_dates_are_days() -> None:
    team = read("Name,Start,End,Python\nAna Lima,2026-01-31 00:00:00,2026-12-31,1\n")
    assert (team.members[0].start, team.members[0].until) == (date(2026, 1, 31), date(2026, 12, 31))


TITLES = [
    "Name",
    "Skill",
    "Skills",
    "Level",
    "Role",
    "E-mail",
    "Total",
    "Legend",
    "Category",
    "FTE",
    "Skill 1",
    "Python",
]
CONTENTS = [
    "Ana",
    "Ben",
    "x",
    "o",
    "?",
    "3",
    "7",
    "2.5",
    "R",
    "A",
    "C",
    "=1+1",
    "'=1",
    '{"a": 1}',
    "2026-01-01",
    "50 %",
]
CELLS = st.one_of(st.just(""), st.sampled_from([*TITLES, *CONTENTS]), st.text(max_size=6))


@settings(deadline=None, database=None)
@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["auto", "people", "skills", "long"]),
)
def test_no_table_is_more_than_a_team_or_a_sentence(rows: list[list[str]], delimiter: str, layout: Any) -> None:
    text = "\n".join(delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    team = team_or_none(text.encode(errors="replace"), layout=layout)
    if team is None:
        return
    names = [member.name.casefold() for member in team.members]
    assert names
    assert all(names)
    assert len(set(names)) == len(names)
    levels = [level for member in team.members for level in member.skills.values()]
    assert all(level is None or 0 <= level <= 5 for level in levels)


@settings(deadline=None, database=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbfName,Python\n"]))
def test_no_bytes_do_more_than_fail_in_a_sentence(data: bytes, start: bytes) -> None:
    team_or_none(start + data)


def team_or_none(data: bytes, **given: Any) -> ImportedTeam | None:
    """Return the team of a sheet, or None where it is refused; any other error fails the test."""
    try:
        return import_sheet(data, "sheet.csv", ImportOptions(**given), FewNames())
    except SheetError:
        return None


def test_a_long_table_without_a_column_of_skills_is_refused() -> None:
    sheet = b"Name;Role;Python;CI/CD\nAda;Data Scientist;3;2\n"
    with pytest.raises(SheetError, match="no column here names the skill"):
        import_sheet(sheet, "a.csv", ImportOptions(layout="long"), FewNames())
