"""The HTML report in Chromium: what people see, may press and hear read out.

Not run by default, because it takes Chromium with its driver, selenium, and axe-core from npm: `pytest -m browser`.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runs import ROOT, npm_package, ran, team_text, write

pytestmark = pytest.mark.browser

selenium = pytest.importorskip("selenium.webdriver")

AXE = "axe-core@4.14.1"  # pinned, so that a failure is ours
PHONE, DESK = 375, 1280
SHEET = (718, 1047)  # A4 with margins of a centimetre, in pixels of CSS
HOSTILE = ROOT / "tests/formats/hostile"


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = npm_package(AXE, tmp_path_factory.mktemp("axe") / "npm")
    return (folder / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page() -> Iterator["Page"]:
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    options = selenium.ChromeOptions()
    options.binary_location = binary
    for one in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(one)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    yield Page(chrome)
    chrome.quit()


class Page:
    """A report in a browser."""

    def __init__(self, chrome: Any) -> None:
        self.chrome = chrome

    def open(self, file: Path, *, width: int = DESK, scheme: str = "light", script: bool = True) -> None:
        self.cdp("Emulation.setScriptExecutionDisabled", value=not script)
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.chrome.get("about:blank")
        for log in ("browser", "performance"):
            self.chrome.get_log(log)  # what came before is not this page's
        self.chrome.get(file.as_uri())

    def cdp(self, command: str, **parameters: Any) -> Any:
        return self.chrome.execute_cdp_cmd(command, parameters)

    def run(self, script: str, *args: Any) -> Any:
        return self.chrome.execute_script(script, *args)

    def shown(self) -> list[str]:
        """Return the codes of the findings that can be seen."""
        script = "return [...document.querySelectorAll('.team .rows > li')].filter(x => x.offsetParent !== null)"
        found: list[str] = self.run(f"{script}.map(x => x.closest('.group').querySelector('b').textContent)")
        return found

    def requested(self) -> list[str]:
        """Return what was asked of a network or a disk since the page was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self.chrome.get_log("performance")]
        sent = [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if url != "about:blank"]


