"""--people and the configuration's people: one file for the names and levels of several teams."""

import json
from pathlib import Path
from typing import Any

import pytest

import mlops_team
from conftest import TODAY, Cli
from repositories import Repository
from runs import Json, report_in, write

PEOPLE = """\
people:
  - id: ines@example.com
    name: Ines Duarte
    assessed: 2026-10-01
    skills: {goal-setting: advanced, success-metrics: 3}
  - id: bo@example.com
    name: Bo Lind
    allocation: 0.8
    skills: {Airflow: 4, data-pipelines: 4, ci-cd: 3}
    x-badge: 12
"""
FRAUD = """\
team: Fraud
members:
  - {id: ines@example.com, roles: [business-stakeholder], allocation: 0.2}
  - {id: BO@example.com, roles: [data-engineer], allocation: 0.5, skills: {data-pipelines: 2, data-ingestion: 1}}
owners: {set-goals: Ines Duarte}
"""
PAYMENTS = "team: Payments\nmembers:\n  - {id: bo@example.com, roles: [devops-engineer], allocation: 0.4}\n"
TEAMS = {"fraud.team.yaml": FRAUD, "payments.team.yaml": PAYMENTS}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"people.yaml": PEOPLE, **TEAMS})
    monkeypatch.chdir(tmp_path)


def audited(cli: Cli, *options: str) -> Json:
    result = cli("audit", ".", "-f", "json", "--fail-on", "never", "--people", "people.yaml", *options)
    assert (result.code, result.err) == (0, "")
    return report_in(result.out)


def skill(team: Json, role: str, name: str) -> Json:
    roles = {entry["role"]: entry for entry in team["roles"]}
    return next(dict(entry) for entry in roles[role]["skills"] if entry["skill"] == name)


def messages(report: Json, code: str) -> list[str]:
    return [one["message"] for team in report["teams"] for one in team["findings"] if one["code"] == code]


def test_members_take_their_name_and_levels(cli: Cli) -> None:
    fraud, payments = audited(cli)["teams"]
    assert [member["name"] for member in fraud["members"]] == ["Ines Duarte", "Bo Lind"]
    assert skill(fraud, "business-stakeholder", "goal-setting")["attained"] == 4
    assert skill(fraud, "data-engineer", "data-pipelines")["attained"] == 2  # the team file's own level
    assert skill(fraud, "data-engineer", "data-ingestion")["attained"] == 1
    assert skill(payments, "devops-engineer", "workflow-orchestration")["attained"] == 3  # by Airflow
    assert skill(payments, "devops-engineer", "ci-cd")["by"] == ["Bo Lind"]


def test_a_finding_about_a_taken_level_is_at_the_member(cli: Cli) -> None:
    write(Path(), {"payments.team.yaml": PAYMENTS.replace("devops-engineer", "ml-engineer"),
                   "people.yaml": PEOPLE.replace("ci-cd: 3", "ci-cd: 1")})  # fmt: skip
    _, payments = audited(cli, "--select", "MT202")["teams"]
    [finding] = [one for one in payments["findings"] if one["skill"] == "ci-cd"]
    location = finding["location"]
    assert (location["file"], location["line"], location["pointer"]) == ("payments.team.yaml", 3, "/members/0")


def test_only_members_without_a_name_take_anything(cli: Cli) -> None:
    write(Path(), {"payments.team.yaml": PAYMENTS.replace("id: bo", "name: Robert, id: bo")})
    _, payments = audited(cli)["teams"]
    assert payments["members"][0]["name"] == "Robert"
    assert skill(payments, "devops-engineer", "ci-cd")["attained"] is None


def test_a_level_of_its_own_contradicts_no_other_team(cli: Cli) -> None:
    assert messages(audited(cli), "MT111") == []
    write(Path(), {"payments.team.yaml": PAYMENTS.replace("allocation", "skills: {data-pipelines: 3}, allocation")})
    assert messages(audited(cli), "MT111") == ["Bo Lind: data-pipelines is 2 here, and 3 in payments.team.yaml"]


@pytest.mark.parametrize(("redact", "name"), [((), 'is "Ann"'), (("--redact",), "has another name")])
def test_two_names_of_one_person(cli: Cli, redact: tuple[str, ...], name: str) -> None:
    for file, named in (("1.team.yaml", "Ann"), ("2.team.yaml", "Bea")):
        write(Path(), {f"two/{file}": f"team: T\nmembers: [{{name: {named}, id: 7@x.example}}]\n"})
    [message] = messages(report_in(cli("audit", "two", "-f", "json", *redact).out), "MT111")
    assert message == f"{'Person 1' if redact else 'Bea'}: {name} in two/1.team.yaml"


