"""Keep one comment on a pull request that says what it does to the teams.

Run by action.yml, with the pull request in the environment. Nothing changed and no comment yet: nothing is written.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import typer

from mlops_team.audits.diff import Diff, diff_sides
from mlops_team.cli import audit_options
from mlops_team.errors import MlopsTeamError
from mlops_team.inputs.discover import is_team_file, team_files
from mlops_team.inputs.git import GitError, Repository, repository_of
from mlops_team.render.diff import MARKER, MOST, markdown
from mlops_team.render.markdown_text import code
from mlops_team.text import count, inert, visible

GAPS = "<!-- mlops-team gaps -->"  # in a comment that names new or worse findings
_PAGE = 100
_SECONDS = 30
_CUT = 300


class PullRequest(NamedTuple):
    """Where to comment, and how."""

    api: str
    repository: str
    number: str
    token: str

    @property
    def comments(self) -> str:
        """The address of its comments."""
        return f"/repos/{self.repository}/issues/{self.number}/comments"

    def call(self, method: str, path: str, body: str | None = None) -> Any:  # noqa: ANN401 - what the service answers
        """Call the service and return its answer."""
        request = urllib.request.Request(  # noqa: S310 - the runner says where the service is
            self.api + path,
            method=method,
            data=None if body is None else json.dumps({"body": body}).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            return json.load(answer)

    def own_comment(self) -> dict[str, Any] | None:
        """Return the comment that an earlier run wrote."""
        page = 1
        while True:
            found = self.call("GET", f"{self.comments}?per_page={_PAGE}&page={page}")
            for comment in found:
                if comment["body"].startswith(MARKER) and comment["user"]["type"] == "Bot":
                    return dict(comment)
            if len(found) < _PAGE:
                return None
            page += 1


def base_of(repository: Repository, named: str) -> str:
    """Return what the pull request is compared with: the merge commit's first parent, else the base that was named."""
    try:
        repository.commit("HEAD^2")
    except GitError:
        return repository.commit(named)
    return repository.commit("HEAD^1")


def diffs(repository: Repository, base: str, paths: list[str]) -> Iterator[Diff]:
    """Yield what changed of each team file that is there now."""
    settings = audit_options.settings_from(
        roles=None, as_of=None, select=None, ignore=None, config=None, isolated=False, no_waivers=False, redact=False
    )  # fmt: skip
    for file in team_files(paths):
        if os.path.isfile(file):
            yield diff_sides(f"{base}:{repository.repo_path(file)}", file, settings)


def removed(repository: Repository, base: str, paths: list[str]) -> Iterator[str]:
    """Yield the team files below the paths that the base has and the work tree has not."""
    folders = [repository.repo_path(os.path.join(path, "x"))[:-1] for path in paths]
    for file in repository.files(base):
        below = any(file.startswith(folder) for folder in folders)
        if below and is_team_file(os.path.basename(file)) and not os.path.lexists(f"{repository.root}/{file}"):
            yield file


def body_of(found: list[Diff], gone: list[str], *, had_gaps: bool) -> str | None:
    """Return the comment, None when nothing changed.

    Args:
        found: What changed of each team.
        gone: The team files that are no longer there.
        had_gaps: Whether the comment of an earlier run names new or worse findings.
    """
    changed = [one for one in found if one.changes is None or one.changes.changed]
    if not changed and not gone:
        return None
    gaps = any(one.changes is not None and (one.changes.findings.new or one.changes.findings.worse) for one in changed)
    head = f"{MARKER}\n{GAPS}\n" if gaps else f"{MARKER}\n"
    if had_gaps and not gaps:
        head += "**All gaps that this pull request had opened are closed.**\n\n"
    head += "".join(f"### {code(file)}: no longer there\n\n" for file in gone[:_PAGE])
    parts, room = [], MOST - _CUT - len(head)
    for one in changed:
        part = "".join(markdown(one)).removeprefix(f"{MARKER}\n") + "\n"
        room -= len(part)
        if room < 0:
            break
        parts.append(part)
    left = len(changed) - len(parts)
    more = f"**Cut** to the length of a comment: {count(left, 'more team')} changed.\n" if left else ""
    return head + "".join(parts) + more


def keep(pull_request: PullRequest, found: list[Diff], gone: list[str]) -> str:
    """Write, update or leave the comment; return what was done."""
    own = pull_request.own_comment()
    body = body_of(found, gone, had_gaps=own is not None and GAPS in own["body"])
    if own is None:
        if body is None:
            return "nothing changed, no comment"
        pull_request.call("POST", pull_request.comments, body)
        return "commented"
    body = body or f"{MARKER}\n**Nothing changed**: the teams are as they were before this pull request.\n"
    if body == own["body"]:
        return "the comment is up to date"
    pull_request.call("PATCH", f"/repos/{pull_request.repository}/issues/comments/{own['id']}", body)
    return "updated the comment"


def main(paths: list[str]) -> None:
    """Keep the comment of the pull request that the environment names; what goes wrong is a warning in the log."""
    env = os.environ
    pull_request = PullRequest(
        env["GITHUB_API_URL"], env["GITHUB_REPOSITORY"], env["PULL_REQUEST"], env["COMMENT_TOKEN"]
    )
    try:
        with repository_of(".") as repository:
            base = base_of(repository, env["BASE_SHA"])
            found, gone = list(diffs(repository, base, paths)), list(removed(repository, base, paths))
        print(f"mlops-team: {keep(pull_request, found, gone)}")
    except urllib.error.HTTPError as error:
        hint = "; the job needs `pull-requests: write`, and a pull request from a fork has a token that only reads"
        warn(f"no comment: the service answered {error.code}{hint if error.code in {403, 404} else ''}")
    except urllib.error.URLError as error:
        warn(f"no comment: the service cannot be reached: {error.reason}")
    except GitError as error:
        warn(f"no comment: {error}; set fetch-depth: 2 for actions/checkout")
    except MlopsTeamError as error:
        warn(f"no comment: {error}")
    except typer.Exit:  # what is wrong with the catalog is in the log already
        warn("no comment: the catalog cannot be read")


def warn(text: str) -> None:
    """Print a warning that the runner shows."""
    print(f"::warning title=mlops-team::{inert(visible(text)).replace('%', '%25')}")


if __name__ == "__main__":
    main(sys.argv[1:])
