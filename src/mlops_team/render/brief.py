"""A page of Markdown for a director: coverage, where to start, roles, people, and the first steps of a plan."""

from collections.abc import Iterator

from mlops_team.audits.coverage import per_cent
from mlops_team.audits.overview import worst_first
from mlops_team.audits.priorities import start_here
from mlops_team.audits.report import Report, TeamReport
from mlops_team.render.brief_parts import first_plan_steps, losses
from mlops_team.render.finding_groups import gain_words, row_of
from mlops_team.render.markdown import role_table
from mlops_team.render.markdown_text import code, escaped, table_row
from mlops_team.text import count

_MOST_ERRORS = 5  # which are shown; the others are counted
_MOST_TEAMS = 20  # which are named; the others are counted


def render(report: Report) -> str:
    """Return a page about a team or, of several, about those that need help first."""
    return "".join(f"{line}\n" for line in _page(report))


def _page(report: Report) -> Iterator[str]:
    summary = report.summary
    single = report.teams[0] if len(report.teams) == 1 else None
    name = escaped(single.team.name) if single else count(summary.teams, "team")
    share = "nothing could be audited" if summary.coverage is None else f"{per_cent(summary.coverage)} % covered"
    yield f"# {name}: {share}"
    yield ""
    verdict = "passed" if summary.passed else "failed"
    counts = f"{count(summary.errors, 'error')}, {count(summary.warnings, 'warning')}"
    yield f"As of {report.as_of}, the audit {verdict}: {counts}."
    if report.what_if is not None:
        yield f"This is what if: {escaped(report.what_if.change)}."
    yield from _not_audited(report)
    yield from _start(report)
    if single:
        yield from ("", "## Roles", *role_table(single))
        yield from _people(single)
        yield from _plan(report)
    elif report.teams:
        yield from _teams(report)


def _not_audited(report: Report) -> Iterator[str]:
    errors = report.input_errors
    if errors:
        yield from ("", f"{count(len(errors), 'input error')} kept files from being audited:", "")
    for error in errors[:_MOST_ERRORS]:
        yield f"- {error.code} {escaped(error.message)} {code(str(error.location))}"
    if len(errors) > _MOST_ERRORS:
        yield f"- and {count(len(errors) - _MOST_ERRORS, 'further error')}"


def _start(report: Report) -> Iterator[str]:
    first = start_here(worst_first(report.teams))
    if report.teams:
        yield from ("", "## Start here", "")
    if report.teams and not first:
        yield "There are no errors and no warnings."
    for number, finding in enumerate(first, 1):
        row, gain = row_of(finding), gain_words(finding.gain)
        adds = f" ({escaped(gain)} coverage)" if gain else ""
        file = f" {code(finding.location.file)}" if len(report.teams) > 1 else ""
        yield f"{number}. {escaped(row.message)}{adds}{file}<br>→ {escaped(row.hint)}"


def _people(team: TeamReport) -> Iterator[str]:
    yield from ("", "## Who would be missed most", "")
    lost = losses(team)
    yield from (f"- **{escaped(name)}**: {escaped(text)}" for name, text in lost)
    if not lost:
        yield "Nobody: if anybody leaves, every role is still held and no skill is lost."


def _plan(report: Report) -> Iterator[str]:
    plan = first_plan_steps(report)
    yield from ("", "## First steps of the plan", "", escaped(plan.text))
    yield from ("",) * bool(plan.steps)
    yield from (f"{number}. {escaped(step)}" for number, step in enumerate(plan.steps, 1))
    if plan.command:
        note = f"{escaped(plan.note)} " if plan.note else ""
        yield from ("", f"{note}{code(plan.command)} {plan.shows}.")


def _teams(report: Report) -> Iterator[str]:
    worst = worst_first(report.teams)
    yield from ("", "## Teams, those that need help first", "")
    yield table_row(("team", "coverage", "errors", "warnings", "roles with nobody"))
    yield "|---|--:|--:|--:|---|"
    for team in worst[:_MOST_TEAMS]:
        empty = [covered.role.title for covered in team.coverage.roles.values() if covered.status == "unstaffed"]
        share = f"{per_cent(team.coverage.coverage)} %"
        counts = (str(team.counts.errors), str(team.counts.warnings))
        yield table_row((escaped(team.team.name), share, *counts, escaped(", ".join(empty)) or "none"))
    if len(worst) > _MOST_TEAMS:
        yield from ("", f"and {count(len(worst) - _MOST_TEAMS, 'further team')}.")
    yield from ("", "`mlops-team audit FILE -f brief` has a page about one of them.")