def test_the_whole_working_time_is_the_limit_over_all_teams(cli: Cli) -> None:
    report = audited(cli, "--select", "MT105")
    assert (
        messages(report, "MT105")
        == ["Bo Lind: 0.9 of full time is planned over 2 files, and 0.8 is their whole working time"] * 2
    )
    assert [one["weight"] for team in report["teams"] for one in team["findings"]] == [0.1, 0.1]
    write(Path(), {"people.yaml": PEOPLE.replace("0.8", "0.9")})
    assert messages(audited(cli), "MT105") == []
    write(Path(), {"people.yaml": PEOPLE.replace("0.8", "0.3"), "fraud.team.yaml": "team: F\nmembers: []\n"})
    assert messages(audited(cli), "MT105") == [
        "Bo Lind: 0.4 of full time is planned over 1 file, and 0.3 is their whole working time"
    ]


OURS = (
    "id: ours\nversion: '1'\ntitle: Ours\nextends: built-in\nlevels: [none, aware, advanced, adept, expert, master]\n"
)


def test_names_of_levels_are_those_of_the_catalog_of_the_team(cli: Cli) -> None:
    write(Path(), {"ours/catalog.yaml": OURS, ".mlops-team.toml": 'catalogs = {ours = "ours"}\n',
                   "ours.team.yaml": "catalog: ours\n" + FRAUD.replace("Fraud", "Ours")})  # fmt: skip
    fraud, ours, _ = audited(cli, "--ignore", "MT1")["teams"]
    assert skill(fraud, "business-stakeholder", "goal-setting")["attained"] == 4  # advanced
    assert skill(ours, "business-stakeholder", "goal-setting")["attained"] == 2


@pytest.mark.parametrize("redact", [(), ("--redact",)])
def test_a_level_that_only_another_catalog_has(cli: Cli, redact: tuple[str, ...]) -> None:
    write(Path(), {"ours/catalog.yaml": OURS, ".mlops-team.toml": 'catalogs = {ours = "ours"}\n',
                   "ours.team.yaml": "catalog: ours\n" + FRAUD.replace("Fraud", "Ours"),
                   "people.yaml": PEOPLE.replace("goal-setting: advanced", "goal-setting: adept")})  # fmt: skip
    result = cli("audit", ".", "--people", "people.yaml", *redact)
    assert result.code == 2
    who = "Person 1" if redact else "Ines Duarte"
    assert result.err == (
        f'fraud.team.yaml:3:5: error[MT003]: {who}: goal-setting: "adept" in the people file is no level of catalog '
        "built-in; write a number there, such as goal-setting: 3: it is the same in every catalog\n"
    )
    write(Path(), {"fraud.team.yaml": FRAUD.replace("roles: [business-stakeholder]", "skills: {Goal setting: 3}")})
    assert cli("audit", "fraud.team.yaml", "--people", "people.yaml").err == ""  # the team's own level wins
    fixed = cli("audit", ".", "--roles", "built-in", "--people", "people.yaml", *redact)
    assert "people.yaml:5:14: error[MT003]: " in fixed.err


def test_a_missing_file_is_reported_with_what_names_it(cli: Cli) -> None:
    hint = "correct the path, or start it with people: [{id: ines@example.com, name: Ines}]\n"
    error = "none.yaml:1:1: error[MT001]: there is no such file; "
    assert cli("audit", "fraud.team.yaml", "--people", "none.yaml").err == f"{error}--people names it: {hint}"
    write(Path(), {".mlops-team.toml": 'people = "none.yaml"\n'})
    assert cli("audit", "fraud.team.yaml", "--people", ".").err.endswith(
        f"cannot be read: a folder; --people names it: {hint}"
    )
    config = Path(".mlops-team.toml").resolve()
    assert cli("audit", "fraud.team.yaml").err == f"{error}{config}: people names it: {hint}"
    write(Path(), {".mlops-team.toml": 'people = ""\n'})
    assert cli("audit", "fraud.team.yaml").err == f'mlops-team: error: {config}: people: "" is not a path\n'


