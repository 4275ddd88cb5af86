"""The HTML report as text: what is in it, what it allows itself, and that text from files stays text."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import Cli
from runs import BROKEN, FAULTY, GOOD, ROOT, team_text, write
from test_catalog import JUGGLER, SKILLS, own

VOID = {"meta", "link", "input", "br"}


class Reader(HTMLParser):
    """Reads a page, and complains of what a browser would have to guess."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text.append(data)


def words(page: str) -> str:
    return " ".join(" ".join(Reader(page).text).split())


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.fixture
def gaps(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(ROOT)
    result = cli("audit", "-f", "html", "examples/gaps.yaml")
    assert (result.code, result.err) == (1, "")
    return result.out


def test_the_policy_names_the_one_style_and_the_one_script(gaps: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', gaps)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    (style,) = re.findall("<style>(.*?)</style>", gaps, re.DOTALL)
    (script,) = re.findall("<script>(.*?)</script>", gaps, re.DOTALL)
    assert rules == {
        "default-src": "'none'",
        "style-src": hashed(style),
        "script-src": hashed(script),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_is_fetched_and_nothing_stands_in_an_attribute_that_acts(gaps: str) -> None:
    for tag, attributes in Reader(gaps).tags:
        assert tag not in {"img", "iframe", "object", "embed", "base"}
        assert not {name for name in attributes if name.startswith("on") or name in {"style", "src", "action"}}
        assert (attributes.get("href") or "#").startswith(("#", "data:"))


def test_ids_are_unique_and_what_is_referred_to_is_there(cli: Cli) -> None:
    page = cli("audit", "-f", "html", ROOT / "examples/gaps.yaml", ROOT / "examples/startup.yaml").out
    tags = Reader(page).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in tags:
        for name in (attributes.get("aria-labelledby"), (attributes.get("href") or "").removeprefix("#")):
            assert not name or name.startswith("data:") or name in ids


def test_it_shows_roles_both_maps_findings_and_practices(gaps: str) -> None:
    told = words(gaps)
    assert "75 % covered" in told
    assert "R6 DevOps Engineer 0 % unstaffed \N{EN DASH} nobody" in told
    assert "Emil Berg 0 % 0 % 0 % 66 %, holds this role 0 % 91 % 31 %" in told
    assert "Model monitoring 2 of 3 required /3" in told
    assert "ROI assessment \N{EN DASH} of 2 desired /2" in told
    assert (
        "Start here devops-engineer: nobody holds this role; Emil Berg is able and has room for it +14 % Give" in told
    )
    assert "MT101 role-unstaffed examples/gaps.yaml:8:1" in told
    assert "warning MT301 single-point-of-failure business-stakeholder: only Ana Silva is able" in told
    assert "CI/CD (3) of 3, by others /3" in told
    assert "nobody Skills that others have: Emil Berg ci-cd 3, workflow-orchestration 3" in told
    assert (
        "MT101 role-unstaffed A role that nobody in the team holds and nobody outside it fills article 1 found" in told
    )
    assert "MT102 role-understaffed A role held by fewer people than the catalog requires policy none" in told
    assert gaps.count("<li data-kind=") == 33 - 3
    assert 'href="#MT301"' in gaps
    assert '<dt id="MT301">' in gaps


def test_a_role_without_a_number_stands_by_its_id_and_skills_that_no_role_asks_for_are_left_out(
    cli: Cli, tmp_path: Path
) -> None:
    folder = own(tmp_path / "c", juggler=JUGGLER.replace("Juggler", "juggler"))
    (folder / "skills.yaml").write_text(
        SKILLS + "  - {id: cleaning, title: Cleaning, description: Clean up}\n", encoding="utf-8"
    )
    team = "team: T\nmembers: [{name: Ann, roles: [baker]}]\n"
    page = cli("audit", "-", "-f", "html", "--roles", folder, stdin=team.encode()).out
    assert '<th scope="col">juggler</th>' in page
    assert '<th scope="col" title="Baker" aria-label="Baker">baker</th>' in page
    told = words(page)
    assert "Juggling" in told
    assert "Baking" in told
    assert "Cleaning" not in told


def test_waivers_show_their_days_and_what_they_cover(cli: Cli, team_file: Callable[[str], Path]) -> None:
    waivers = """waivers:
  - {rule: MT101, role: devops-engineer, reason: Until the hire, approved-by: Ann, expires: 2026-12-03}
  - {rule: MT602, reason: Old, expires: 2026-11-13}
"""
    told = words(cli("audit", team_file(team_text(unstaffed=["devops-engineer"], more=waivers)), "-f", "html").out)
    assert "MT101 devops-engineer 1 finding 2026-12-03, ends in 10 days Ann Until the hire" in told
    assert "MT602 the team 0 findings 2026-11-13, ended 10 days ago Old" in told
    assert "Waived until 2026-12-03, approved by Ann: Until the hire" in told


def test_members_who_are_away_are_named(cli: Cli, team_file: Callable[[str], Path]) -> None:
    more = "  - {name: Bo, until: 2026-10-31}\n  - {name: Cy, from: 2027-01-01}\n"
    text = GOOD.replace("external:\n", f"{more}external:\n")
    told = words(cli("audit", team_file(text), "-f", "html").out)
    assert "Not in the team on 2026-11-23: Bo (until 2026-10-31) and Cy (from 2027-01-01)." in told


def test_several_teams_have_an_overview_and_broken_files_their_errors(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"a.team.yaml": GOOD, "b.team.yaml": FAULTY, "c.team.yaml": BROKEN})
    result = cli("audit", tmp_path, "-f", "html")
    told = words(result.out)
    assert result.code == 2
    assert "Not audited error MT002 invalid-yaml" in told
    assert "Good failed 85 % 1 0 1 0 ext" in told
    assert "Good passed 100 % 0 0 1 0 ext" in told
    assert told.index("Good failed") < told.index("Good passed")
    assert "Fails at --fail-on error : MT101 role-unstaffed." in told


def test_a_what_if_and_a_baseline_are_told(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    told = words(cli("audit", "-f", "html", "examples/gaps.yaml", "--without", "Ben Okafor").out)
    assert "What if without Ben Okafor: 75 % covered as the file is, 46 % then." in told
    cli("audit", "examples/gaps.yaml", "-o", tmp_path / "known.json")
    told = words(cli("audit", "-f", "html", "examples/gaps.yaml", "--baseline", tmp_path / "known.json").out)
    assert "33 in the baseline 0 baseline entries fixed" in told


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("</style></title></script>", "</style></title></script>"),
        ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
        ("{{ 7 * 7 }} {% raw %} {# #}", "{{ 7 * 7 }} {% raw %} {# #}"),
        ("&lt;b&gt; &amp;", "&lt;b&gt; &amp;"),
        ("\u202eback\u2028\x07", r"\u202eback\u2028\x07"),
    ],
)
def test_text_from_a_file_stays_text(written: str, shown: str, cli: Cli, team_file: Callable[[str], Path]) -> None:
    quoted = "".join(f"\\u{ord(char):04x}" for char in written)
    text = GOOD.replace("team: Good", f'team: "{quoted}"').replace("Ann", f'"{quoted}"')
    page = cli("audit", team_file(text), "-f", "html").out
    assert shown in "".join(Reader(page).text)
    plain = cli("audit", team_file(GOOD), "-f", "html").out
    assert [tag for tag, _ in Reader(page).tags] == [tag for tag, _ in Reader(plain).tags]
