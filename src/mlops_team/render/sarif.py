"""The report as SARIF 2.1.0, as GitHub's code scanning reads it.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html; what of
it GitHub reads: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from urllib.parse import quote

from mlops_team._version import __version__
from mlops_team.audits.report import Report, TeamReport
from mlops_team.audits.rule import INPUT_RULES
from mlops_team.audits.topics import Topic, topics
from mlops_team.inputs.yaml_reader import STDIN_NAME
from mlops_team.model import Finding, Severity
from mlops_team.render import Format
from mlops_team.render.ci import shown, told
from mlops_team.render.json import encode

Json = dict[str, Any]

# The version of the schema in which suppressions have a status.
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_TOPICS = topics(INPUT_RULES)
_INDEX = {topic.code: index for index, topic in enumerate(_TOPICS)}
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"\]\(")
_PLACEHOLDER = re.compile(r"\{\d+\}")


def part(team: TeamReport) -> str:
    """Return one team's findings that count, a line of JSON each."""
    return _results(shown(team.findings))


def whole(report: Report, parts: Iterable[str]) -> Iterator[str]:
    """Yield the report as one SARIF log of one run."""
    run = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": "mlops-team/"},  # GitHub's category: runs of other tools leave these alerts alone
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The root of the repository; without one, the working directory."}}
        },
        "invocations": [{"executionSuccessful": not report.input_errors}],
    }
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{encode(run)[:-1]}, "results": ['
    separator = "\n"
    for results in filter(None, chain([_results(report.input_errors)], parts)):
        yield separator + results
        separator = ",\n"
    yield "]}]}\n"


FORMAT = Format(part, whole)


def _driver(report: Report) -> Json:
    rules = [_rule(topic, report.catalog.sources.get(topic.source, {})) for topic in _TOPICS]
    return {"name": "mlops-team", "version": __version__, "semanticVersion": __version__, "rules": rules}


def _rule(topic: Topic, source: Mapping[str, str]) -> Json:
    about = f"{topic.summary} Why: {topic.why}"
    where = ", ".join(source[key] for key in ("title", "url") if key in source)
    rule = {
        "id": topic.code,
        "name": topic.name,
        "shortDescription": {"text": topic.summary},
        "fullDescription": {"text": about},
        "help": {
            "text": f"{about}\nFix: {topic.fix}\nSource: {topic.source}{where and ': '}{where}",
            "markdown": f"**Why**: {topic.why}\n\n**Fix**: {topic.fix}\n\n```yaml\n{topic.example}\n```\n",
        },
        "defaultConfiguration": {"level": _LEVEL[topic.severity]},
        "properties": {
            "tags": ["mlops", topic.source],
            "precision": "very-high",  # what a file says is compared, nothing is guessed
            "problem.severity": _PROBLEM[topic.severity],
        },
    }
    return rule | ({"helpUri": source["url"]} if "url" in source else {})


def _results(findings: Iterable[Finding]) -> str:
    return ",\n".join(encode(_result(finding)) for finding in findings)


def _result(finding: Finding) -> Json:
    place = finding.place
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": _LEVEL[finding.severity],
        "message": {"text": _message(told(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}}],
        # The name under which GitHub looks for it. What it would work out itself, a hash of the line, is the same for
        # all roles that nobody holds: they are all found at `members`.
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
