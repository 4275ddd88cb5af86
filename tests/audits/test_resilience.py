"""`mlops-team resilience`: against audits of teams without the people in question, and as it is read."""

import json
import random
import re
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import oracle
from conftest import TODAY, Cli
from random_teams import random_team, shuffled, to_yaml, write_own_catalog
from runs import ROOT

Json = dict[str, Any]
AS_OF = date.fromisoformat(TODAY)
_SCHEMA = Draft7Validator(json.loads((ROOT / "roles/schemas/resilience.schema.json").read_text(encoding="utf-8")))

# Ann and Bo back each other up in data-engineer; Cy is Ann's deputy as a solution architect.
TEAM = """\
team: Small
members:
  - {name: Cy, skills: {architecture-design: 3, technology-evaluation: 3}}
  - {name: Bo, roles: [data-engineer], skills: {data-pipelines: 3, data-ingestion: 3}}
  - name: Ann
    roles: [data-engineer, solution-architect]
    skills: {data-pipelines: 4, data-ingestion: 2, feature-store: 1, architecture-design: 4, technology-evaluation: 3}
  - {name: Gone, roles: [data-scientist], until: 2026-11-22}
external:
  - {role: business-stakeholder, provider: Sales}
  - {role: data-scientist, provider: Lab}
  - {role: software-engineer, provider: Shop}
  - {role: devops-engineer, provider: Platform}
  - {role: ml-engineer, provider: Platform}
"""


def told(cli: Cli, team: str, *options: str | Path) -> Json:
    result = cli("resilience", "-", "-f", "json", *options, stdin=team.encode())
    assert (result.code, result.err) == (0, "")
    found: Json = json.loads(result.out)
    assert_schema(found)
    return found


def assert_schema(whole: Json) -> None:
    assert [error.message for error in _SCHEMA.iter_errors(whole)] == []


def test_nobody_in_the_team(cli: Cli) -> None:
    out = cli("resilience", "-", "--pairs", stdin=b"team: A\nmembers: []\n").out
    assert out.splitlines()[1:5] == ["Bus factor 0: nobody holds any role", "", "  Nobody is in the team", ""]
    assert "two" not in out


def test_json_of_a_broken_file_carries_why(cli: Cli) -> None:
    result = cli("resilience", "-", "-f", "json", stdin=b"team: A\n")
    whole = json.loads(result.out)
    assert_schema(whole)
    assert (result.code, whole["teams"], [error["code"] for error in whole["input_errors"]]) == (2, [], ["MT003"])


def test_the_nearest_who_is_unrated_is_to_be_rated_first(cli: Cli) -> None:
    """Even with feature-store Cy would not be able, so the finding is asked; training needs a level to start from."""
    cy = "{architecture-design: 3, technology-evaluation: 3}"
    bo = "{data-pipelines: 3, data-ingestion: 3}"
    ann = "data-pipelines: 4, data-ingestion: 2, feature-store: 1, "
    team = TEAM.replace(cy, "{data-pipelines: 2, feature-store: }").replace(ann, "")
    team = team.replace(bo, "{data-pipelines: 3, data-ingestion: 3, feature-store: 3}")
    found = json.loads(cli("audit", "-", "-f", "json", stdin=team.encode()).out)["teams"][0]["findings"]
    [finding] = [each for each in found if (each["code"], each["role"]) == ("MT301", "data-engineer")]
    assert finding["message"].startswith("data-engineer: only Bo is able to do this role; Cy is nearest")
    assert finding["hint"] == "fill in Cy's level of feature-store first, then train or hire"


