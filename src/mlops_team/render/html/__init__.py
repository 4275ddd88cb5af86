"""The report as one HTML page that needs nothing else: no network, no other file, and no script to be read.

The page allows itself its own style and script, by their hashes, and nothing more. Every text that a template prints
is made visible and escaped by the environment, not by the template.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mlops_team._version import __version__
from mlops_team.audits.coverage import RoleCoverage, per_cent
from mlops_team.audits.overview import overview, worst_first
from mlops_team.audits.priorities import start_here
from mlops_team.audits.report import Report, TeamReport, catalog_label
from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import INPUT_ERRORS
from mlops_team.inputs.team import Waiver
from mlops_team.model import Finding, Severity
from mlops_team.render.brief_parts import first_plan_steps, losses
from mlops_team.render.finding_groups import Group, gain_words, grouped, row_of
from mlops_team.render.html.cells import NONE, as_text, column_head, fit_cell, skill_rows
from mlops_team.render.html.teams_overview import overview_values, team_id
from mlops_team.render.ladder_words import ladder_words
from mlops_team.render.role_cells import MOST_HOLDERS
from mlops_team.render.skill_words import by_tools, held, not_needed
from mlops_team.text import ahead, count, listing, some

_MOST_WITH_PRACTICES = 10  # teams; of more, the overview has one table of rules
_OTHERS = 3  # who are named for a role that nobody holds
_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report, *, summary: bool = False) -> str:
    """Return the page: the verdict, a page in brief, an overview of several teams, then each of them, folded.

    Args:
        report: The report.
        summary: Whether to leave the teams out.
    """
    style, script = _file("page.css"), _file("page.js")
    catalog, total, over = report.catalog, report.summary, overview(report)
    first = start_here(worst_first(report.teams))
    teams = [] if summary else worst_first(report.teams)
    head = _template("head").render(
        style=Markup(style),  # noqa: S704 - our own, and the page allows no other
        style_hash=_hash(style),
        script_hash=_hash(script),
        report=report,
        title=report.teams[0].team.name if len(report.teams) == 1 else "Team audit",
        summary=total,
        share=None if total.coverage is None else per_cent(total.coverage),
        listed=bool(teams),
        several=over is not None,
        overview=_part("overview", **overview_values(report, over, linked=bool(teams))) if over or summary else "",
        roles=catalog.audited,
        rules=listing(report.failing),
        what_if=_what_if(report),
        brief=_brief(report, first),
    )
    foot = _template("foot").render(
        script=Markup(script),  # noqa: S704 - as the style
        catalog=catalog,
        practices=catalog.practices._asdict(),
        version=__version__,
        rules=_rules(report),
    )
    shown = {finding.fingerprint for finding in first}
    if over is not None:
        findings = (finding for team in report.teams for finding in team.findings)
        shown |= {finding.fingerprint for finding in findings if over.is_shared(finding)}
    return "".join([head, *(_team(team, report, shown) for team in teams), foot])


def _brief(report: Report, first: Sequence[Finding]) -> Markup:
    """Return what fits a sheet of paper: where to start and, of a single team, roles, people and first steps."""
    if not report.teams:
        return Markup()
    team = report.teams[0] if len(report.teams) == 1 else None
    return _part(
        "brief",
        first=[(row_of(finding), gain_words(finding.gain), _NOUNS[finding.severity]) for finding in first],
        team=team,
        roles=team and _roles(team),
        losses=team and losses(team),
        plan=team and first_plan_steps(report),
    )


def _rules(report: Report) -> Markup:
    """Return what the rules of this page's findings ask, and why."""
    codes = {finding.code for team in report.teams for finding in team.findings}
    codes |= {error.code for error in report.input_errors}
    rules = [*INPUT_ERRORS.values(), *report.rules]
    return _part("rules", rules=[rule for rule in rules if rule.code in codes])


def _marked(text: str) -> Markup:
    """Return a rule's text, in which words between backticks are code."""
    return Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped


def _part(name: str, **values: Any) -> Markup:  # noqa: ANN401 - whatever a template takes
    return Markup(_template(name).render(**values))  # noqa: S704 - a template escapes what it prints


def _roles(team: TeamReport) -> Markup:
    rows = []
    for covered in team.coverage.roles.values():
        names = [covered.provider] if covered.provider is not None else [member.name for member in covered.holders]
        more = max(0, len(names) - MOST_HOLDERS)
        others = [] if names else list(_others(team, covered))
        shown = (names[:MOST_HOLDERS], more, others)
        rows.append((covered, per_cent(covered.coverage), _met(covered), team.waived(covered), *shown))
    return _part("roles", roles=rows)


def _others(team: TeamReport, covered: RoleCoverage) -> Iterator[tuple[str, str]]:
    """Yield who has most of a role that nobody holds, and which of its skills."""
    required = [skill.skill for skill in covered.skills if skill.required]
    fits = [(team.coverage.fit(member.name, covered.role.id), member) for member in team.coverage.active]
    nearest = sorted((pair for pair in fits if pair[0]), key=lambda pair: -pair[0])
    for _, member in nearest[:_OTHERS]:
        skills = [held(member, skill) for skill in required if member.skills.get(skill)]
        yield member.name, some(skills, MOST_HOLDERS)


