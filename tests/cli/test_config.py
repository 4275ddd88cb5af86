"""Configuration files: where they are found, what each key does, and what is said of a bad one."""

from decimal import Decimal
from pathlib import Path

import pytest

from conftest import Cli, Result
from mlops_team.errors import ConfigError
from mlops_team.settings import Config, read
from runs import ALL_THREE, GOOD, WARNED, Json, codes, report_in, team_text, write

OWN = ".mlops-team.toml"
PYPROJECT = "pyproject.toml"
HEADER = "[tool.mlops-team]\n"
OUR_CATALOG = {
    "catalog.yaml": 'id: ours\nversion: "2"\ntitle: Our roles\nextends: built-in\ndrop: [devops-engineer]\n',
}


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository of its own, above which no configuration is looked for."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def audit(cli: Cli, *args: str, text: str = ALL_THREE) -> Json:
    result = cli("audit", "-f", "json", "-", *args, stdin=text.encode())
    assert result.err == ""
    return report_in(result.out)


def refusal(cli: Cli, *args: str) -> str:
    """Return the one line that says why there was no audit."""
    result: Result = cli("audit", "-", *args, stdin=GOOD.encode())
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "internal error" not in result.err
    return result.err


# Where it is found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        # Each file selects one rule, which tells that it was read.
        pytest.param({}, "MT101 MT602 MT604", id="none"),
        pytest.param({OWN: 'select = ["MT101"]'}, "MT101", id="own file"),
        pytest.param({PYPROJECT: HEADER + 'select = ["MT602"]'}, "MT602", id="pyproject"),
        pytest.param({OWN: 'select = ["MT101"]', PYPROJECT: HEADER + 'select = ["MT602"]'}, "MT101", id="own first"),
        pytest.param({OWN: "", PYPROJECT: HEADER + 'select = ["MT602"]'}, "MT101 MT602 MT604", id="own first, empty"),
        pytest.param({OWN: "", PYPROJECT: "[tool.mlops-team"}, "MT101 MT602 MT604", id="own first, other broken"),
        pytest.param({"a/b/" + OWN: 'select = ["MT604"]', OWN: 'select = ["MT101"]'}, "MT604", id="nearest own"),
        pytest.param(
            {"a/" + PYPROJECT: HEADER + 'select = ["MT604"]', OWN: 'select = ["MT101"]'}, "MT604", id="nearest of both"
        ),
        pytest.param({"a/" + OWN: 'select = ["MT604"]'}, "MT604", id="one above"),
        pytest.param({OWN: 'select = ["MT101"]'}, "MT101", id="two above"),
        pytest.param({"a/b/c/" + OWN: 'select = ["MT604"]'}, "MT101 MT602 MT604", id="not below"),
        pytest.param(
            {"a/" + PYPROJECT: '[project]\nname = "x"\n', OWN: 'select = ["MT101"]'}, "MT101", id="no table passed over"
        ),
        pytest.param(
            {"a/" + PYPROJECT: '[project]\nname = "mlops-team"\n[tool.ruff]\n', OWN: 'select = ["MT101"]'},
            "MT101",
            id="no table but the name passed over",
        ),
        pytest.param(
            {"a/" + PYPROJECT: "not TOML", OWN: 'select = ["MT101"]'}, "MT101", id="somebody else's broken file"
        ),
        pytest.param(
            {"a/" + PYPROJECT: HEADER, OWN: 'select = ["MT101"]'}, "MT101 MT602 MT604", id="an empty table is nearest"
        ),
        pytest.param({"a/b/mlops-team.toml": 'select = ["MT101"]'}, "MT101 MT602 MT604", id="another name"),
        pytest.param({f"a/b/{OWN}/x": "", OWN: 'select = ["MT101"]'}, "MT101", id="a folder of that name"),
    ],
)
def test_which_file_is_read(cli: Cli, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], found: str) -> None:
    write(Path(), files)
    Path("a/b").mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir("a/b")
    assert codes(audit(cli)) == found.split()