def test_json_to_the_letter(cli: Cli) -> None:
    # data-engineer: pipelines 1, ingestion 1, store 1/3 of three; Ann's loss leaves 1, 1, 0 and Bo's 1, 2/3, 1/3.
    after_ann = (5 + Fraction(2, 3)) / 7
    after_bo = (6 + Fraction(2, 3)) / 7
    assert told(cli, TEAM, "--pairs") == {
        "version": 1,
        "team": "Small",
        "bus_factor": 0,  # each of Ann and Bo has two thirds of data-engineer, which is not enough
        "roles": [
            {
                "role": "solution-architect",
                "holders": ["Ann"],
                "able": ["Ann", "Cy"],
                "deputies": ["Cy"],
                "bus_factor": 2,
            },
            {"role": "data-engineer", "holders": ["Ann", "Bo"], "able": [], "deputies": [], "bus_factor": 0},
        ],
        "members": [
            {
                "name": "Ann",
                "unstaffed": ["solution-architect"],
                "unmet": [
                    {"role": "solution-architect", "skill": "architecture-design"},
                    {"role": "solution-architect", "skill": "technology-evaluation"},
                ],
                "deputies": [{"role": "solution-architect", "names": ["Cy"]}],
                "coverage_after": float(after_ann),
            },
            {
                "name": "Bo",
                "unstaffed": [],
                "unmet": [{"role": "data-engineer", "skill": "data-ingestion"}],
                "deputies": [{"role": "data-engineer", "names": []}],
                "coverage_after": float(after_bo),
            },
            {
                "name": "Cy",
                "unstaffed": [],
                "unmet": [],
                "deputies": [],
                "coverage_after": float((6 + Fraction(7, 9)) / 7),
            },
        ],
        "pairs": [
            {
                "names": ["Ann", "Bo"],
                "unstaffed": ["solution-architect", "data-engineer"],
                "unmet": [
                    {"role": "solution-architect", "skill": "architecture-design"},
                    {"role": "solution-architect", "skill": "technology-evaluation"},
                    {"role": "data-engineer", "skill": "data-pipelines"},
                    {"role": "data-engineer", "skill": "data-ingestion"},
                ],
                "deputies": [{"role": "solution-architect", "names": ["Cy"]}, {"role": "data-engineer", "names": []}],
                "coverage_after": 5 / 7,
            },
            {
                "names": ["Ann", "Cy"],
                "unstaffed": ["solution-architect"],
                "unmet": [
                    {"role": "solution-architect", "skill": "architecture-design"},
                    {"role": "solution-architect", "skill": "technology-evaluation"},
                ],
                "deputies": [{"role": "solution-architect", "names": []}],
                "coverage_after": float(after_ann),
            },
            {
                "names": ["Bo", "Cy"],
                "unstaffed": [],
                "unmet": [{"role": "data-engineer", "skill": "data-ingestion"}],
                "deputies": [{"role": "data-engineer", "names": []}],
                "coverage_after": float(after_bo),
            },
        ],
    }
    assert "pairs" not in told(cli, TEAM)


def expected(
    before: oracle.Expectation, team: Json, rules: Json, names: tuple[str, ...]
) -> tuple[Fraction, list[str], list[tuple[str, str]]]:
    """Return coverage, roles unstaffed and skills unmet without some members, by the second reading of the contract."""
    rest = [member for member in team["members"] if member["name"] not in names]
    after = oracle.expect(team | {"members": rest}, rules, AS_OF)
    unstaffed, unmet = [], []
    for id, state in after.roles.items():
        was = before.roles[id]
        if state.status == "unstaffed" != was.status:
            unstaffed.append(id)
        if state.status != "external":
            unmet += [
                (id, skill)
                for skill, one in was.skills.items()
                if one.need == "required" and one.met and not state.skills[skill].met
            ]
    return after.coverage, sorted(unstaffed), sorted(unmet)


def as_told(loss: Json) -> tuple[float, list[str], list[tuple[str, str]]]:
    return (
        loss["coverage_after"],
        sorted(loss["unstaffed"]),
        sorted((one["role"], one["skill"]) for one in loss["unmet"]),
    )


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_what_an_audit_without_them_finds(seed: int, catalog: Path | None, cli: Cli) -> None:
    rng = random.Random(seed)
    rules = oracle.read_catalog(catalog or oracle.BUILT_IN)
    options = ("--pairs",) if catalog is None else ("--pairs", "--roles", catalog)
    for _ in range(4):
        made = random_team(rng, rules, AS_OF)
        team = {key: value for key, value in made.items() if key in ("team", "members", "external")}
        team["members"] += twins(rng, team["members"])
        found = told(cli, to_yaml(team), *options)
        before = oracle.expect(team, rules, AS_OF)
        check_bus_factors(found, before)
        names = sorted(member["name"] for member in found["members"])
        for loss in found["members"]:
            coverage, *rest = expected(before, team, rules, (loss["name"],))
            assert as_told(loss) == (float(coverage), *rest)
        pairs = {pair: expected(before, team, rules, pair) for pair in combinations(names, 2)}
        worst = sorted(pairs, key=lambda pair: (pairs[pair][0], -len(pairs[pair][1]), -len(pairs[pair][2]), pair))
        assert [tuple(pair["names"]) for pair in found["pairs"]] == worst[:10]
        for pair in found["pairs"]:
            coverage, *rest = pairs[tuple(pair["names"])]
            assert as_told(pair) == (float(coverage), *rest)
        assert told(cli, to_yaml(shuffled(rng, team)), *options) == found


