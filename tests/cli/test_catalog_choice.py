"""`catalog:` in team files and `catalogs` in the configuration: each team is checked against its own."""

import json
from pathlib import Path

import pytest

import mlops_team
from conftest import TODAY, Cli
from repositories import Repository
from runs import report_in, write

# Two roles are required; nobody may hold more than one, and plans look ten days ahead.
OURS = {
    "ours/catalog.yaml": (
        "id: ours\nversion: '7'\ntitle: Ours\nsources: {policy: {title: Ours}}\n"
        "practices: {max-roles-per-person: 1, leaving-horizon-days: 10, waiver-notice-days: 100}\n"
    ),
    "ours/skills.yaml": "skills: [{id: baking, title: Baking, description: To bake.}]\n",
    "ours/baker.yaml": (
        "id: baker\ntitle: Baker\npurpose: Bakes.\nskills: {baking: 3}\n"
        "responsibilities: [{id: bake, text: Bake., source: policy}]\n"
    ),
    "ours/seller.yaml": (
        "id: seller\ntitle: Seller\npurpose: Sells.\nskills: {}\n"
        "responsibilities: [{id: sell, text: Sell., source: policy}]\n"
    ),
}
TEAM = "team: Bakery\ncatalog: ours\nmembers: [{name: Bo, roles: [baker], skills: {baking: 3}}]\n"
CONFIG = 'catalogs = {ours = "ours"}\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "team: Other\nmembers: [{name: Cy, roles: [ml-engineer]}]\n"
    write(tmp_path, {**OURS, "bakery.team.yaml": TEAM, "other.team.yaml": other, ".mlops-team.toml": CONFIG})
    monkeypatch.chdir(tmp_path)


def test_each_team_is_checked_against_its_own(cli: Cli) -> None:
    bakery, other = report_in(cli("audit", ".", "-f", "json").out)["teams"]
    assert [role["role"] for role in bakery["roles"]] == ["baker", "seller"]
    assert bakery["coverage"] == 0.5
    assert len(other["roles"]) == 7


@pytest.mark.parametrize(
    ("format_", "words"),
    [
        (
            "text",
            ("bakery.team.yaml, 2026-11-23, catalog ours 7", "other.team.yaml, 2026-11-23, catalog built-in 1.0.0"),
        ),
        ("markdown", ("checked against the catalogs ours 7 and built-in 1.0.0", "`bakery.team.yaml`, catalog ours 7")),
        ("html", ("checked against the catalogs ours 7 and built-in 1.0.0", "</code>, catalog ours 7")),
        ("junit", ('<property name="catalog" value="ours 7"/>', '<property name="catalog" value="built-in 1.0.0"/>')),
    ],
)
def test_reports_name_the_catalog_of_each_team(cli: Cli, format_: str, words: tuple[str, str]) -> None:
    out = cli("audit", ".", "-f", format_).out
    assert [word for word in words if word not in out] == []


def test_the_command_line_wins(cli: Cli) -> None:
    result = cli("audit", "bakery.team.yaml", "--roles", "built-in")
    assert result.code == 2
    assert 'unknown role "baker"' in result.err
    assert cli("roles", "--roles", "ours").out.startswith("Ours")


def test_an_unknown_name_is_an_input_error(cli: Cli) -> None:
    write(Path(), {"bakery.team.yaml": TEAM.replace("ours", "regulatd")})
    errors = cli("audit", "bakery.team.yaml").err
    assert errors == (  # and nothing of the roles, which no other catalog explains
        'bakery.team.yaml:2:1: error[MT004]: catalog: there is no catalog named "regulatd"; did you mean "regulated"?\n'
    )
    assert "there is no catalog named" in cli("plan", "bakery.team.yaml", "--isolated").err


def test_what_is_no_name_of_a_catalog_is_the_only_error(cli: Cli) -> None:
    write(Path(), {"bakery.team.yaml": TEAM.replace("ours", "3")})
    errors = cli("audit", "bakery.team.yaml").err
    assert errors.startswith("bakery.team.yaml:2:1: error[MT003]: catalog must be text of 1 to 500 characters, not 3; ")
    assert errors.count("error[") == 1


def test_a_missing_folder_is_reported_with_its_name(cli: Cli) -> None:
    write(Path(), {".mlops-team.toml": 'catalogs = {ours = "none"}\n'})
    assert cli("audit", "bakery.team.yaml").err == (
        f"mlops-team: error: the catalog cannot be used: {Path('none').resolve()}:1:1: there is no such catalog folder"
        "; ours under catalogs in the configuration names it: correct the path\n"
    )


