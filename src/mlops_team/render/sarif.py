"""The report as SARIF 2.1.0, as GitHub's code scanning reads it.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html; what of
it GitHub reads: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from mlops_team._version import __version__
from mlops_team.audits.report import Report
from mlops_team.audits.rule import Rule
from mlops_team.audits.rules import EXPLAINED
from mlops_team.inputs.yaml_reader import STDIN_NAME
from mlops_team.model import Finding, Json, Severity
from mlops_team.render.ci import in_words, shown
from mlops_team.render.json import encode, lines

# The version of the schema in which suppressions have a status.
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_INDEX = {rule.code: index for index, rule in enumerate(EXPLAINED)}
_MOST = 25_000  # results of a run that GitHub takes
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"\]\(")
_PLACEHOLDER = re.compile(r"\{\d+\}")


def render(report: Report) -> str:
    """Return the report as a SARIF log of one run; beyond what GitHub takes of a run, the worst results."""
    findings = list(shown(report))
    worst = sorted(range(len(findings)), key=lambda index: (-findings[index].severity, index))[:_MOST]
    run = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": "mlops-team/"},  # GitHub's category: runs of other tools leave these alerts alone
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The repository's root; outside a repository, the working directory."}}
        },
        "invocations": [_invocation(report, len(findings))],
    }
    results = lines(_result(findings[index]) for index in sorted(worst))
    return f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{encode(run)[:-1]},"results":{results}}}]}}\n'


def _invocation(report: Report, total: int) -> Json:
    invocation: Json = {"executionSuccessful": not report.input_errors}
    if total > _MOST:
        text = f"These are the worst {_MOST:,} of {total:,} findings: GitHub takes no more of a run."
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return invocation


def _driver(report: Report) -> Json:
    rules = [_rule(rule, report.catalog.sources.get(rule.source, {})) for rule in EXPLAINED]
    return {"name": "mlops-team", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _rule(rule: Rule[Any], source: Mapping[str, str]) -> Json:
    about = f"{rule.summary} Why: {rule.why}"
    where = ", ".join(source[key] for key in ("title", "url") if key in source)
    descriptor: Json = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": about},
        "help": {
            "text": f"{about}\nFix: {rule.fix}\nSource: {rule.source}{where and ': '}{where}",
            "markdown": f"**Why**: {rule.why}\n\n**Fix**: {rule.fix}\n\n```yaml\n{rule.example}\n```\n",
        },
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "tags": ["mlops", rule.source.value],
            "precision": "very-high",  # what a file says is compared, nothing is guessed
            "problem.severity": _PROBLEM[rule.severity],
        },
    }
    return descriptor | ({"helpUri": source["url"]} if "url" in source else {})


def _result(finding: Finding) -> Json:
    location = finding.location
    region = {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": _LEVEL[finding.severity],
        "message": {"text": _message(in_words(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(finding.repo_path), "region": region}}],
        # The name under which GitHub looks for it. Its own, a hash of the line, is the same for all roles that
        # nobody holds: they are all reported at `members`.
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
    }


def _message(text: str) -> str:
    """Return text of which no consumer makes a link or a placeholder, marked as section 3.11 of the format says."""
    if _LINK.search(text):
        text = re.sub(r"[\\\[\]]", r"\\\g<0>", text)
    if _PLACEHOLDER.search(text):
        text = text.replace("{", "{{").replace("}", "}}")
    return text


def _artifact(path: str) -> Json:
    uri = quote(os.fsencode(path))
    return {"uri": uri} if path == STDIN_NAME else {"uri": uri, "uriBaseId": _ROOT}