def twins(rng: random.Random, members: list[Json]) -> list[Json]:
    """Return members who hold what others hold, some of it a little less well, so that they back each other up."""
    chosen = rng.sample(members, min(2, len(members)))
    return [
        {key: one[key] for key in ("roles", "skills") if key in one} | {"name": f"T{i}"} for i, one in enumerate(chosen)
    ]


def check_bus_factors(found: Json, state: oracle.Expectation) -> None:
    active = {member["name"] for member in found["members"]}
    inside = {id: one for id, one in state.roles.items() if one.holders and one.status != "external"}
    factors = []
    for role in found["roles"]:
        holders = set(inside[role["role"]].holders)
        skills = inside[role["role"]].skills.values()
        required = any(skill.need == "required" for skill in skills)
        able = {name for name in active if 4 * state.fit[name][role["role"]] >= 3} if required else holders
        assert role["holders"] == sorted(holders)
        assert (role["able"], role["deputies"]) == (sorted(able), sorted(able - holders))
        assert role["bus_factor"] == len(able)
        factors.append(role["bus_factor"])
    assert sorted(role["role"] for role in found["roles"]) == sorted(inside)
    if any(one.status == "unstaffed" for one in state.roles.values()):
        factors.append(0)
    assert found["bus_factor"] == min(factors, default=None)


def test_pairs_are_tried_in_teams_of_up_to_sixty(cli: Cli) -> None:
    """Only the last two reach the level of a skill, and only together lose it."""
    members = [
        {"name": f"M{i:02}", "roles": ["business-stakeholder"], "skills": {"goal-setting": 3 if i > 57 else 1}}
        for i in range(60)
    ]
    result = told(cli, json.dumps({"team": "A", "members": members}), "--pairs")
    assert (result["pairs"][0]["names"], result["pairs"][0]["unmet"]) == (
        ["M58", "M59"],
        [{"role": "business-stakeholder", "skill": "goal-setting"}],
    )
    assert len(result["pairs"]) == 10
    more = json.dumps({"team": "A", "members": [*members, {"name": "M60"}]}).encode()
    refused = cli("resilience", "-", "--pairs", stdin=more)
    assert (refused.code, refused.out) == (2, "")
    assert "the team has 61 active members, and 60 are the most it can pair" in refused.err
    assert cli("resilience", "-", stdin=more).code == 0


def test_a_pair_that_leaves_two_roles_empty_is_worse_than_either(cli: Cli) -> None:
    """Neither has any skill, so that coverage is 0 before and after."""
    roles = ("data-engineer", "devops-engineer")
    members = [{"name": role[:4], "roles": [role]} for role in roles]
    out = cli("resilience", "-", "--pairs", stdin=json.dumps({"team": "A", "members": members}).encode()).out
    assert "data and devo\n         data-engineer and devops-engineer: unstaffed, no deputy\n" in out