def test_practices_of_the_own_catalog_hold(cli: Cli) -> None:
    waiver = "waivers: [{rule: MT101, role: seller, reason: R, expires: 2027-01-31}]\n"
    write(Path(), {"bakery.team.yaml": TEAM + waiver})
    report = report_in(cli("audit", "bakery.team.yaml", "-f", "json", "--select", "MT101,MT8").out)
    assert [one["code"] for one in report["teams"][0]["findings"]] == ["MT101", "MT803"]  # within 100 days, not 14


def test_a_plan_keeps_to_the_own_catalog(cli: Cli) -> None:
    plan = json.loads(cli("plan", "bakery.team.yaml", "-f", "json").out)
    assert (plan["by"], plan["cost"]) == ("2026-12-03", 26)  # Bo may hold one role, so somebody is hired
    assert [(action["kind"], action["role"]) for action in plan["actions"]] == [("hire", "seller")]
    first = cli("plan", "bakery.team.yaml").out.splitlines()[0]
    assert first == "Plan for Bakery  bakery.team.yaml, catalog ours 7"
    hires = json.loads(cli("plan", "bakery.team.yaml", "--hires", "-f", "json").out)["hires"]
    assert {hire["role"] for hire in hires} == {"baker", "seller"}


def test_who_joins_is_read_with_the_own_catalog(cli: Cli) -> None:
    write(Path(), {"joining.yaml": "{name: Di, roles: [seller]}\n"})
    result = cli("audit", "bakery.team.yaml", "--with", "joining.yaml", "-f", "json")
    assert report_in(result.out)["summary"]["coverage"] == 1


def test_resilience_is_that_of_the_own_catalog(cli: Cli) -> None:
    result = json.loads(cli("resilience", "bakery.team.yaml", "-f", "json").out)
    assert [role["role"] for role in result["roles"]] == ["baker"]
    assert cli("resilience", "bakery.team.yaml").out.startswith("Team Bakery  bakery.team.yaml, catalog ours 7\n")


def test_diff_and_history_read_every_version_with_the_own_catalog(cli: Cli, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    old = TEAM.replace("baking: 3", "baking: 1").replace("ours", "ours-before")  # which nobody knows any more
    repository.commit({"bakery.team.yaml": old}, "2026-01-01")
    repository.commit({"bakery.team.yaml": TEAM}, "2026-02-01")
    diff = json.loads(cli("diff", "HEAD~1:bakery.team.yaml", "-f", "json").out)
    assert [role["role"] for role in diff["roles"]] == ["baker"]
    points = json.loads(cli("history", "bakery.team.yaml", "-f", "json").out)["points"]
    assert [point["roles"] for point in points] == [{"baker": 1 / 3, "seller": 0}, {"baker": 1, "seller": 0}]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_catalog_that_cannot_be_used_ends_the_run(cli: Cli, jobs: str) -> None:
    write(Path(), {"ours/catalog.yaml": "id: ours\n"})
    write(Path(), {f"more/{number}.team.yaml": TEAM for number in range(60)})
    result = cli("audit", ".", "-j", jobs)
    assert (result.code, result.out) == (2, "")
    assert "the catalog cannot be used: " in result.err
    assert "ours/catalog.yaml" in result.err


def test_edits_are_seen_in_a_long_notebook() -> None:
    def version() -> str:
        return mlops_team.audit("bakery.team.yaml", config=".mlops-team.toml", as_of=TODAY).teams[0].catalog.version

    assert version() == "7"
    write(Path(), {"ours/catalog.yaml": OURS["ours/catalog.yaml"].replace("'7'", "'8'")})
    assert version() == "8"
    write(Path(), {"ours/catalog.yaml": "id: ours\n"})
    with pytest.raises(mlops_team.CatalogError, match=r"ours/catalog\.yaml"):
        version()


def test_functions_check_against_the_own_catalog() -> None:
    config = Path(".mlops-team.toml")
    plan = mlops_team.plan("bakery.team.yaml", config=config, as_of=TODAY)
    assert (plan.cost, plan.day.by.isoformat()) == (26, "2026-12-03")
    roles = mlops_team.resilience("bakery.team.yaml", config=config, as_of=TODAY).to_dict()["roles"]
    assert [role["role"] for role in roles] == ["baker"]
    assert mlops_team.plan("bakery.team.yaml", config=config, catalog="ours", as_of=TODAY).cost == 26
    write(Path(), {"costs.toml": f"{CONFIG}costs = {{hire = 30}}\n"})
    assert mlops_team.plan("bakery.team.yaml", config="costs.toml", as_of=TODAY).cost == 30
    assert mlops_team.plan("bakery.team.yaml", config="costs.toml", costs={"hire": 3}, as_of=TODAY).cost == 3
