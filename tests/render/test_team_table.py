"""A team as a table, which import reads back, and the sheet on which people assess themselves."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlops_team.inputs.imported_team import ImportOptions
from mlops_team.inputs.sheet_import import import_sheet
from mlops_team.render.team_csv import Assessment, MemberRow, form_rows, table_csv, team_rows
from mlops_team.render.team_xlsx import table_xlsx
from mlops_team.text import id_key
from sheet_names import ROLES, FewNames

ANA = MemberRow(
    "Ana Lima",
    "ana@example.com",
    ("data-scientist", "ml-engineer"),
    Decimal("0.35"),
    date(2026, 1, 1),
    date(2027, 6, 30),
    {"Python": 4, "ci-cd": None, "Chess, blitz": 0},
)
BEN = MemberRow("=BEN()")


def test_a_team_is_a_row_a_member_and_a_column_a_skill() -> None:
    assert table_csv(team_rows([ANA, BEN], ["SQL", "Python"])) == (
        'name,id,roles,allocation,from,until,SQL,Python,ci-cd,"Chess, blitz"\n'
        "Ana Lima,ana@example.com,data-scientist; ml-engineer,0.35,2026-01-01,2027-06-30,,4,?,0\n"
        "'=BEN(),,,,,,,,,\n"
    )


def test_a_byte_order_mark_comes_first() -> None:
    assert table_csv([["name"]], bom=True) == "\ufeffname\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''-1"])
def test_no_cell_is_a_formula(text: str) -> None:
    rows = team_rows([MemberRow(text, text, (), None, None, None, {text: 1})], [])
    assert [rows[0][6], *rows[1][:2]] == [f"'{text}"] * 3


def test_a_tab_does_not_begin_a_cell() -> None:
    assert team_rows([MemberRow("\t=1")], [])[1][0] == "'\t=1"


def test_an_apostrophe_of_its_own_stays() -> None:
    assert team_rows([MemberRow("'t Hooft")], [])[1][0] == "'t Hooft"


def test_a_form_asks_for_the_skills_of_each_role_and_shows_no_level_that_is_required() -> None:
    people = [
        Assessment("Ana Lima", "ana@example.com", ("data-scientist",), frozenset({"model-engineering"})),
        Assessment("Ben Okafor", None, ("data-engineer", "devops-engineer"), frozenset({"ci-cd"})),
        Assessment("Chloe Park", None, (), frozenset()),
    ]
    titles = {"ci-cd": "CI/CD", "feature-store": "Feature store", "model-engineering": "Model engineering"}
    levels = [("not held", "Has never done it."), ("expert", "Teaches others.")]
    assert table_csv(form_rows("Fraud detection", people, titles, levels)) == (
        "Self-assessment: Fraud detection\n"
        '"Write a level in each empty cell of your row, or ? if you cannot say; ""n/a"": not needed."\n'
        "0 = not held,Has never done it.\n"
        "1 = expert,Teaches others.\n"
        "\n"
        "name,id,roles,CI/CD,Model engineering\n"
        "Ana Lima,ana@example.com,data-scientist,n/a,\n"
        "Ben Okafor,,data-engineer; devops-engineer,,n/a\n"
        "Chloe Park,,,n/a,n/a\n"
    )


@pytest.mark.parametrize("workbook", [False, True])
def test_a_filled_in_form_is_read_as_a_team(workbook: bool) -> None:
    people = [
        Assessment("Ana Lima", None, ("data-scientist",), frozenset({"ci-cd", "model-engineering"})),
        Assessment("Ben Okafor", None, ("devops-engineer",), frozenset({"ci-cd"})),
        Assessment("Chloe Park", None, ("devops-engineer",), frozenset({"ci-cd"})),
    ]
    levels = [(name, f"What {name} means, in a sentence.") for name in FewNames.levels]
    rows = [
        list(row) for row in form_rows("Fraud", people, {"ci-cd": "CI/CD", "model-engineering": "Modelling"}, levels)
    ]
    rows[-3][3:] = [3, 5]
    rows[-2][3] = "?"
    data = table_xlsx(rows) if workbook else table_csv(rows).encode()
    team = import_sheet(data, "form", ImportOptions(), FewNames())
    assert [(member.name, dict(member.skills)) for member in team.members] == [
        ("Ana Lima", {"ci-cd": 3, "Modelling": 5}),
        ("Ben Okafor", {"ci-cd": None}),
        ("Chloe Park", {"ci-cd": None}),  # nothing filled in: the skill of their role, unrated
    ]


def test_the_same_table_gives_the_same_workbook() -> None:
    assert table_xlsx(team_rows([ANA, BEN], [])) == table_xlsx(team_rows([ANA, BEN], []))


# Whatever a team file can hold: no controls, and spaces as the reader of team files has them.
TRAPS = ["Total", "name", "1 = Novice", "=1", "'=1", "-", "n/a", "Notes", "Average", "Salary", "Legend", "*"]
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
TEXT = (
    (st.text(LETTERS, min_size=1, max_size=12) | st.sampled_from(TRAPS))
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
SKILL = st.sampled_from(["Python", "ci-cd", "SQL"]) | TEXT.filter(
    lambda name: FewNames().skill(name) is None and not name.casefold().startswith("x-")
)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def members(draw: st.DrawFn) -> MemberRow:
    start, until = draw(DAYS), draw(DAYS)
    if start and until:
        start, until = min(start, until), max(start, until)
    share = st.none() | st.integers(1, 10_000).map(lambda number: Decimal(number) / 10_000)
    skills = draw(st.dictionaries(SKILL, st.none() | st.integers(0, 5), max_size=5))
    roles = tuple(draw(st.lists(st.sampled_from(ROLES), unique=True)))
    return MemberRow(draw(TEXT), draw(st.none() | TEXT), roles, draw(share), start, until, skills)


def composed(text: str | None) -> str | None:
    return None if text is None else id_key(text)


def plain(member: MemberRow) -> tuple[object, ...]:
    """Return a member as two are compared: names and ids without case, composed."""
    skills = {composed(name): level for name, level in member.skills.items()}
    return (composed(member.name), composed(member.id), *member[2:6], skills)


TEAMS = st.lists(members(), min_size=1, max_size=4, unique_by=(lambda member: composed(member.name)))


@settings(deadline=None, database=None)
@given(TEAMS)
def test_import_reads_a_text_file_back(team: list[MemberRow]) -> None:
    assume_names_apart(team)
    assert_same(team, table_csv(team_rows(team, ["SQL"])).encode())


@settings(max_examples=12, deadline=None, database=None)  # a process each
@given(TEAMS)
def test_import_reads_a_workbook_back(team: list[MemberRow]) -> None:
    assume_names_apart(team)
    assert_same(team, table_xlsx(team_rows(team, ["SQL"])))


def assume_names_apart(team: list[MemberRow]) -> None:
    """Skip teams in which two ids or skills differ by case alone: import takes them for the same."""
    ids = [composed(member.id) for member in team if member.id]
    skills = {name for member in team for name in member.skills}
    assume(len(ids) == len(set(ids)))
    assume(len(skills) == len({composed(name) for name in skills}))


def assert_same(team: list[MemberRow], data: bytes) -> None:
    read = import_sheet(data, "team", ImportOptions(), FewNames()).members
    back = [
        MemberRow(member.name, member.id, member.roles, member.allocation, member.start, member.until, member.skills)
        for member in read
    ]
    assert [plain(member) for member in back] == [plain(member) for member in team]