@pytest.mark.parametrize("mark", ["folder", "file"])
def test_the_search_ends_at_the_repository_root(cli: Cli, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    write(Path(), {OWN: 'select = ["MT101"]', "repository/sub/x": "", "beside/sub/x": ""})
    # A work tree has a file of that name.
    write(Path("repository"), {".git/HEAD": ""} if mark == "folder" else {".git": "gitdir: elsewhere\n"})
    monkeypatch.chdir("repository/sub")
    assert codes(audit(cli)) == ["MT101", "MT602", "MT604"]
    monkeypatch.chdir("..")
    assert codes(audit(cli)) == ["MT101", "MT602", "MT604"]
    monkeypatch.chdir("../beside/sub")
    assert codes(audit(cli)) == ["MT101"]


def test_the_root_itself_is_searched(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path(), {"repository/.git/HEAD": "", f"repository/{OWN}": 'select = ["MT604"]', "repository/sub/x": ""})
    monkeypatch.chdir("repository/sub")
    assert codes(audit(cli)) == ["MT604"]


def test_the_working_directory_counts_and_not_the_team_files(cli: Cli) -> None:
    write(Path(), {"teams/team.yaml": ALL_THREE, f"teams/{OWN}": 'select = ["MT101"]', OWN: 'select = ["MT602"]'})
    assert codes(report_in(cli("audit", "-f", "json", "teams/team.yaml").out)) == ["MT602"]


# --config and --isolated


@pytest.mark.parametrize("name", ["settings.toml", "elsewhere/any.name", "elsewhere/" + OWN])
def test_a_named_file_replaces_the_nearest(cli: Cli, name: str) -> None:
    write(Path(), {OWN: 'select = ["MT101"]\nfail-on = "never"', name: 'ignore = ["MT604"]'})
    assert codes(audit(cli, "--config", name)) == ["MT101", "MT602"]
    assert cli("audit", "-", "--config", name, stdin=ALL_THREE.encode()).code == 1


def test_a_named_pyproject_has_a_table(cli: Cli) -> None:
    write(Path(), {"elsewhere/" + PYPROJECT: HEADER + 'select = ["MT602"]', OWN: 'select = ["MT101"]'})
    assert codes(audit(cli, "--config", "elsewhere/pyproject.toml")) == ["MT602"]


def test_a_named_file_that_is_not_there(cli: Cli) -> None:
    assert "nosuch.toml" in refusal(cli, "--config", "nosuch.toml")
    Path("folder").mkdir()
    assert "folder" in refusal(cli, "--config", "folder")


def test_isolated_reads_no_configuration(cli: Cli) -> None:
    write(Path(), {OWN: 'select = ["MT101"]'})
    assert codes(audit(cli, "--isolated")) == ["MT101", "MT602", "MT604"]
    write(Path(), {OWN: "broken ="})
    assert codes(audit(cli, "--isolated")) == ["MT101", "MT602", "MT604"]


def test_isolated_and_a_named_file_exclude_each_other(cli: Cli) -> None:
    write(Path(), {"settings.toml": ""})
    message = refusal(cli, "--config", "settings.toml", "--isolated")
    assert "--config" in message
    assert "--isolated" in message


# Keys


@pytest.mark.parametrize(
    ("content", "args", "code"),
    [
        ("", "", 0),
        ('fail-on = "warning"', "", 1),
        ('fail-on = "info"', "", 1),
        ('fail-on = "error"', "", 0),
        ('fail-on = "never"', "", 0),
        ('fail-on = "warning"', "--fail-on error", 0),
        ('fail-on = "never"', "--fail-on warning", 1),
        ('fail-on = "warning"', "--isolated", 0),
    ],
)
def test_fail_on(cli: Cli, content: str, args: str, code: int) -> None:
    write(Path(), {OWN: content})
    for format_ in ("text", "json"):
        assert cli("audit", "-f", format_, "-", *args.split(), stdin=WARNED.encode()).code == code


@pytest.mark.parametrize(
    ("content", "args", "found"),
    [
        ('select = ["MT101", "roi-unassessed"]', "", "MT101 MT604"),
        ('select = ["MT6"]', "", "MT602 MT604"),
        ("select = []", "", "MT101 MT602 MT604"),
        ('ignore = ["MT101", "roi-unassessed"]', "", "MT602"),
        ('ignore = ["MT6"]', "", "MT101"),
        ('select = ["MT6"]\nignore = ["MT604"]', "", "MT602"),
        ('select = ["MT6"]', "--select MT101", "MT101"),
        ('ignore = ["MT6"]', "--ignore MT101", "MT602 MT604"),
        ('select = ["MT6"]', "--ignore MT602", "MT604"),
        ('ignore = ["MT602"]', "--select MT6", "MT604"),
    ],
)
def test_select_and_ignore(cli: Cli, content: str, args: str, found: str) -> None:
    write(Path(), {OWN: content})
    assert codes(audit(cli, *args.split())) == found.split()


@pytest.mark.parametrize(
    ("content", "severities"),
    [
        ("{}", "error warning info"),
        ('{MT101 = "info"}', "info warning info"),
        ('{MT602 = "error", MT604 = "warning"}', "error error warning"),
        ('{objective-unmeasured = "info"}', "error info info"),
        ('{MT6 = "error"}', "error error error"),
        ('{MT602 = "warning"}', "error warning info"),
    ],
)
def test_severity(cli: Cli, content: str, severities: str) -> None:
    write(Path(), {PYPROJECT: f"{HEADER}severity = {content}\n"})
    report = audit(cli)
    by_code = {finding["code"]: finding["severity"] for finding in report["teams"][0]["findings"]}
    assert [by_code[code] for code in ("MT101", "MT602", "MT604")] == severities.split()
    assert report["summary"]["passed"] is ("error" not in severities)
    shown = cli("audit", "-", stdin=ALL_THREE.encode())
    assert shown.code == int("error" in severities)
    assert ("MT602" in shown.out) == (severities.split()[1] != "info")


def test_severity_is_a_table_of_its_own_too(cli: Cli) -> None:
    write(Path(), {PYPROJECT: '[tool.mlops-team.severity]\nMT101 = "warning"\n'})
    assert audit(cli)["summary"]["errors"] == 0


def test_severity_of_both_kinds_of_unknown_skills(cli: Cli) -> None:
    skills = team_text(member="skills: [ci-cdd, juggling]")
    near_and_far = ["warning", "info"]
    for content, expected in (("", near_and_far), ('severity = {MT206 = "error"}', ["error", "error"])):
        write(Path(), {OWN: content})
        findings = audit(cli, text=skills)["teams"][0]["findings"]
        assert [(one["code"], one["skill"], one["severity"]) for one in findings] == [
            ("MT206", "ci-cdd", expected[0]),
            ("MT206", "juggling", expected[1]),
        ]


def test_extra_skills(cli: Cli) -> None:
    text = team_text(member="skills: [Uni-Cycling 2.0, juggling]")
    write(Path(), {OWN: 'extra-skills = ["unicycling"]'})
    assert [one["skill"] for one in audit(cli, text=text)["teams"][0]["findings"]] == ["juggling"]
    write(Path(), {OWN: 'extra-skills = ["juggling", "unicycling"]'})
    assert codes(audit(cli, text=text)) == []
    assert codes(audit(cli, "--isolated", text=text)) == ["MT206", "MT206"]


def test_roles_is_a_folder_beside_the_configuration(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path("catalogs/ours"), OUR_CATALOG)
    write(Path("catalogs/theirs"), {"catalog.yaml": OUR_CATALOG["catalog.yaml"].replace("ours", "theirs")})
    write(Path(), {PYPROJECT: HEADER + 'roles = "catalogs/ours"\n', "sub/x": ""})
    monkeypatch.chdir("sub")
    report = audit(cli)
    assert (report["catalog"], codes(report)) == ({"id": "ours", "version": "2"}, ["MT602", "MT604"])
    assert "DevOps" not in cli("roles").out
    assert audit(cli, "--roles", "../catalogs/theirs")["catalog"]["id"] == "theirs"
    assert audit(cli, "--isolated")["catalog"]["id"] == "built-in"


@pytest.mark.parametrize("value", ["ours", "./ours", "sub/../ours", "linked"])
def test_paths_that_stay_below_the_configuration(cli: Cli, value: str) -> None:
    write(Path("ours"), OUR_CATALOG)
    Path("linked").symlink_to("ours", target_is_directory=True)
    write(Path(), {OWN: f'roles = "{value}"', "sub/x": ""})
    assert audit(cli)["catalog"]["id"] == "ours"


@pytest.mark.parametrize("value", ["..", "../ours", "sub/../../ours", "/", "{absolute}", "linked", "linked/.."])
@pytest.mark.parametrize("by_name", [False, True])
def test_paths_that_lead_out_are_refused(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, *, by_name: bool
) -> None:
    write(Path("ours"), OUR_CATALOG)
    write(Path("project"), {OWN: f'roles = "{value.format(absolute=tmp_path / "ours")}"', "sub/x": ""})
    Path("project/linked").symlink_to(tmp_path / "ours", target_is_directory=True)
    if by_name:
        message = refusal(cli, "--config", f"project/{OWN}")
    else:
        monkeypatch.chdir("project")
        message = refusal(cli)
    assert "roles" in message
    assert OWN in message


def test_a_catalog_that_is_not_there(cli: Cli) -> None:
    write(Path(), {OWN: 'roles = "nosuch"'})
    result = cli("audit", "-", stdin=GOOD.encode())
    assert (result.code, result.out) == (2, "")
    assert "nosuch" in result.err


# What is wrong with it


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("failon", "fail-on"),
        ("fail_on", "fail-on"),
        ("selct", "select"),
        ("ignored", "ignore"),
        ("severities", "severity"),
        ("extraskills", "extra-skills"),
        ("role", "roles"),
    ],
)
@pytest.mark.parametrize("file", [OWN, PYPROJECT])
def test_an_unknown_key_and_the_nearest_one(cli: Cli, file: str, key: str, nearest: str) -> None:
    write(Path(), {file: f"{HEADER if file == PYPROJECT else ''}{key} = 1\n"})
    message = refusal(cli)
    assert file in message
    assert f'"{key}"' in message
    assert f'"{nearest}"' in message