def test_an_unknown_id_is_an_input_error(cli: Cli) -> None:
    write(Path(), {"payments.team.yaml": PAYMENTS.replace("bo@", "bob@")})
    result = cli("audit", ".", "--people", "people.yaml")
    assert result.code == 2
    assert result.err == (
        'payments.team.yaml:3:6: error[MT004]: members: there is nobody with the id "bob@example.com" in a people file;'
        ' did you mean "bo@example.com"?\n'
    )
    assert 'add "name", or name a people file with --people' in cli("audit", "fraud.team.yaml").err


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("people: [", "people.yaml:1:10: error[MT002]"),
        ("people: [{id: a}]\n", "people.yaml:1:10: error[MT003]"),
        ("people: [{id: a, name: A, x: 1}]\n", "people.yaml:1:27: error[MT003]"),
        ("people: [{id: a, name: A}, {id: A, name: B}]\n", "people.yaml:1:29: error[MT006]"),
        ("people: [{id: a, name: A, skills: {ci-cd: 9}}]\n", "people.yaml:1:36: error[MT003]"),
        (None, "people.yaml:1:1: error[MT001]"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_wrong_with_the_file_is_said_once(cli: Cli, text: str | None, error: str, jobs: str) -> None:
    write(Path(), {"people.yaml": text or "", "own.team.yaml": "team: Own\nmembers: [{name: Cy, roles: []}]\n"})
    if text is None:
        Path("people.yaml").unlink()
    result = cli("audit", ".", "-f", "json", "--people", "people.yaml", "-j", jobs)
    assert result.code == 2
    assert [line[: len(error)] for line in result.err.splitlines()] == [error]
    report = report_in(result.out)
    assert [one["location"]["file"] for one in report["input_errors"]] == ["people.yaml"]
    assert [team["team"] for team in report["teams"]] == ["Own"]  # which needs nobody from the file


@pytest.mark.parametrize("command", ["audit", "plan", "resilience", "export", "history"])
def test_every_command_reads_it_from_the_configuration(cli: Cli, command: str, tmp_path: Path) -> None:
    write(Path(), {".mlops-team.toml": 'people = "people.yaml"\nfail-on = "never"\n'})
    repository = Repository(tmp_path)
    repository.commit({})
    result = cli(command, "payments.team.yaml")
    assert (result.code, result.err) == (0, "")
    isolated = cli(command, "payments.team.yaml", "--isolated")
    assert isolated.code == 2
    assert "there is nobody with the id" in isolated.err + isolated.out
    assert cli(command, "payments.team.yaml", "--isolated", "--people", "people.yaml").code in (0, 1)


def test_no_file_name_is_a_usage_error(cli: Cli) -> None:
    for name in ("", "-"):
        result = cli("audit", ".", "--people", name)
        assert (result.code, result.err) == (
            2, f'mlops-team: error: --people: "{name}" is no file name; name a file, such as people.yaml\n',
        )  # fmt: skip


def test_people_are_hidden_whoever_names_them(cli: Cli) -> None:
    write(Path(), {"fraud.team.yaml": FRAUD + "forums: [{name: With Bo and Gita, roles: all}]\n",
                   "people.yaml": PEOPLE + "  - {id: gita@example.com, name: Gita Rao}\n"})  # fmt: skip
    for format_ in ("json", "text", "html", "markdown"):
        result = cli("audit", ".", "-f", format_, "-v", "--redact", "--people", "people.yaml", "--fail-on", "never")
        assert (result.code, result.err) == (0, "")
        for word in ("Ines", "Duarte", "Lind", "example.com", "Gita"):
            assert word not in result.out
    report = audited(cli, "--redact")
    assert [[member["name"] for member in team["members"]] for team in report["teams"]] == [
        ["Person 1", "Person 2"], ["Person 2"],
    ]  # fmt: skip
    assert messages(report, "MT402") == []  # the owner is still the member


def test_faults_of_a_people_file_have_no_names(cli: Cli) -> None:
    write(Path(), {"people.yaml": PEOPLE.replace("id: bo@", "id: ines@")})
    error = cli("audit", ".", "--redact", "--people", "people.yaml").err
    assert "error[MT006]" in error
    assert "ines@" not in error


def test_what_if_somebody_of_the_file_joins_or_leaves(cli: Cli) -> None:
    write(Path(), {"joining.yaml": "{id: ines@example.com, roles: [business-stakeholder]}\n"})
    options = ("--people", "people.yaml", "-f", "json", "--fail-on", "never")
    joined = report_in(cli("audit", "payments.team.yaml", "--with", "joining.yaml", *options).out)
    assert joined["what_if"] == {"without": [], "with": ["Ines Duarte"]}
    left = report_in(cli("audit", "fraud.team.yaml", "--without", "Bo Lind", *options).out)
    assert [member["name"] for member in left["teams"][0]["members"]] == ["Ines Duarte"]


@pytest.mark.parametrize("redact", [(), ("--redact",)])
def test_several_processes_give_the_same(cli: Cli, redact: tuple[str, ...]) -> None:
    write(Path(), {f"more/{number}.team.yaml": PAYMENTS for number in range(120)})
    options = ("audit", ".", "-f", "json", "--people", "people.yaml", *redact)
    assert cli(*options, "-j", "2") == cli(*options, "-j", "1")


# Earlier versions


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository in which Bo's team stays as it is, and Bo learns."""
    repository = Repository(tmp_path)
    repository.commit({"people.yaml": PEOPLE.replace("ci-cd: 3", "ci-cd: 0")}, "2026-01-01")
    repository.commit({"people.yaml": PEOPLE, "payments.team.yaml": PAYMENTS + "# reviewed\n"}, "2026-02-01")
    return repository


PEOPLE_OPTION = ("--people", "people.yaml")


@pytest.mark.usefixtures("repository")
def test_diff_reads_it_at_the_same_revision(cli: Cli) -> None:
    change = json.loads(cli("diff", "HEAD~1:payments.team.yaml", "-f", "json", *PEOPLE_OPTION).out)
    assert change["members"]["changed"] == [
        {"name": "Bo Lind", "what": [{"field": "level", "skill": "ci-cd", "from": 0, "to": 3}]}
    ]


@pytest.mark.usefixtures("repository")
def test_history_reads_it_at_the_same_revision(cli: Cli) -> None:
    [old, new] = json.loads(cli("history", "payments.team.yaml", "-f", "json", *PEOPLE_OPTION).out)["points"]
    assert old["roles"]["devops-engineer"] == 0.25  # workflow-orchestration, of four skills
    assert new["roles"]["devops-engineer"] == 0.5


def learn(repository: Repository, ci_cd: int, day: str) -> None:
    """Commit another level of Bo's; the team file stays as it is."""
    repository.commit({"people.yaml": PEOPLE.replace("ci-cd: 3", f"ci-cd: {ci_cd}")}, day)


def points(cli: Cli, *options: str) -> list[tuple[str, bool, float]]:
    """Return the day of each point, whether it is of a commit, and how much of Bo's role is covered."""
    result = cli("history", "payments.team.yaml", "-f", "json", *PEOPLE_OPTION, *options)
    assert result.err == ""
    listed = json.loads(result.out)["points"]
    return [(each["date"], each["rev"] is not None, each["roles"]["devops-engineer"]) for each in listed]


def test_periods_have_the_people_file_in_force_at_their_end(cli: Cli, repository: Repository) -> None:
    """Bo has two of four skills by 3 and 3, and a twelfth less with each level that is missing."""
    learn(repository, 0, "2026-05-31")
    learn(repository, 2, "2026-07-01")
    three, two, none = 0.5, pytest.approx(5 / 12), 0.25
    quarters = [("2026-03-31", True, three), ("2026-06-30", True, none), ("2026-09-30", True, two)]
    assert points(cli, "--every", "quarter") == [*quarters, (TODAY, True, two)]
    assert points(cli, "--every", "quarter", "--as-of", "2026-06-15") == [quarters[0], ("2026-06-15", True, none)]
    write(Path(), {"people.yaml": PEOPLE})
    assert points(cli, "--every", "quarter") == [*quarters, (TODAY, True, three)]
    audit = report_in(cli("audit", "payments.team.yaml", "-f", "json", *PEOPLE_OPTION).out)["teams"][0]
    assert [role["coverage"] for role in audit["roles"] if role["role"] == "devops-engineer"] == [three]


def test_the_last_point_has_the_people_file_as_it_is_now(cli: Cli, repository: Repository) -> None:
    """The team file's versions are of January and February; what its people learned since is a point of its own."""
    versions = [("2026-01-01", True, 0.25), ("2026-02-01", True, 0.5)]
    assert points(cli) == versions
    learn(repository, 0, "2026-05-31")
    assert points(cli) == [*versions, (TODAY, False, 0.25)]
    assert points(cli, "--as-of", "2026-04-01") == versions
    text = cli("history", "payments.team.yaml", *PEOPLE_OPTION).out
    assert text.endswith(f"  {TODAY}    3 %     6     6  now       -4 %: Bo Lind: ci-cd 3 to 0\n")
    write(Path(), {"people.yaml": PEOPLE})  # what is not committed counts too
    assert points(cli) == versions
    write(Path(), {"people.yaml": PEOPLE.replace("ci-cd: 3", "ci-cd: 0")})
    assert points(cli) == [*versions, (TODAY, False, 0.25)]


def test_changes_of_other_people_are_no_point(cli: Cli, repository: Repository) -> None:
    before = points(cli)
    repository.commit({"people.yaml": PEOPLE.replace("success-metrics: 3", "success-metrics: 1")}, "2026-03-01")
    assert points(cli) == before
    write(Path(), {"people.yaml": f"# reviewed\n{PEOPLE}"})
    assert points(cli) == before


def test_the_order_of_commits_counts_for_the_people_file_too(cli: Cli, repository: Repository) -> None:
    """A commit that is dated later than the team's next version is in force with that version."""
    learn(repository, 0, "2026-09-01")
    repository.commit({"payments.team.yaml": f"{PAYMENTS}# again\n"}, "2026-03-01")
    assert points(cli, "--every", "quarter", "--as-of", "2026-04-15") == [
        ("2026-03-31", True, 0.25),
        ("2026-04-15", True, 0.25),
    ]


@pytest.mark.usefixtures("repository")
def test_history_and_diff_say_that_they_use_the_present_file(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path.parent, {f"{tmp_path.name}-elsewhere.yaml": PEOPLE})
    elsewhere = f"../{tmp_path.name}-elsewhere.yaml"
    history = cli("history", "payments.team.yaml", "-f", "json", "--people", elsewhere)
    assert [point["roles"]["devops-engineer"] for point in json.loads(history.out)["points"]] == [0.5, 0.5]
    assert history.err == (
        f"mlops-team: {elsewhere} is not in the repository at every version of the team, and is read as it is now\n"
    )
    diff = cli("diff", "HEAD~1:payments.team.yaml", "--people", elsewhere)
    assert f"{elsewhere} is not in the repository at HEAD~1:payments.team.yaml" in " ".join(diff.out.split())


def test_a_faulty_version_of_the_people_file(cli: Cli, repository: Repository) -> None:
    repository.commit({"people.yaml": "people: 3\n", "payments.team.yaml": PAYMENTS + "# broken\n"}, "2026-03-01")
    repository.commit({"people.yaml": PEOPLE, "payments.team.yaml": PAYMENTS}, "2026-04-01")
    diff = cli("diff", "HEAD~1:payments.team.yaml", *PEOPLE_OPTION)
    assert diff.code == 2
    assert ":people.yaml:1:1: error[MT003]: " in diff.err
    points = json.loads(cli("history", "payments.team.yaml", "-f", "json", *PEOPLE_OPTION).out)["points"]
    assert [point["error"] is None for point in points] == [True, True, False, True]
    write(Path(), {"people.yaml": "people: 3\n"})
    both = cli("diff", "payments.team.yaml", "fraud.team.yaml", *PEOPLE_OPTION)
    assert (both.code, both.err.count("error[")) == (2, 1)


@pytest.mark.usefixtures("repository")
def test_versions_are_hidden_too(cli: Cli) -> None:
    for command in (("diff", "HEAD~1:payments.team.yaml"), ("history", "payments.team.yaml")):
        out = cli(*command, "--redact", *PEOPLE_OPTION).out
        assert "Bo" not in out
        assert "Lind" not in out


# In Python


def test_in_python() -> None:
    report = mlops_team.audit(["fraud.team.yaml", "payments.team.yaml"], people="people.yaml", as_of=TODAY)
    assert [member.name for member in report.teams[0].team.members] == ["Ines Duarte", "Bo Lind"]
    calls: list[Any] = [
        mlops_team.plan("payments.team.yaml", people=Path("people.yaml"), as_of=TODAY),
        mlops_team.resilience("payments.team.yaml", people="people.yaml", as_of=TODAY),
        mlops_team.diff("payments.team.yaml", "fraud.team.yaml", people="people.yaml", as_of=TODAY),
    ]
    assert all("Bo Lind" in json.dumps(call.to_dict()) for call in calls)
    write(Path(), {"c.toml": 'people = "people.yaml"\n'})
    assert mlops_team.audit("payments.team.yaml", config="c.toml").input_errors == ()
    assert [error.code for error in mlops_team.audit("payments.team.yaml", people="none.yaml").input_errors] == [
        "MT001"
    ]
    with pytest.raises(TypeError):
        mlops_team.audit("payments.team.yaml", people=3)  # type: ignore[arg-type]
