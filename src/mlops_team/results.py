"""What the functions for notebooks return: typed results that show themselves."""

import json

from mlops_team.audits import diff as diffs
from mlops_team.audits import history as histories
from mlops_team.audits import report as reports
from mlops_team.audits.resilience import TeamResilience
from mlops_team.model import Json
from mlops_team.planner import result as plans
from mlops_team.render import diff_json, notebook
from mlops_team.render import history as rendered_history
from mlops_team.render.json import render
from mlops_team.render.plan_json import plan_json
from mlops_team.render.resilience import as_json
from mlops_team.text import visible


def _loaded(text: str) -> Json:
    value: Json = json.loads(text)
    return value


class Report(reports.Report):
    """The result of `audit`."""

    def to_dict(self) -> Json:
        """Return what `audit -f json` prints."""
        return _loaded(render(self))

    def __repr__(self) -> str:
        return f"<Report: {visible(notebook.report_line(self.to_dict()))}>"

    def _repr_html_(self) -> str:
        return notebook.report(self.to_dict())


class Plan(plans.Plan):
    """The result of `plan`."""

    def to_dict(self) -> Json:
        """Return what `plan -f json` prints."""
        return _loaded(plan_json(plans.Plans((self,))))

    def __repr__(self) -> str:
        return f"<Plan: {visible(notebook.plan_line(self.to_dict()))}>"

    def _repr_html_(self) -> str:
        return notebook.plan(self.to_dict())


class Resilience(TeamResilience):
    """The result of `resilience`."""

    def to_dict(self) -> Json:
        """Return what `resilience -f json` prints."""
        return _loaded(as_json([self], (), single=True))

    def __repr__(self) -> str:
        return f"<Resilience: {visible(notebook.resilience_line(self.to_dict()))}>"

    def _repr_html_(self) -> str:
        return notebook.resilience(self.to_dict())


class Diff(diffs.Diff):
    """The result of `diff`."""

    def to_dict(self) -> Json:
        """Return what `diff -f json` prints."""
        return diff_json.as_object(self)

    def __repr__(self) -> str:
        return f"<Diff: {visible(notebook.diff_line(self.to_dict()))}>"

    def _repr_html_(self) -> str:
        return notebook.diff(self.to_dict())


class History(histories.History):
    """The result of `history` for a file."""

    def to_dict(self) -> Json:
        """Return what `history -f json` prints."""
        return rendered_history.as_object(self)

    def __repr__(self) -> str:
        return f"<History: {visible(notebook.history_line(self.to_dict()))}>"

    def _repr_html_(self) -> str:
        from mlops_team.render.history_html import drawing

        return notebook.history([self.to_dict()], [drawing(self.points)])


class Histories(tuple[History, ...]):
    """The result of `history` for a folder: the history of each team file."""

    __slots__ = ()

    def to_dict(self) -> Json:
        """Return what `history FOLDER -f json` prints."""
        return {"version": 1, "histories": [history.to_dict() for history in self]}

    def __repr__(self) -> str:
        return f"<Histories: {'; '.join(visible(notebook.history_line(history.to_dict())) for history in self)}>"

    def _repr_html_(self) -> str:
        return "".join(history._repr_html_() for history in self)
