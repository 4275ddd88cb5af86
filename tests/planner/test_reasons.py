"""What a plan says that its actions are for, and what it advises beside them."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import mlops_team
from conftest import Cli
from mlops_team.planner.actions import Action, Assign, Hire, Train
from mlops_team.planner.problem import FINDINGS, Goal
from plan_oracle import AS_OF, GOALS, dump, random_case, write_case
from plans import GAPS, NEARLY, STAFF, case_of, lead, plan_of, small
from runs import ROOT

S1, T1 = ({skill: (1, True)} for skill in "st")
ENGINEER = {"roles": ["data-engineer"], "skills": STAFF["data-engineer"]}
Need = tuple[str, str, str | None]


def short(action: Action) -> str:
    match action:
        case Assign():
            return f"{action.member} {action.role}"
        case Train():
            return f"{action.member} {action.skill}"
        case Hire():
            return f"hire {action.role}"


def test_what_a_plan_closes_are_the_audit_s_findings(tmp_path: Path) -> None:
    """Those of the goal that the team has on the plan's day without the plan, each once."""
    plans = 0
    for seed in range(700, 760):
        case = random_case(seed)
        team, catalog = write_case(case, tmp_path)
        for goal in GOALS:
            result = mlops_team.plan(team, goal=goal, catalog=catalog, as_of=AS_OF, by=case.day, costs=case.costs)
            closed = [need for reason in result.reasons for need in reason.closes]
            if not result.actions:
                assert closed == []
                continue
            plans += 1
            report = mlops_team.audit(team, catalog=catalog, as_of=case.day).to_dict()["teams"][0]
            findings = [
                (finding["code"], finding["role"] or ",".join(finding["data"]["roles"]), finding["skill"])
                for finding in report["findings"]
                if finding["code"] in FINDINGS[Goal(goal)] and finding["waiver"] is None
            ]
            assert sorted(map(str, map(tuple, closed))) == sorted(map(str, findings)), (seed, goal)
            assert all(reason.actions for reason in result.reasons)
    assert plans > 60


def test_closing_through_another_finding_is_closing(cli: Cli) -> None:
    """Emil learns enough to be able, Farah all of it: MT202, which follows without her, is still that gap."""
    text = cli("plan", GAPS, "--goal", "resilient").out
    farah = text[text.index("Farah Amin") : text.index("To hire")]
    assert "closes data-engineer: nobody has feature-store (MT201)" in farah
    assert "MT202" not in farah
    together = text[text.index("Together\n") : text.index("New after")].split("\n")
    assert together[1] == "  Emil Berg trains feature-store 0 -> 1; Farah Amin trains feature-store 0 -> 3"
    assert together[2] == "      closes data-engineer: fewer than two able (MT301)"
    assert "trains feature-store 0 -> 1  (2, see Together)" in text


def test_trainings_that_make_somebody_able_are_a_group(tmp_path: Path) -> None:
    """Without either training Ada is not able, and the role stays empty."""
    result = plan_of(case_of({"a": {"skills": S1 | T1}}, {"name": "Ada", "roles": ""}), "skilled", tmp_path)
    closing = {need: sorted(map(short, reason.actions)) for reason in result.reasons for need in reason.closes}
    assert closing == {("MT101", "role-a", None): ["Ada role-a", "Ada s", "Ada t"]}


def test_what_follows_from_a_role_is_avoided_not_closed(tmp_path: Path) -> None:
    """Ada is able with s alone; t would be a new gap once she holds the role."""
    roles = {"a": {"skills": {"s": (3, True), "t": (1, True)}}}
    ada = {"name": "Ada", "roles": "", "skills": {"s": 3}}
    result = plan_of(case_of(roles, ada, able=50), "skilled", tmp_path)
    reasons = {tuple(map(short, reason.actions)): (reason.closes, reason.avoids) for reason in result.reasons}
    assert reasons == {
        ("Ada role-a",): ((("MT101", "role-a", None),), ()),
        ("Ada t",): ((), (("MT201", "role-a", "t"),)),
    }


def test_of_two_that_would_do_the_first_is_named(tmp_path: Path) -> None:
    """Ada learns t for her own role; Bo, the second person that role-a takes, brings it as well."""
    roles = {"a": {"skills": S1 | T1, "people": 2}, "b": {"skills": T1}}
    ada = {"name": "Ada", "roles": "ab", "skills": {"s": 1}}
    bo = {"name": "Bo", "roles": "", "skills": {"s": 1, "t": 1}}
    result = plan_of(case_of(roles, ada, bo, costs={"assign": 3, "train": 1, "hire": 9}), "skilled", tmp_path)
    closing = {need: list(map(short, reason.actions)) for reason in result.reasons for need in reason.closes}
    assert closing == {
        ("MT102", "role-a", None): ["Bo role-a"],
        ("MT201", "role-a", "t"): ["Ada t"],
        ("MT201", "role-b", "t"): ["Ada t"],
    }