def test_several_teams(cli: Cli, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.team.yaml").write_text(TEAM, encoding="utf-8")
    (tmp_path / "c.team.yaml").write_text("team: C\n", encoding="utf-8")
    result = cli("resilience", tmp_path, "-f", "json")
    assert result.code == 2
    whole = json.loads(result.out)
    assert [Path(team["file"]).name for team in whole["teams"]] == ["a.team.yaml", "b.team.yaml"]
    assert [error["code"] for error in whole["input_errors"]] == ["MT003"]
    assert_schema(whole)


def test_a_team_that_is_all_outside_has_no_bus_factor(cli: Cli) -> None:
    text = re.sub(r"(?s)members:.*external:", "members: []\nexternal:", TEAM)
    text += "  - {role: data-engineer, provider: Lab}\n  - {role: solution-architect, provider: Lab}\n"
    assert (told(cli, text)["bus_factor"], told(cli, text)["roles"], told(cli, text)["members"]) == (None, [], [])
    out = cli("resilience", "-", stdin=text.encode()).out
    assert "No bus factor: every role is filled from outside the team\n" in out
    assert "  Nobody is in the team\n" in out


def test_a_provider_outside_takes_over(cli: Cli) -> None:
    text = TEAM + "  - {role: solution-architect, provider: Lab}\n"
    ann = next(loss for loss in told(cli, text)["members"] if loss["name"] == "Ann")
    assert ann == {"name": "Ann", "unstaffed": [], "unmet": [], "deputies": [], "coverage_after": 20 / 21}
    assert not re.search(r"^ +\d+ %  Ann$", cli("resilience", "-", stdin=text.encode()).out, re.MULTILINE)


TEXT = """\
Team Small  <stdin>, catalog built-in 1.0.0
Bus factor 0: nobody is able to do data-engineer yet

If somebody were away: what stays of 96 % coverage on 2026-11-23
   80 %  Ann
         solution-architect: unstaffed; Cy could step in
         data-engineer: 66 % covered, 77 % now, no deputy
   95 %  Bo
         data-engineer: without data-ingestion, no deputy

If two were away at once
   71 %  Ann and Bo
         solution-architect: unstaffed; Cy could step in
         data-engineer: unstaffed, no deputy; only when both are away

Bus factor: how many are able to do each role
  Business Stakeholder    -  from outside: Sales
  Solution Architect      2  Ann; deputies: Cy
  Data Scientist          -  from outside: Lab
  Data Engineer           0  not yet able: Ann and Bo
  Software Engineer       -  from outside: Shop
  DevOps Engineer         -  from outside: Platform
  ML Engineer             -  from outside: Platform
"""


def test_text(cli: Cli) -> None:
    result = cli("resilience", "--pairs", "-", stdin=TEAM.encode())
    assert (result.code, result.err, result.out) == (0, "", TEXT)
    alone = cli("resilience", "-", stdin=TEAM.encode())
    assert alone.out == re.sub(r"(?s)If two were.*?\n\n", "", TEXT)


def test_what_only_both_leave_is_told_apart(cli: Cli) -> None:
    """Each takes half of the role with them, so that both take no more than the one and the other, but nobody stays."""
    team = (
        "team: A\nmembers:\n"
        "  - {name: Ann, roles: [solution-architect], skills: {architecture-design: 3}}\n"
        "  - {name: Bo, roles: [solution-architect], skills: {technology-evaluation: 3}}\n"
    )
    out = cli("resilience", "-", "--pairs", stdin=team.encode()).out
    assert out.count("solution-architect: unstaffed, no deputy; only when both are away\n") == 1
    assert "solution-architect: without architecture-design, no deputy\n" in out
    assert "solution-architect: without technology-evaluation, no deputy\n" in out
    team = team.replace("technology-evaluation", "architecture-design")
    team += "  - {name: Cy, roles: [solution-architect], skills: {technology-evaluation: 3}}\n"
    out = cli("resilience", "-", "--pairs", stdin=team.encode()).out
    assert out.count("solution-architect: without architecture-design, no deputy; only when both are away\n") == 1


def test_who_knows_more_than_is_asked_for_is_no_loss(cli: Cli) -> None:
    """Without Ann, the best, a role has all it takes from Bo."""
    team = (
        "team: A\nmembers:\n"
        "  - {name: Ann, roles: [solution-architect], skills: {architecture-design: 4, technology-evaluation: 4}}\n"
        "  - {name: Bo, roles: [solution-architect], skills: {architecture-design: 3, technology-evaluation: 3}}\n"
    )
    out = cli("resilience", "-", stdin=team.encode()).out
    assert "\n\n  Whoever is away, every role stays staffed and every skill that is met stays met\n\n" in out


def test_no_pair_is_worse_than_one_of_the_two(cli: Cli) -> None:
    """Cy alone has all that is to be lost."""
    team = TEAM.replace("{name: Cy,", "{name: Cy, roles: [solution-architect],").replace("name: Ann", "name: Gone too")
    team = team.replace("    roles: [data", "    until: 2026-11-22\n    roles: [data").replace(
        "name: Bo,", "name: Bo, until: 2026-11-22,"
    )
    team += "  - {role: data-engineer, provider: Lab}\n"
    out = cli("resilience", "-", "--pairs", stdin=team.encode()).out
    assert "If two were away at once\n  No two people would be missed more than each of them alone\n\nBus" in out
    told = cli("resilience", "-", "--pairs", "-f", "markdown", stdin=team.encode()).out
    assert told.count("No two people would be missed more than each of them alone.\n\n") == 1
    assert "No two people" not in cli("resilience", "-", "-f", "markdown", stdin=team.encode()).out


def test_a_large_team_shows_the_worst_first_and_tells_of_the_rest(cli: Cli) -> None:
    roles = ("solution-architect", "business-stakeholder", "software-engineer")
    members = [{"name": f"M{i:02}", "roles": [roles[i % 3]]} for i in range(25)]
    skills = ("goal-setting", "success-metrics", "architecture-design", "technology-evaluation")
    lone = [
        {"name": f"S{i:02}", "roles": [id], "skills": {skill: 3}}
        for i, (id, skill) in enumerate(
            (id, skill)
            for id in (*roles, "data-scientist")
            for skill in (*skills, "design-patterns", "coding-guidelines")
        )
    ]
    out = cli("resilience", "-", stdin=json.dumps({"team": "A", "members": members + lone}).encode()).out
    assert "M00\n" not in out  # who can be spared is not listed
    named = re.findall(r"^ +(\d+) %  (\S+)$", out, re.MULTILINE)
    assert 0 < len(named) <= 10
    assert named == sorted(named, key=lambda one: int(one[0]))


# One member alone has each of these skills; of the team's coverage a skill of two is a 14th, of three a 21st, of four a
# 28th.
ALONE = {
    "business-stakeholder": ["goal-setting", "success-metrics"],
    "solution-architect": ["architecture-design", "technology-evaluation"],
    "data-engineer": ["data-pipelines", "data-ingestion", "feature-store"],
    "software-engineer": ["design-patterns", "coding-guidelines", "software-best-practices"],
    "devops-engineer": ["ci-cd", "workflow-orchestration", "model-deployment", "production-monitoring"],
    "data-scientist": ["ml-problem-framing", "model-engineering", "algorithm-selection", "hyperparameter-tuning"],
}


def alone(*roles: str, level: int = 3) -> list[Json]:
    """Return M00 and so on, each with one skill of these roles."""
    skills = [(role, skill) for role in roles for skill in ALONE[role]]
    return [member(f"M{i:02}", role, {skill: level}) for i, (role, skill) in enumerate(skills)]


def member(name: str, role: str, skills: dict[str, int]) -> Json:
    return {"name": name, "roles": [role], "skills": skills}


def team_of(members: list[Json], *outside: str) -> str:
    return json.dumps(
        {"team": "A", "members": members, "external": [{"role": role, "provider": "X"} for role in outside]}
    )


def test_more_people_who_hurt_than_are_shown(cli: Cli) -> None:
    team = team_of(alone(*list(ALONE)[:5]), "data-scientist", "ml-engineer").encode()
    out = cli("resilience", "-", stdin=team).out
    assert re.findall(r"^ +(\d+) %  (\S+)$", out, re.MULTILINE) == [
        *(("92", f"M{i:02}") for i in range(4)),
        *(("95", f"M{i:02}") for i in range(4, 10)),
    ]
    assert "  4 others, each leaving 96 % or more\n" in out
    assert "Nothing is lost" not in out


@pytest.mark.parametrize(
    ("team", "worst"),
    [
        pytest.param(  # Pa and Qi back each other up in a role that has nothing to lose
            team_of(
                [
                    member("Boss", "data-scientist", dict.fromkeys(ALONE["data-scientist"], 3)),
                    *alone("data-engineer", "software-engineer", "devops-engineer"),
                    *(member(name, "business-stakeholder", {}) for name in ("Pa", "Qi")),
                ],
                *("solution-architect", "ml-engineer"),
            ),
            [f"Boss M{i:02}" for i in range(10)],
            id="one is in all of them",
        ),
        pytest.param(  # M00 and M01 leave a role unstaffed, M02 and M03 have a role that is filled from outside
            team_of(alone(*list(ALONE)[:5]), "solution-architect", "data-scientist", "ml-engineer"),
            ["M00 M01", *(f"M00 M{i:02}" for i in range(4, 10)), *(f"M01 M{i:02}" for i in range(4, 7))],
            id="holders of a role that somebody outside fills leave no gap",
        ),
        pytest.param(  # each leaves a 21st: what is met with M00 to M05, what is not met with Xi and Yo
            team_of(
                [
                    *alone("data-engineer", "software-engineer"),
                    member("Xi", "devops-engineer", {"ci-cd": 2, "workflow-orchestration": 2}),
                    member("Yo", "devops-engineer", {"model-deployment": 2, "production-monitoring": 2}),
                ],
                *("business-stakeholder", "solution-architect", "data-scientist", "ml-engineer"),
            ),
            ["Xi Yo", *(f"M00 M0{i}" for i in range(1, 6)), *(f"M01 M0{i}" for i in range(2, 6))],
            id="an empty role, then more that is met",
        ),
        pytest.param(  # Ann leaves a 63rd, with Bo a 21st; each of the others an 84th
            team_of(
                [
                    member("Ann", "data-engineer", {"feature-store": 3}),
                    member("Bo", "data-engineer", {"feature-store": 2}),
                    member("Cy", "data-engineer", {}),
                    *alone("devops-engineer", "data-scientist", level=1),
                ],
                *("business-stakeholder", "solution-architect", "software-engineer", "ml-engineer"),
            ),
            ["Ann Bo", *(f"Ann M0{i}" for i in range(8)), "M00 M01"],
            id="the best and the next best of three",
        ),
    ],
)
def test_the_ten_worst_pairs_of_many(cli: Cli, team: str, worst: list[str]) -> None:
    assert [" ".join(pair["names"]) for pair in told(cli, team, "--pairs")["pairs"]] == worst


HOSTILE = """\
team: "<b>@all</b> | #1 ![x](//e.org) https://e.org www.e.org ~x $1 &2; A & B"
members:
  - {name: "::error::E`ve|@bob", roles: [data-engineer], skills: {feature-store: 3}}
external: [{role: ml-engineer, provider: "<img src=x>\\n# Hi"}]
"""


def test_markdown_shows_text_of_the_file_and_acts_on_none(cli: Cli) -> None:
    result = cli("resilience", "-", "-f", "markdown", "--pairs", stdin=HOSTILE.encode())
    assert (result.code, result.err) == (0, "")
    assert (
        result.out
        == """\
## Resilience of \\<b\\>\\@&#8203;all\\</b\\> \\| \\#&#8203;1 \\!\\[x\\](//e\\.org) \
https\\:&#8203;//e\\.org www\\.e\\.org \\~&#8203;x \\$&#8203;1 \\&&#8203;2; \
A \\& B

**Bus factor 0**: nobody holds business-stakeholder, solution-architect, data-scientist, software-engineer and 1 more; \
nobody is able to do data-engineer yet (\\<stdin\\>, catalog built-in 1.0.0).

If somebody were away: what stays of 19 % coverage on 2026-11-23.

| who | after | what goes |
| --- | --: | --- |
| \\:\\:&#8203;error\\:\\:&#8203;E\\`ve\\|\\@&#8203;bob | 14 % | data-engineer: unstaffed, no deputy |

No two people would be missed more than each of them alone.

Bus factor: how many are able to do each role.

| role | bus factor | who |
| --- | --: | --- |
| Business Stakeholder | 0 | nobody |
| Solution Architect | 0 | nobody |
| Data Scientist | 0 | nobody |
| Data Engineer | 0 | not yet able: \\:\\:&#8203;error\\:\\:&#8203;E\\`ve\\|\\@&#8203;bob |
| Software Engineer | 0 | nobody |
| DevOps Engineer | 0 | nobody |
| ML Engineer | - | from outside: \\<img src=x\\>\\\\x0a\\# Hi |
"""
    )


def test_too_few_people_is_a_loss_too(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    folder.mkdir()
    write_own_catalog(folder)
    text = "team: A\nmembers: [{name: Ann, roles: [data-engineer], skills: {data-pipelines: 2}}, "
    text += "{name: Bo, roles: [data-engineer], skills: {data-ingestion: 5}}, {name: Cy, roles: [data-engineer]}]\n"
    out = cli("resilience", "-", "--pairs", "--roles", folder, stdin=text.encode()).out
    lost = "without data-pipelines and data-ingestion, no deputy; only when both are away\n"
    assert out.count(f"data-engineer: 1 of 2 people, {lost}") == 1


def test_what_cannot_be_read(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    missing = cli("resilience")
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith("team.yaml:1:1: error[MT001]: ")
    Path("a.team.yaml").write_text(TEAM, encoding="utf-8")
    assert cli("resilience", ".").out.startswith("Team Small  a.team.yaml, catalog built-in 1.0.0\n")
    wrong = cli("resilience", "a.team.yaml", "-f", "html")
    assert (wrong.code, wrong.out) == (2, "")
    assert "html" in wrong.err


def test_who_leaves_anyway_has_their_last_day(cli: Cli) -> None:
    gaps = ROOT / "examples/gaps.yaml"
    assert "\n   68 %  Chen Wei (until 2027-01-15)\n" in cli("resilience", gaps).out
    assert "\n| Chen Wei (until 2027-01-15) | 68 % | " in cli("resilience", gaps, "-f", "markdown").out