def test_a_key_like_no_other(cli: Cli) -> None:
    write(Path(), {OWN: "zebra = 1\n"})
    message = refusal(cli)
    assert '"zebra"' in message
    assert "fail-on" in message  # all that are known


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('fail-on = "errors"', ["fail-on", '"errors"', "never"]),
        ("fail-on = true", ["fail-on", "true", "never"]),
        ("fail-on = 1", ["fail-on", "1", "never"]),
        ('fail-on = ["error"]', ["fail-on", "never"]),
        ('fail-on = ""', ["fail-on", '""', "never"]),
        ('select = "MT101"', ["select", '"MT101"', "list"]),
        ("select = [1]", ["select", "1"]),
        ("select = {MT101 = true}", ["select", "list"]),
        ("ignore = 7", ["ignore", "7", "list"]),
        ("ignore = 2026-11-23", ["ignore", "2026-11-23", "list"]),
        ('extra-skills = "ci-cd"', ["extra-skills", '"ci-cd"', "list"]),
        ("extra-skills = [[]]", ["extra-skills"]),
        ('severity = ["MT101"]', ["severity", "table"]),
        ('severity = "info"', ["severity", '"info"', "table"]),
        ('severity = {MT101 = "never"}', ["severity.MT101", '"never"', "warning"]),
        ('severity = {MT101 = "fatal"}', ["severity.MT101", '"fatal"', "warning"]),
        ("severity = {MT101 = 1}", ["severity.MT101", "1", "warning"]),
        ("severity.MT101.x = 1", ["severity.MT101", "warning"]),
        ("roles = 3", ["roles", "3", "path"]),
        ('roles = ["ours"]', ["roles", "path"]),
    ],
)
def test_a_value_of_the_wrong_kind(cli: Cli, content: str, told: list[str]) -> None:
    write(Path(), {OWN: content})
    message = refusal(cli)
    assert message.startswith("mlops-team: error: ")
    for part in (OWN, *told):
        assert part in message