RAISE = "0.1 FTE is missing for data-engineer: raising Bo's allocation from 0.1 to 0.2 would do instead of a hire"


@pytest.mark.parametrize(
    ("more", "advised"),
    [
        ({"allocation": 0.1}, True),
        ({"allocation": 0.1, "until": "2027-05-22"}, False),  # leaves within 90 days of the plan's day
        ({"allocation": 0.1, "skills": {"data-pipelines": 3}}, False),  # not able
    ],
)
def test_a_longer_allocation_instead_of_a_hire(
    cli: Cli, tmp_path: Path, more: Mapping[str, object], advised: bool
) -> None:
    dump(tmp_path / "team.yaml", small(Ann=lead(), Bo={**ENGINEER, **more}))
    args = ["--goal", "staffed", "--no-assign"]
    for format_ in ("text", "markdown"):
        text = cli("plan", tmp_path / "team.yaml", *args, "-f", format_).out.replace("\\", "")
        assert "hire" in text
        assert (RAISE in text) == advised
    result = json.loads(cli("plan", tmp_path / "team.yaml", *args, "-f", "json").out)
    assert [action["kind"] for action in result["actions"]] == ["hire"]
    assert "0.2" not in str(result)


def test_no_longer_allocation_where_a_hire_brings_skills_too(cli: Cli, tmp_path: Path) -> None:
    bo = {"roles": ["data-engineer"], "skills": NEARLY, "allocation": 0.1}
    dump(tmp_path / "team.yaml", small(Ann=lead(), Bo=bo))
    text = cli("plan", tmp_path / "team.yaml", "--no-assign", "--no-train").out
    assert "closes data-engineer: too little time (MT103), feature-store below level (MT202)" in text
    assert "raising" not in text


def test_several_people_may_have_to_give_more(cli: Cli, tmp_path: Path) -> None:
    """Each has 0.05 left at most: two who hold the role give 0.1 between them."""
    people = tmp_path / "people.yaml"
    dump(people, {"people": [{"id": f"{i}", "name": f"P{i}", "allocation": 0.1} for i in range(2)]})
    members = [ENGINEER | {"id": f"{i}", "allocation": 0.05} for i in range(2)]
    team = small(Ann=lead())
    dump(tmp_path / "team.yaml", team | {"members": [*team["members"], *members]})
    text = cli("plan", tmp_path / "team.yaml", "--no-assign", "--people", people).out
    assert "To hire" in text
    raises = "raising P0's allocation from 0.05 to 0.1 and P1's allocation from 0.05 to 0.1 would do"
    assert raises in text


def test_whose_skills_to_list_first(cli: Cli, tmp_path: Path) -> None:
    line = "List the skills of Sam Lee first: the plan counts nothing that is not listed."
    for options in ([], ["-f", "markdown"], ["--hires"]):
        text = cli("plan", ROOT / "examples/minimal.yaml", *options).out
        assert text.replace("\\", "").splitlines()[0] == line
    dump(tmp_path / "team.yaml", small(Ann=lead(), Bo=ENGINEER, Cy={}))  # holds no role
    assert "first" not in cli("plan", tmp_path / "team.yaml").out


def test_nobody_beyond_full_time_is_given_a_role(cli: Cli, tmp_path: Path) -> None:
    """Zoe is able, and promised 1.2 of her time to both teams."""
    zoe = {"skills": STAFF["data-engineer"], "id": "zoe@example.com"}
    dump(tmp_path / "a.team.yaml", small(Ann=lead(), Zoe=zoe | {"allocation": 0.6}))
    dump(tmp_path / "b.team.yaml", small(Cy=lead(), Zoe=zoe | {"allocation": 0.6, "roles": ["data-engineer"]}))

    def first_plan(*files: str, options: tuple[str, ...] = ()) -> str:
        return cli("plan", *(tmp_path / file for file in files), *options).out.split("Assumptions")[0]

    assert "Zoe" in first_plan("a.team.yaml")
    both = first_plan("a.team.yaml", "b.team.yaml")
    assert "hire 1 person for data-engineer" in both
    assert "Zoe is promised beyond full time over all these files, and gets no further role." in both
    assert "Zoe" not in first_plan("a.team.yaml", "b.team.yaml", options=("--redact",))
    dump(tmp_path / "b.team.yaml", small(Cy=lead(), Zoe=zoe | {"allocation": 0.4, "roles": ["data-engineer"]}))
    assert "Zoe  1 person-week" in first_plan("a.team.yaml", "b.team.yaml")


def test_a_limit_that_changes_nothing_is_not_blamed(cli: Cli) -> None:
    result = cli("plan", GAPS, "--no-hire")
    assert result.code == 1
    assert "because nobody may be hired (--no-hire)" in result.out
    assert not re.search("not-with|leaving-horizon-days", result.out)