Made = Callable[..., Path]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Return a function that audits files and returns the HTML report."""

    def make(*files: Path, options: tuple[str, ...] = ()) -> Path:
        report = tmp_path / "report.html"
        result = ran("audit", *files, *options, "-o", report, "--isolated", "--as-of", "2026-11-23")
        assert report.exists(), result.stderr
        return report

    return make


@pytest.fixture
def gaps(made: Made) -> Path:
    return made(ROOT / "examples/gaps.yaml")


def typed(page: Page, text: str) -> None:
    field = page.chrome.find_element("id", "words")
    field.clear()
    field.send_keys(text)


def test_search_finds_words_wherever_they_stand(page: Page, gaps: Path) -> None:
    page.open(gaps)
    assert len(page.shown()) == 30
    typed(page, "MT301 farah ml-engineer")
    assert page.shown() == ["MT301"]
    assert page.chrome.find_element("id", "shown").text == "1 of 30 findings below"
    typed(page, "no such words")
    assert page.shown() == []
    assert page.chrome.find_element("css selector", ".none").text == "Nothing here matches the filter."


def test_kinds_and_roles_filter_together_and_reset_shows_all(page: Page, gaps: Path) -> None:
    page.open(gaps)
    boxes = page.chrome.find_elements("css selector", "#filter input[type=checkbox]")
    there = [box for box in boxes if box.is_displayed()]
    assert [box.get_attribute("value") for box in there] == ["warning", "note"]
    there[1].click()
    assert len(page.shown()) == 19
    page.chrome.find_element("css selector", "#role option[value=data-engineer]").click()
    assert page.shown() == ["MT301"]
    groups = "return [...document.querySelectorAll('.team .group')].filter(x => x.offsetParent !== null).length"
    assert page.run(groups) == 1
    page.chrome.find_element("css selector", "button[type=reset]").click()
    waited(page, lambda: len(page.shown()) == 30)


def waited(page: Page, condition: Callable[[], bool]) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(page.chrome, 5).until(lambda _: condition())


def test_a_pair_of_roles_is_found_under_both(page: Page, made: Made) -> None:
    page.open(made(ROOT / "tests/rules/MT504/faulty.yaml"))
    for role in ("data-scientist", "data-engineer"):
        page.chrome.find_element("css selector", f"#role option[value={role}]").click()
        assert "MT504" in page.shown()


def test_everything_can_be_reached_by_keyboard(page: Page, gaps: Path) -> None:
    page.open(gaps)
    reached = []
    for _ in range(12):
        page.chrome.switch_to.active_element.send_keys("\ue004")  # tab
        reached.append(page.run("const e = document.activeElement; return e.id || e.className || e.value || e.tagName"))
    for one in ("skip", "words", "role", "warning", "Reset", "wide"):
        assert one in reached or (one == "Reset" and "BUTTON" in reached)


def test_it_says_all_without_its_script(page: Page, gaps: Path) -> None:
    page.open(gaps, script=False)
    tree = page.cdp("Accessibility.getFullAXTree")["nodes"]
    told = {node["name"]["value"] for node in tree if node.get("name", {}).get("value") and not node["ignored"]}
    first = "devops-engineer: nobody holds this role; Emil Berg is able and has room for it"
    assert any(name.strip().endswith(first) for name in told)
    assert "searchbox" not in {node["role"]["value"] for node in tree if "role" in node and not node["ignored"]}
    page.cdp("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["gaps", "several", "hostile"])
def test_no_report_breaks_a_rule_of_axe(  # noqa: PLR0913, PLR0917 - what a page can be seen in
    page: Page, axe: str, made: Made, name: str, scheme: str, width: int
) -> None:
    files = {
        "gaps": [ROOT / "examples/gaps.yaml"],
        "several": [*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "tests/formats/canned"],
        "hostile": sorted(HOSTILE.glob("*.yaml")),
    }
    page.open(made(*files[name]), width=width, scheme=scheme)
    page.run("for (const one of document.querySelectorAll('details')) one.open = true")
    page.run("for (const one of document.querySelectorAll('.team')) one.style.contentVisibility = 'visible'")
    page.run(axe)
    result = page.chrome.execute_async_script("axe.run(document, {resultTypes: ['violations']}).then(arguments[0])")
    told = [(one["id"], one["nodes"][0]["html"][:200]) for one in result["violations"]]
    assert told == []
    assert page.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["gaps", "hostile"])
def test_nothing_is_asked_of_the_network_and_nothing_complained_of(page: Page, made: Made, name: str) -> None:
    report = made(*({"gaps": [ROOT / "examples/gaps.yaml"], "hostile": sorted(HOSTILE.glob("*.yaml"))}[name]))
    page.open(report)
    typed(page, "MT")
    assert {url for url in page.requested() if not url.startswith("data:")} == {report.as_uri()}
    assert page.chrome.get_log("browser") == []
    assert page.run("return document.scripts.length") == 1
    assert page.run("return document.querySelectorAll('img, iframe, object, embed, base, form[action]').length") == 0
    assert page.run("return [...document.links].every(one => one.getAttribute('href').startsWith('#'))")


def test_the_policy_lets_no_other_script_run(page: Page, gaps: Path) -> None:
    inserted = "<script>window.ran = true</script><b id=b onclick='window.ran = true'>b</b></body>"
    gaps.write_text(gaps.read_text(encoding="utf-8").replace("</body>", inserted), encoding="utf-8")
    page.open(gaps)
    page.run("document.getElementById('b').click()")
    assert page.run("return window.ran") is None
    assert any("Content Security Policy" in entry["message"] for entry in page.chrome.get_log("browser"))


@pytest.fixture
def many(made: Made, tmp_path: Path) -> Path:
    """Return the report on twelve teams, every third of which lacks a role."""
    lacking = [["ml-engineer"] if number % 3 == 0 else [] for number in range(12)]
    texts = {f"{n:02}.team.yaml": team_text(f"Team {n:02}", unstaffed=roles) for n, roles in enumerate(lacking)}
    write(tmp_path / "teams", texts)
    return made(tmp_path / "teams")


def rows(page: Page) -> list[str]:
    """Return the names of the teams in the table that can be seen."""
    script = "return [...document.querySelectorAll('#teams tbody tr')].filter(row => row.offsetParent !== null)"
    names: list[str] = page.run(f"{script}.map(row => row.cells[0].textContent)")
    return names


FAILED = ["Team 00", "Team 03", "Team 06", "Team 09"]


def test_a_table_of_teams_sorts_by_any_column(page: Page, many: Path) -> None:
    page.open(many)
    assert rows(page)[:4] == FAILED
    heads = page.chrome.find_elements("css selector", "#teams thead button")
    heads[0].click()
    assert rows(page) == [f"Team {n:02}" for n in range(12)]
    heads[0].click()
    assert rows(page)[0] == "Team 11"
    heads[2].click()  # coverage
    assert rows(page)[:4] == FAILED[::-1]
    head = page.chrome.find_element("css selector", "#teams thead th:nth-child(3)")
    assert head.get_attribute("aria-sort") == "ascending"
    assert len(heads) == 7 + 7
    assert heads[7].accessible_name == "R1 Business Stakeholder"


def test_teams_are_filtered_by_verdict_name_and_finding(page: Page, many: Path) -> None:
    page.open(many)
    page.chrome.find_element("css selector", "#verdict option[value=failed]").click()
    assert rows(page) == FAILED
    assert page.chrome.find_element("id", "shown").text.startswith("4 of 12 teams")
    typed(page, "team 06")
    assert rows(page) == ["Team 06"]
    page.chrome.find_element("css selector", "button[type=reset]").click()
    waited(page, lambda: len(rows(page)) == 12)


def test_each_team_is_folded_until_it_is_asked_for(page: Page, many: Path) -> None:
    page.open(many)
    opened = (
        "return [...document.querySelectorAll('details.team[open]')].map(one => one.querySelector('h2').textContent)"
    )
    assert page.run(opened) == []
    link = page.chrome.find_element("css selector", "#teams tbody tr:nth-child(2) a")
    link.click()
    waited(page, lambda: page.run(opened) == ["Team 03"])  # the page opens a team after it has moved there
    assert page.run("return document.querySelector(':target h2').textContent") == "Team 03"
    page.chrome.find_element("id", "unfold").click()
    assert len(page.run(opened)) == 12
    page.chrome.find_element("id", "unfold").click()
    assert page.run(opened) == []


def test_on_paper_all_is_open_and_light(page: Page, gaps: Path) -> None:
    page.open(gaps, scheme="dark")
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    assert page.run("return document.querySelectorAll('details:not([open])').length") == 0
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.run("return document.querySelectorAll('details[open]').length") == 0
    page.cdp("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    assert page.run("return getComputedStyle(document.body).color") == "rgb(27, 35, 48)"
    assert page.run("return getComputedStyle(document.getElementById('filter')).display") == "none"
    page.cdp("Emulation.setEmulatedMedia", media="")


def test_no_word_of_a_table_is_broken_on_a_phone(page: Page, gaps: Path) -> None:
    page.open(gaps, width=PHONE)
    broken = """
      const words = [];
      for (const table of document.querySelectorAll("table")) {
        const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const node = walker.currentNode;
          if (node.parentElement.closest(".vh") || !node.parentElement.checkVisibility()) continue;
          for (const word of node.data.matchAll(/[\\w/]+/g)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (range.getClientRects().length > 1) words.push(word[0]);
          }
        }
      }
      return words;"""
    assert page.run("return document.querySelectorAll('table').length") >= 3
    assert page.run(broken) == []


def test_the_page_in_brief_prints_on_a_sheet(page: Page, gaps: Path) -> None:
    page.open(gaps, width=SHEET[0])
    page.cdp("Emulation.setEmulatedMedia", media="print")
    assert page.run("return document.querySelector('.brief').getBoundingClientRect().bottom") <= SHEET[1]
    assert page.run("return getComputedStyle(document.querySelector('.team')).breakBefore") == "page"
    page.cdp("Emulation.setEmulatedMedia", media="")


def test_a_code_leads_to_its_rule(page: Page, gaps: Path) -> None:
    page.open(gaps)
    page.chrome.find_element("css selector", '.team a[href="#MT301"]').click()
    assert page.run("return document.querySelector(':target').textContent").startswith("MT301 single-point-of-failure")
