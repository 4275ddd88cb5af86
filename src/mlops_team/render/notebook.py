"""Results as HTML for a cell of a notebook: a headline and small tables, without style or script of their own.

Each is made of the values that the json of the same result has.
"""

from collections.abc import Iterable, Sequence
from html import escape

from mlops_team.model import Json
from mlops_team.text import count, listing, per_cent_of, visible

_MOST = 20  # rows of a table; to_dict() has all


def report(value: Json) -> str:
    """Return an audit's report."""
    teams, summary = value["teams"], value["summary"]
    rows = [(team["team"], team["file"], per_cent(team["coverage"]), _verdict(team["passed"])) for team in teams]
    findings = [
        (finding["severity"], f"{finding['code']} {finding['rule']}", team["team"], finding["message"])
        for severity in ("error", "warning")
        for team in teams
        for finding in team["findings"]
        if finding["severity"] == severity and not (finding["waiver"] or finding["baselined"])
    ]
    return (
        _head(f"{report_line(value)}, as of {value['as_of']}")
        + _table(("team", "file", "coverage", ""), rows)
        + _table(("severity", "rule", "team", "finding"), findings)
        + _paragraph(_more(summary["input_errors"], "input error"))
    )


def report_line(value: Json) -> str:
    """Return an audit's report in one line."""
    summary = value["summary"]
    parts = [
        count(summary["teams"], "team"),
        *([f"{per_cent(summary['coverage'])} covered"] if summary["coverage"] is not None else []),
        count(summary["errors"], "error"),
        count(summary["warnings"], "warning"),
        _verdict(summary["passed"]),
    ]
    return ", ".join(parts)


def plan(value: Json) -> str:
    """Return a plan."""
    actions = [
        (
            action["kind"],
            action.get("member", ""),
            action.get("skill") or action.get("role", ""),
            f"{action['from']} to {action['to']}" if action["kind"] == "train" else "",
            action["cost"],
        )
        for action in value["actions"]
    ]
    return _head(plan_line(value)) + _table(("action", "who", "what", "level", "person-weeks"), actions)


def plan_line(value: Json) -> str:
    """Return a plan in one line."""
    if value["cost"] is None:
        return f"{value['team']}, no plan"
    proof = "proved to be the cheapest" if value["optimal"] else "the best found"
    weeks = count(value["cost"], "person-week")
    return f"{value['team']}, {weeks}, {count(len(value['actions']), 'action')}, {proof}"


def resilience(value: Json) -> str:
    """Return who can be spared."""
    roles = [
        (role["role"], listing(role["holders"]), listing(role["deputies"]), role["bus_factor"])
        for role in value["roles"]
    ]
    members = [
        (
            member["name"],
            listing(member["unstaffed"]),
            listing(f"{gap['role']}: {gap['skill']}" for gap in member["unmet"]),
            per_cent(member["coverage_after"]),
        )
        for member in value["members"]
    ]
    return (
        _head(resilience_line(value))
        + _table(("role", "holders", "deputies", "bus factor"), roles)
        + _table(("without", "unstaffed", "unmet", "coverage after"), members)
    )


def resilience_line(value: Json) -> str:
    """Return who can be spared in one line."""
    factor = value["bus_factor"]
    return f"{value['team']}, {'no role in the team' if factor is None else f'bus factor {factor}'}"


def diff(value: Json) -> str:
    """Return what changed."""
    if value["changed"] is None:
        return _head(diff_line(value)) + _table(
            ("file", "error"), [(error["location"]["file"], error["message"]) for error in value["input_errors"]]
        )
    roles = [
        (role["role"], *(f"{status or ''} {per_cent(share)}" for status, share in zip(*pair, strict=True)))
        for role in value["roles"]
        for pair in [(role["status"], role["coverage"])]
    ]
    findings = [
        (group, finding["severity"], f"{finding['code']} {finding['rule']}", finding["message"])
        for group in ("new", "worse", "waived", "fixed")
        for finding in value["findings"][group]
    ]
    people = [(word, listing(value["members"][word])) for word in ("joined", "left") if value["members"][word]]
    return (
        _head(diff_line(value))
        + _table(("role", "before", "after"), roles)
        + _table(("", "severity", "rule", "finding"), findings)
        + _table(("", "people"), people)
    )


def diff_line(value: Json) -> str:
    """Return what changed in one line."""
    team = value["team"] or "no team"
    if value["changed"] is None:
        return f"{team}, a side cannot be audited"
    before, after = (per_cent(share) or "none" for share in value["coverage"])
    groups = value["findings"]
    counts = [f"{len(groups[name])} {name}" for name in ("new", "worse", "waived", "fixed") if groups[name]]
    return ", ".join([team, f"{before} to {after}", *(counts or ["no finding changed"])])


def history(values: Sequence[Json], charts: Iterable[str]) -> str:
    """Return the history of one file, or of several, each with its chart."""
    parts = []
    for value, chart in zip(values, charts, strict=True):
        rows = [
            (
                point["date"],
                per_cent(point["coverage"]),
                "" if point["errors"] is None else point["errors"],
                "" if point["warnings"] is None else point["warnings"],
                (point["rev"] or "now")[:8],
                point["error"] or point["cause"] or "",
            )
            for point in reversed(value["points"])
        ]
        heads = ("date", "coverage", "errors", "warnings", "commit", "what moved it")
        parts.append(_head(history_line(value)) + chart + _table(heads, rows))
    return "".join(parts)


def history_line(value: Json) -> str:
    """Return a history in one line."""
    shares = [per_cent(point["coverage"]) for point in value["points"] if point["coverage"] is not None]
    course = f", {shares[0]} to {shares[-1]}" if shares else ", none can be audited"
    return f"{value['file']}, {count(len(value['points']), 'point')}{course}"


def per_cent(share: float | None) -> str:
    """Return whole per cent, rounded down."""
    return "" if share is None else f"{per_cent_of(share)} %"


def _verdict(passed: object) -> str:
    return "passed" if passed else "failed"


def _head(text: str) -> str:
    return f"<p><strong>{_shown(text)}</strong></p>"


def _paragraph(text: str) -> str:
    return f"<p>{_shown(text)}</p>" if text else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{_shown(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{_shown(cell)}</td>' for cell in row)}</tr>" for row in rows[:_MOST])
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return table + _paragraph(_more(len(rows[_MOST:]), "further row"))


def _more(number: int, noun: str) -> str:
    return f"{count(number, noun)}; to_dict() has all" if number else ""


def _shown(value: object) -> str:
    return escape(visible(str(value)))
