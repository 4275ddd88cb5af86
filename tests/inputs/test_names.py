"""Which names are equal, which are near, and what is said of two that look the same."""

import json

import pytest

from conftest import Cli
from mlops_team.text import did_you_mean, id_key, name_key, nearest

E_ACUTE, E_AND_ACUTE, NO_BREAK = "\u00e9", "e\u0301", "\u00a0"


def audit(cli: Cli, text: str) -> tuple[int, str]:
    result = cli("audit", "-f", "json", "--fail-on", "never", "-", stdin=text.encode())
    return result.code, result.err


@pytest.mark.parametrize(
    ("member", "owner"),
    [
        (f"Jos{E_ACUTE}", f"Jos{E_AND_ACUTE}"),
        (f"Jos{E_AND_ACUTE}", f"Jos{E_ACUTE}"),
        ("Ada Lovelace", f"Ada{NO_BREAK}Lovelace"),
        (f"Ada{NO_BREAK}Lovelace", "Ada Lovelace"),
        ("Ada  Lovelace", "Ada Lovelace"),
        ('" Ada Lovelace "', "Ada Lovelace"),
    ],
)
def test_an_owner_is_the_member_of_an_equal_name(cli: Cli, member: str, owner: str) -> None:
    text = f"team: T\nmembers: [{{name: {member}, roles: [business-stakeholder]}}]\nowners: {{set-goals: {owner}}}\n"
    assert audit(cli, text) == (0, "")
    report = json.loads(cli("audit", "-f", "json", "--select", "MT402", "-", stdin=text.encode()).out)
    assert report["teams"][0]["findings"] == []  # the owner holds the role: both spellings are one member


def test_two_spellings_of_one_name_are_one_member(cli: Cli) -> None:
    code, err = audit(cli, f"team: T\nmembers:\n- {{name: Jos{E_ACUTE}}}\n- {{name: Jos{E_AND_ACUTE}}}\n")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("<stdin>:4:4: error[MT006]: a second member is named ")


def test_ids_are_compared_without_case(cli: Cli) -> None:
    code, err = audit(cli, "team: T\nmembers:\n- {name: Ada, id: Ada@x.example}\n- {name: Bo, id: ada@X.example}\n")
    assert code == 2
    assert err.startswith('<stdin>:4:14: error[MT006]: Bo: the id "ada@X.example" is another member\'s')


def test_names_are_compared_with_case(cli: Cli) -> None:
    assert audit(cli, "team: T\nmembers: [{name: Ada}, {name: ADA}]\n") == (0, "")
    assert name_key("Ada") != name_key("ADA")
    assert id_key(" Ada@X.example ") == "ada@x.example"


@pytest.mark.parametrize(
    ("roles", "place", "said"),
    [
        ("[data-scientist, ml-engineer, data-scientist]", "2:58", "data-scientist is in this list twice;"),
        ("[data-scientist, Data Scientist]", "2:45", 'data-scientist is in this list twice, here as "Data Scientist";'),
    ],
)
def test_a_role_twice_in_one_list(cli: Cli, roles: str, place: str, said: str) -> None:
    member = f"team: T\nmembers: [{{name: A, roles: {roles}}}]\n"
    assert audit(cli, member) == (2, f"<stdin>:{place}: error[MT003]: A: roles: {said} remove this entry\n")
    forum = f"team: T\nforums: [{{name:  A, roles: {roles}}}]\nmembers: []\n"
    assert audit(cli, forum)[1].startswith(f"<stdin>:{place}: error[MT003]: A: roles: {said}")


@pytest.mark.parametrize("key", ["from", "until"])
def test_until_before_from_is_at_until(cli: Cli, key: str) -> None:
    days = {"from": "from: 2026-02-03, until: 2026-02-01", "until": "until: 2026-02-01, from: 2026-02-03"}[key]
    code, err = audit(cli, f"team: T\nmembers: [{{name: A, {days}}}]\n")
    column = len("members: [{name: A, ") + 1 + (len("from: 2026-02-03, ") if key == "from" else 0)
    assert (code, err.split(" ", 1)[0]) == (2, f"<stdin>:2:{column}:")


SLIPS = {
    "data-enginer": "data-engineer",
    "data-egnineer": "data-engineer",
    "Data Scientsit": "data-scientist",
    "mdoel monitoring": "model-monitoring",
    "model-monitorring": "model-monitoring",
    "cicdd": "ci-cd",
    "weekley": "weekly",
    "feature-stores": "feature-store",
    "alocation": "allocation",
    "severities": "severity",
}
OTHERS = [
    "mentoring", "data engineering", "biweekly", "location", "modelling", "engineer", "monitoring", "data", "store",
    "ci", "cd", "r", "weak", "goal",
]  # fmt: skip
KNOWN = sorted({*SLIPS.values(), "model-engineering", "goals"})


@pytest.mark.parametrize(("written", "meant"), SLIPS.items())
def test_a_slip_of_the_pen_has_a_suggestion(written: str, meant: str) -> None:
    assert nearest(written, KNOWN) == meant


@pytest.mark.parametrize("written", [*OTHERS[:-1]])
def test_another_word_has_none(written: str) -> None:
    assert nearest(written, KNOWN) is None


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Аda Lovelace", 'did you mean "Ada Lovelace"? (the text here has U+0410)'),  # noqa: RUF001 - a Cyrillic letter
        ("Ada\u200dLovelace", 'did you mean "Ada Lovelace"? (the text here has U+200D)'),
        ("Ada Lovelase", 'did you mean "Ada Lovelace"?'),
    ],
)
def test_what_looks_the_same_is_told_apart(written: str, hint: str) -> None:
    assert did_you_mean(written, ["Ada Lovelace", "Bo"], "members") == hint