@pytest.mark.parametrize("key", ["select", "ignore", "extra-skills"])
def test_a_list_of_other_things_is_not_called_no_list(cli: Cli, key: str) -> None:
    write(Path(), {OWN: f'{key} = ["MT101", 1]'})
    assert "a list is not a list" not in refusal(cli)


@pytest.mark.parametrize(
    ("content", "given", "nearest"),
    [
        ('select = ["role-unstafed"]', "role-unstafed", "role-unstaffed"),
        ('ignore = ["MT6O1"]', "MT6O1", "MT601"),
        ('severity = {skil-missing = "error"}', "skil-missing", "skill-missing"),
        ('ignore = ["MT101,MT102"]', "MT101,MT102", "MT101"),
    ],
)
def test_an_unknown_rule_in_a_file_that_is_named(cli: Cli, content: str, given: str, nearest: str) -> None:
    write(Path(), {OWN: content})
    message = refusal(cli)
    for part in (f'"{given}"', nearest, OWN):  # without the file, nobody knows where to look
        assert part in message


@pytest.mark.parametrize("code", ["MT001", "MT002"])
def test_input_errors_have_no_severity_of_their_own(cli: Cli, code: str) -> None:
    write(Path(), {OWN: f'severity = {{{code} = "info"}}'})
    assert code in refusal(cli)


