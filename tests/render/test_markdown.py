"""The report as Markdown, read by GitHub's own renderer."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from conftest import Cli
from mlops_team.render.markdown_text import code, escaped
from runs import ALL_THREE, GOOD, ROOT, WARNED, team_text, write

LIMIT = 65_536  # characters in a comment, as GitHub says when it refuses a longer one
OWN = {"code", "details", "summary", "h2", "h3", "h4", "p", "ul", "li", "br", "strong", "a", "ol", "section", "sup"}
TABLE = {"table", "thead", "tbody", "tr", "td", "th"}
# What GitHub and GitLab make links, pictures or notices of, in text outside code.
ACTS = re.compile(r"(?:^|\W)@\w|#\d|\bGH-\d|[!%&~^]\d|:\w+:|https?://|\b[0-9a-f]{7,40}\b|\w@\w", re.IGNORECASE)


def rendered(markdown: str) -> str:
    # With raw HTML let through, so that none can hide behind the renderer's own care.
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, options=options))  # type: ignore[no-untyped-call]


def text_of(html: str) -> str:
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", outside))


HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- --> <img src=x onerror=alert(1)> &lt;b&gt; &amp;",
    "@here @org/team, ann@example.com",
    "#12 GH-12 org/repo#3 !4 %5 &6 ~bug ^7 $x$ $8",
    "[a](javascript:alert(1)) ![i](https://e.com/x.png) <https://e.com> [^1] [x]: y",
    "https://example.com http://1.2.3.4 www.example.com www.1.2 mailto:a@b.cd ftp://e.com xmpp:a@b.cd",
    "**b** *i* _u_ __u__ ~~s~~ `c` ``d`` \\| | a | b |",
    ":smile: 0123abc 0123456789abcdef0123456789abcdef01234567",
    "# head", "- item", "1. one", "> quote", "```", "---", "    code", "a\n# b\r\n- c\u2028d", "x ##", "\\", "`", "||",
    "\u202eback\u202c \u200f \x00\x1b[31m \ud800 \ufffe", "x" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_stays_text_wherever_it_stands(text: str) -> None:
    lines = [f"### {escaped(text)}", "", f"- **x** {escaped(text)}<br>y {code(text)}", ""]
    html = rendered("\n".join([*lines, "| a | b |", "|---|---|", f"| {escaped(text)} | end |", ""]))
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags == {"h3", "ul", "li", "strong", "br", "code", *TABLE}
    assert "<td>end</td>" in html
    assert ACTS.search(text_of(html)) is None
    told = re.search(r"<h3>(.*?)</h3>", html, re.DOTALL)
    assert told is not None
    shown = re.sub(r"[\n\r\u2028\u202c\u202e\u200f\x00\x1b\ud800\ufffe]", lambda m: repr(m[0])[1:-1], text)
    shown = shown.replace("\\n", "\\x0a").replace("\\r", "\\x0d")
    assert unescape(told[1]).replace("\u200b", "").strip() == shown.strip()


def test_the_report_is_a_verdict_a_table_and_findings(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = cli("audit", "-f", "markdown", "examples/gaps.yaml")
    assert result.out.startswith("## Team audit: failed\n\n**75 % covered**, 1 error, 21 warnings, 11 notes.")
    html = rendered(result.out)
    assert set(re.findall(r"<([a-z0-9]+)", html)) == OWN | TABLE
    assert html.count("<tr>") == 8
    assert html.index("<h3>Start here") < html.index("<h4>Warnings") < html.index("<summary>11 notes")
    assert result.out.count(" `examples/gaps.yaml:") == 33 - 3  # four skills of ml-engineer are a line
    assert len(re.findall("fn-MT301", html)) > 1  # the code leads to its rule, and back
    assert "single-point-of-failure.</strong>" in html
    assert "<td>DevOps Engineer</td>\n<td" in html
    assert "<code>examples/gaps.yaml:8:1</code>" in html


def test_waived_and_known_findings_are_folded_away(cli: Cli, team_file: Callable[[str], Path], tmp_path: Path) -> None:
    waiver = "waivers: [{rule: MT101, role: devops-engineer, reason: Soon, expires: 2026-12-31, approved-by: '@ann'}]"
    file = team_file(team_text(unstaffed=["devops-engineer"], metric=False, more=waiver))
    baseline = tmp_path / "baseline.json"
    assert cli("audit", file, "--output", baseline).code == 0
    out = cli("audit", file, "--baseline", baseline, "-f", "markdown").out
    assert "until 2026-12-31, approved by \\@&#8203;ann: Soon" in out
    assert "<summary>1 waived</summary>" in out
    assert "<summary>1 in the baseline</summary>" in out
    assert "1 finding in the baseline, 0 entries fixed." in out


def test_failing_teams_come_first_in_the_table_and_below(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"a.team.yaml": GOOD, "b.team.yaml": ALL_THREE.replace("team: Good", "team: Bad")})
    out = cli("audit", tmp_path, "-f", "markdown").out
    assert re.findall(r"^\| (Good|Bad) \|", out, re.MULTILINE) == ["Bad", "Good"]
    assert out.index("### Bad") < out.index("### Good")
    assert "**Cut**" not in out


def test_a_long_report_fits_a_comment_and_says_what_is_left_out(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {f"{number:03}.team.yaml": WARNED for number in range(300)})
    write(tmp_path, {"zzz.team.yaml": ALL_THREE.replace("team: Good", "team: Bad")})
    out = cli("audit", tmp_path, "-f", "markdown").out
    assert LIMIT * 3 // 4 < len(out) <= LIMIT
    assert out.index("### Bad") < out.index("### Good")
    whole = len(re.findall("^### (?:Good|Bad)", out, re.MULTILINE))
    assert f"{301 - whole} whole teams" in out
    assert re.search(r"^and \d+ further teams$", out, re.MULTILINE)
    assert set(re.findall(r"<([a-z0-9]+)", rendered(out))) <= OWN | TABLE


def test_one_long_team_is_cut_between_lines(cli: Cli, team_file: Callable[[str], Path]) -> None:
    people = "\n".join(f"  - {{name: '{'y' * 300} {number}'}}" for number in range(300))
    result = cli("audit", team_file(f"team: Big\nmembers:\n{people}\n"), "-f", "markdown")
    assert len(result.out) <= LIMIT
    told = re.search(r"(\d+) lines of Big", result.out)
    assert told is not None
    shown = len(re.findall("^ *- |^\\d\\. ", result.out, re.MULTILINE))
    # MT106 300 times, MT101 seven times, MT601, MT701, MT704, and a line above those of MT101 and of MT106
    assert shown + int(told[1]) == 312
    assert result.out.count("<details>") == result.out.count("</details>") == 1


def test_many_input_errors_leave_room_for_the_rest(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {f"{number:03}.team.yaml": "team: [\n" for number in range(200)} | {"a.team.yaml": GOOD})
    result = cli("audit", tmp_path, "-f", "markdown")
    assert result.code == 2
    assert len(result.out) <= LIMIT
    assert re.search(r"^and \d+ further errors$", result.out, re.MULTILINE)
    assert "### Good" in result.out


def test_a_what_if_says_what_it_changes(cli: Cli) -> None:
    options = ("--without", "Ben Okafor", ROOT / "examples/gaps.yaml")
    told = "**What if** without Ben Okafor: 75 % covered as the file is, 46 % then."
    assert told in cli("audit", "-f", "markdown", *options).out
    assert '<testsuites name="mlops-team, what if without Ben Okafor">' in cli("audit", "-f", "junit", *options).out
