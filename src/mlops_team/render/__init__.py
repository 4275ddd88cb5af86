"""Reports as text: a module for each format, with a pure function `render` of the report."""

from typing import Literal, NamedTuple


class Format(NamedTuple):
    """A format of the audit's report."""

    module: str  # below mlops_team.render; imported on first use, as rich alone takes longer than the audit of a file
    endings: tuple[str, ...] = ()  # of the files that have this format by their name


FormatName = Literal["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html", "brief"]
FORMATS: dict[FormatName, Format] = {
    "text": Format("text"),
    "json": Format("json", (".json",)),
    "sarif": Format("sarif", (".sarif", ".sarif.json")),
    "junit": Format("junit", (".xml",)),
    "github": Format("github"),
    "gitlab": Format("gitlab", ("gl-code-quality-report.json",)),
    "markdown": Format("markdown", (".md",)),
    "html": Format("html", (".html",)),
    "brief": Format("brief"),
}


def format_of(file_name: str) -> FormatName | None:
    """Return the format that the longest fitting ending of a file's name names, or None."""
    name = file_name.lower()
    fitting = [(len(ending), key) for key, row in FORMATS.items() for ending in row.endings if name.endswith(ending)]
    return max(fitting)[1] if fitting else None