@pytest.mark.parametrize(
    "content",
    [
        b"select = [",
        b"select",
        b"[tool.mlops-team",
        b'fail-on = "error"\nfail-on = "error"',
        b'ignore = ["\xff"]',
        b"\x00",
        b"x = " + b"[" * 5_000,
    ],
    ids=["list", "no value", "table", "twice", "no UTF-8", "control", "deep"],
)
def test_no_toml(cli: Cli, content: bytes) -> None:
    Path(OWN).write_bytes(content)
    assert OWN in refusal(cli)
    Path(OWN).unlink()
    Path(PYPROJECT).write_bytes(HEADER.encode() + content)
    assert PYPROJECT in refusal(cli)
    assert cli("audit", "--isolated", "-", stdin=GOOD.encode()).code == 0


@pytest.mark.parametrize(
    "content", ["[tool]\nmlops-team = 3\n", "[[tool.mlops-team]]\n", 'tool = "mlops-team"\n', "tool = 3 # mlops-team\n"]
)
def test_a_table_that_is_none(cli: Cli, content: str) -> None:
    write(Path(), {PYPROJECT: content})
    result = cli("audit", "-", stdin=GOOD.encode())
    assert "internal error" not in result.err
    if content.startswith(("[tool]", "[[tool")):  # else it is not this program's table, and is passed over
        assert (result.code, result.out) == (2, "")
        assert PYPROJECT in result.err
    else:
        assert (result.code, result.err) == (0, "")


def test_what_a_message_quotes_cannot_act_on_a_terminal(cli: Cli) -> None:
    write(Path(), {OWN: '"\\u001b[31m\\n::error::x" = 1\n'})
    message = refusal(cli)
    assert "\x1b" not in message


@pytest.mark.parametrize("table", ['{MT1 = "info", MT101 = "error"}', '{MT101 = "error", MT1 = "info"}'])
def test_the_narrower_name_decides_on_a_severity(cli: Cli, table: str) -> None:
    write(Path(), {".mlops-team.toml": f"severity = {table}\n", "team.yaml": "team: T\nmembers: [{name: Ann}]\n"})
    [team] = report_in(cli("audit", "-f", "json", "--select", "MT1").out)["teams"]
    assert {(one["code"], one["severity"]) for one in team["findings"]} == {("MT101", "error"), ("MT106", "info")}


def test_a_baseline_without_a_name_is_not_passed_over(cli: Cli) -> None:
    write(Path(), {"team.yaml": GOOD})
    result = cli("audit", "--baseline", "")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlops-team: error: --baseline: ")


# What is read, and what is refused before it is


MARK = "\ufeff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (OWN, 'select = ["MT101"]\n'),
        (PYPROJECT, f'{HEADER}select = ["MT101"]\n'),
        (PYPROJECT, f'[project]\ndependencies = ["mlops-team"]\n{HEADER}select = ["MT101"]\n'),
    ],
)
def test_a_byte_order_mark_is_dropped(cli: Cli, name: str, content: str) -> None:
    write(Path(), {name: MARK + content})
    assert codes(audit(cli)) == ["MT101"]
    write(Path(), {"any.toml": MARK + '# a comment\nselect = ["MT602"]\n'})
    assert codes(audit(cli, "--config", "any.toml")) == ["MT602"]


def test_a_byte_order_mark_in_a_file_that_only_names_the_program(cli: Cli) -> None:
    write(Path(), {PYPROJECT: MARK + '[project]\ndependencies = ["mlops-team"]\n'})
    assert codes(audit(cli)) == ["MT101", "MT602", "MT604"]