def _team(team: TeamReport, report: Report, shown: Collection[str]) -> str:
    covered = team.coverage.roles.values()
    counts = Counter(finding.code for finding in team.findings if finding.counts)
    rules = report.rules if len(report.teams) <= _MOST_WITH_PRACTICES else ()
    single = len(report.teams) == 1
    section: str = _template("team").render(
        team=team,
        name=team.team.name,
        catalog=catalog_label(team.catalog) if report.has_several_catalogs else "",
        id=team_id(team.file),
        folded=not single,
        share=per_cent(team.coverage.coverage),
        verdict="passed" if team.passed else "failed",
        counts=team.counts,
        roles="" if single else _roles(team),
        ladder=ladder_words(team, titled=True),
        heads=[column_head(role.role.number or role.role.id, role.role.title) for role in covered],
        members=[
            (member.name, Markup("").join(fit_cell(team, member, role) for role in team.coverage.roles))
            for member in team.coverage.active
        ],
        skills=list(skill_rows(team)),
        groups=list(_groups(team, shown)),
        elsewhere=sum(finding.fingerprint in shown for finding in team.findings),
        practices=[_practice(rule, counts[rule.code]) for rule in rules],
        met=sum(not counts[rule.code] for rule in rules),
        waivers=[_waiver(team, waiver) for waiver in team.team.waivers],
        away=listing(team.away) if team.away else "",
        not_needed=not_needed(team),
        by_tools=[(member, "; ".join(skills)) for member, skills in by_tools(team)],
    )
    return section


def page(template: str, styles: Iterable[str], **values: object) -> str:
    """Return a page of its own that allows itself its style and nothing more.

    Args:
        template: The name of its template.
        styles: The files of its style.
        values: What the template prints.
    """
    style = "".join(map(_file, styles))
    markup = Markup(style)  # noqa: S704 - our own, and the page allows no other
    text: str = _template(template).render(style=markup, style_hash=_hash(style), **values)
    return text


def _groups(team: TeamReport, shown: Collection[str]) -> Iterator[tuple[str, Group]]:
    """Yield a team's further findings by kind and rule, with the kind."""
    kinds: dict[str, list[Finding]] = {kind: [] for kind in (*_NOUNS.values(), "waived", "baseline")}
    for finding in team.findings:
        if finding.fingerprint not in shown:
            kinds[_kind(finding)].append(finding)
    return ((kind, group) for kind, findings in kinds.items() for group in grouped(findings))


def _print(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    return as_text(value) if type(value) is str else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("mlops_team.render.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_print,
        auto_reload=False,
    )


@cache
def _template(name: str) -> Any:  # noqa: ANN401 - jinja2 leaves open what a template is
    environment = _environment()
    environment.filters["count"] = count
    environment.filters["marked"] = _marked
    return environment.get_template(f"{name}.html")


def _file(name: str) -> str:
    return files("mlops_team.render.html").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return a style's or script's hash as a content security policy names it."""
    return b64encode(sha256(text.encode()).digest()).decode()


def _kind(finding: Finding) -> str:
    """Return by what a finding is filtered."""
    if finding.waiver is not None:
        return "waived"
    return "baseline" if finding.baselined else _NOUNS[finding.severity]


def _met(covered: RoleCoverage) -> str:
    required = [skill for skill in covered.skills if skill.required]
    return f"{sum(skill.met for skill in required)} of {len(required)}" if covered.holders else NONE


# Few different rows occur, and there are dozens in each team's table.


@cache
def _practice(rule: Rule[Any], findings: int) -> Markup:
    state = (
        Markup('<td class="no">{}</td>').format(f"{findings} found")
        if findings
        else Markup('<td class="yes">none</td>')
    )
    row = Markup('<tr><th scope="row">{} {}</th><td>{}</td><td>{}</td>{}</tr>')
    return row.format(rule.code, rule.name, _marked(rule.summary.removesuffix(".")), rule.source, state)


def _waiver(team: TeamReport, waiver: Waiver) -> tuple[Waiver, str, str, int]:
    """Return a waiver, what it names, how long it lasts, and how many findings it covers."""
    days = (waiver.expires - team.as_of).days
    left = f"ended {count(-days, 'day')} ago" if days < 0 else f"ends {ahead(waiver.expires, team.as_of)}"
    mine = (waiver.reason, waiver.expires, waiver.approved_by)
    covers = sum(finding.code == waiver.code and finding.waiver == mine for finding in team.findings)
    return waiver, ", ".join(named for named in waiver.subject if named is not None), left, covers


def _what_if(report: Report) -> str:
    return "" if report.what_if is None else f"{report.what_if.change}: {report.what_if.comparison}"
