"""Team files in an editor: the real yaml-language-server with the schema that the program prints.

Not run by default, because it fetches the server from npm: `pytest -m editor`.
"""

from collections.abc import Iterator

import pytest

from language_server import LanguageServer
from runs import ROOT, npm_package, ran

pytestmark = pytest.mark.editor

SERVER = "yaml-language-server@1.25.0"  # pinned, so that a failure is ours
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
MODELINE = "# yaml-language-server: $schema=team.schema.json\n"
MEMBER = f"{MODELINE}team: A\nmembers:\n  - name: Bo\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    folder = tmp_path_factory.mktemp("editor")
    printed = ran("schema", "team", "--isolated")
    assert printed.returncode == 0
    (folder / "team.schema.json").write_bytes(printed.stdout)
    program = npm_package(SERVER, folder / "server") / "bin/yaml-language-server"
    command = ("node", program, "--stdio")
    with LanguageServer(command, folder, SETTINGS) as server:
        yield server


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        (f"{MODELINE}team: A\n|", {"members", "objectives", "forums", "waivers"}),
        (f"{MEMBER}    |", {"roles", "skills", "allocation", "acknowledged", "until"}),
        (f"{MEMBER}    roles: [|]", {"data-scientist", "ml-engineer", "Product Owner"}),
        (f"{MEMBER}    roles:\n      - |", {"data-scientist", "ml-engineer", "Product Owner"}),
        (f"{MEMBER}    skills:\n      |", {"ci-cd", "model-engineering"}),
        (f"{MEMBER}    skills:\n      - |", {"ci-cd", "model-engineering"}),
        (f"{MEMBER}    learning:\n      - skill: |", {"ci-cd", "model-engineering"}),
        (f"{MEMBER}external:\n  - role: |", {"devops-engineer"}),
        (f"{MEMBER}owners:\n  |", {"set-goals", "operate-monitoring"}),
        (f"{MEMBER}forums:\n  - name: Planning\n    every: |", {"daily", "half-yearly"}),
        (f"{MEMBER}forums:\n  - name: Planning\n    roles: |", {"all"}),
        (f"{MEMBER}waivers:\n  - rule: |", {"role-unstaffed", "MT101"}),
    ],
)
def test_names_and_keys_are_offered(server: LanguageServer, text: str, offered: set[str]) -> None:
    assert offered <= set(server.labels(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{MODELINE}te|am: A\nmembers: []\n", "The team's name."),
        (f"{MEMBER}    allo|cation: 0.5\n", "The share of full time given to this team; 1 by default."),
        (f"{MEMBER}    skills: {{ci-|cd: 3}}\n", "CI/CD: Automate building"),
        (f"{MEMBER}    roles: [data-sci|entist]\n", "Data Scientist: Turns the business problem"),
        (f"{MEMBER}owners: {{set-|goals: Bo}}\n", "Business Stakeholder: Set the business goals"),
        (
            f"{MEMBER}waivers: [{{rule: MT|101, role: x, reason: x, expires: 2027-01-01}}]\n",
            "role-unstaffed: A role that nobody in the team holds",
        ),
    ],
)
def test_hovering_shows_what_a_key_or_name_means(server: LanguageServer, text: str, shown: str) -> None:
    assert shown in server.hover(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{MODELINE}team: A\nmembers: []\nmembres: []\n", "Property membres is not allowed"),
        (f"{MODELINE}team: A\n", 'Missing property "members"'),
        (f"{MEMBER}    alocation: 1\n", "Property alocation is not allowed"),
        (f"{MEMBER}    skills: {{ci-cd: 7}}\n", "Value is above the maximum of 5"),
        (f"{MEMBER}    until: next May\n", "This is not a date as YYYY-MM-DD."),
        (f"{MEMBER}owners: {{set-gaols: Bo}}\n", "Property set-gaols is not allowed"),
        (f"{MEMBER}waivers: [{{rule: MT999, reason: x, expires: 2027-01-01}}]\n", "Value is not accepted"),
    ],
)
def test_what_the_audit_would_refuse_is_flagged(server: LanguageServer, text: str, told: str) -> None:
    found = server.faults(text)
    assert len(found) == 1
    assert told in found[0]


@pytest.mark.parametrize("name", ["complete", "gaps", "minimal", "startup"])
def test_nothing_is_flagged_in_a_sound_file(server: LanguageServer, name: str) -> None:
    text = (ROOT / f"examples/{name}.yaml").read_text(encoding="utf-8")
    assert server.faults(MODELINE + text) == []


def test_skills_of_ones_own_and_other_spellings_are_not_flagged(server: LanguageServer) -> None:
    assert server.faults(f"{MEMBER}    roles: [mlops_engineer]\n    skills: {{our-own-skill: 3}}\n") == []


def test_nothing_is_flagged_in_a_file_that_init_writes(server: LanguageServer) -> None:
    text = ran("init", "-", "--isolated").stdout.decode()
    assert text.startswith(f"---\n{MODELINE}")
    assert server.faults(text) == []
    assert "model-engineering" in server.labels(text.replace("    skills:", "    skills:\n      |\n", 1))