def test_a_pyproject_that_links_out_is_refused_before_it_is_read(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"outside.toml": "neither TOML nor = ours = mlops-team\n", "project/.git/HEAD": ""})
    (tmp_path / "project" / PYPROJECT).symlink_to(tmp_path / "outside.toml")
    monkeypatch.chdir("project")
    message = refusal(cli)
    assert f"{PYPROJECT}: a link that leads out of {tmp_path / 'project'}" in message
    assert "TOML" not in message


def test_outside_a_repository_only_the_working_directory_is_searched(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").rmdir()
    write(Path(), {OWN: 'select = ["MT101"]\n', "sub/x": ""})
    assert codes(audit(cli)) == ["MT101"]
    monkeypatch.chdir("sub")
    assert codes(audit(cli)) == ["MT101", "MT602", "MT604"]
    write(Path(), {OWN: 'select = ["MT604"]\n'})
    assert codes(audit(cli)) == ["MT604"]


@pytest.mark.parametrize("table", ["mlops_team", "mlopsteam", '"MLOps-Team"', '"mlops team"'])
@pytest.mark.parametrize("options", [[], ["--config", PYPROJECT]])
def test_a_misspelt_table_is_an_error(cli: Cli, table: str, options: list[str]) -> None:
    write(Path(), {PYPROJECT: f'[tool.{table}]\nselect = ["MT101"]\n'})
    message = refusal(cli, *options)
    shown = table.strip('"')
    assert f"{PYPROJECT}: [tool.{shown}] is not read; write [tool.mlops-team]" in message


@pytest.mark.parametrize("key", ["select", "ignore", "severity"])
@pytest.mark.parametrize("command", ["audit", "plan"])
def test_an_unknown_rule_is_reported_with_the_file(cli: Cli, key: str, command: str) -> None:
    value = '{MT999 = "info"}' if key == "severity" else '["MT999"]'
    write(Path(), {OWN: f"{key} = {value}\n", "team.yaml": GOOD})
    result = cli(command, "team.yaml")
    assert (result.code, result.out) == (2, "")
    assert f'{OWN}: unknown rule "MT999"' in result.err


def configuration(content: str) -> Config:
    Path(OWN).write_text(content, encoding="utf-8")
    return read(Path(OWN))


@pytest.mark.parametrize(("written", "value"), [("80", "80"), ("92.5", "92.5"), ("0", "0"), ("100", "100")])
def test_fail_under(written: str, value: str) -> None:
    assert configuration(f"fail-under = {written}").fail_under == Decimal(value)


@pytest.mark.parametrize("written", ["-1", "100.1", "101", '"80"', "true", "nan", "inf", "[80]", "1e1"])
def test_a_bad_fail_under(written: str) -> None:
    with pytest.raises(
        ConfigError, match=rf"{OWN}: fail-under: .* is not a number of per cent from 0 to 100; write 80"
    ):
        configuration(f"fail-under = {written}")


def test_catalogs_and_people_are_below_the_configuration(tmp_path: Path) -> None:
    config = configuration('catalogs = {platform = "ours/platform"}\npeople = "people.yaml"\nroles = "platform"')
    assert config.catalogs == {"platform": str(tmp_path / "ours/platform")}
    assert (config.people, config.roles) == (str(tmp_path / "people.yaml"), "platform")


def test_the_name_of_a_shipped_catalog_is_no_folder(tmp_path: Path) -> None:
    assert configuration('roles = "built-in"').roles == "built-in"
    assert configuration('roles = "./built-in"').roles == str(tmp_path / "built-in")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('catalogs = {built-in = "ours"}', 'catalogs: "built-in" is a catalog that comes with mlops-team; give yours'),
        ('catalogs = {"a/b" = "ours"}', 'catalogs: "a/b" is not a name; write a word, such as platform'),
        ("catalogs = {ours = 1}", "catalogs.ours: 1 is not a path"),
        ('catalogs = "ours"', 'catalogs: "ours" is not a table, such as {platform = "roles-platform"}'),
        ('catalogs = {ours = "../ours"}', 'catalogs.ours: "../ours" leads out of '),
        ('people = "../people.yaml"', 'people: "../people.yaml" leads out of '),
        ("people = 1", "people: 1 is not a path"),
    ],
)
def test_bad_catalogs_and_people(cli: Cli, content: str, said: str) -> None:
    write(Path(), {OWN: content})
    assert f"{OWN}: {said}" in refusal(cli)
