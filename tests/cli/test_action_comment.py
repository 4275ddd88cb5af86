"""The comment that the action keeps on a pull request, with a stand-in for the service that records the calls."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from conftest import TODAY
from repositories import Repository
from runs import BROKEN, FAULTY, GOOD, ROOT, team_text, write

Json = dict[str, Any]
MARKER = "<!-- mlops-team diff -->"
COMMENTS = "/repos/owner/name/issues/7/comments"
WARNED = team_text(metric=False)


class Service:
    """A stand-in for the service: what it was asked, and the comments that it has."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.tokens: set[str | None] = set()
        self.comments: list[Json] = []
        self.refuse: int | None = None

    def answer(self, method: str, path: str, body: Json) -> Any:
        self.calls.append((method, path))
        if method == "GET" and "page=" not in path.replace("per_page=", ""):
            return self.comments
        if method == "GET":
            page = int(path.rpartition("page=")[2])
            return self.comments[(page - 1) * 100 : page * 100]
        if method == "POST":
            self.comments.append({"id": len(self.comments) + 1, "user": {"type": "Bot"}, **body})
            return self.comments[-1]
        [comment] = [one for one in self.comments if path.rpartition("/")[2] == str(one["id"])]
        comment.update(body)
        return comment

    @property
    def writes(self) -> list[str]:
        return [method for method, _ in self.calls if method != "GET"]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service.tokens.add(self.headers["Authorization"])
            answer = json.dumps(service.answer(self.command, self.path, json.loads(data or b"{}"))).encode()
            self.send_response(service.refuse or 200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = do_PUT = do  # noqa: N815 - as the base class finds them

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_port}")
    yield service
    server.shutdown()
    server.server_close()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def commented(repository: Repository, path: str = ".", base: str = "HEAD~1") -> str:
    """Run the action's step in a repository and return what it prints."""
    bash = shutil.which("bash")
    if bash is None or os.name != "posix":
        pytest.skip("bash, with the paths of POSIX")
    steps = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    [step] = [step for step in steps if step.get("name") == "Comment"]
    inputs = {
        "PYTHON": sys.executable,
        "AUDIT_PATH": path,
        "COMMENT_TOKEN": "t0ken",
        "PULL_REQUEST": "7",
        "BASE_SHA": repository.git("rev-parse", "--verify", "--quiet", base) if base != "0" * 40 else base,
        "RUNNER_TEMP": str(repository.folder.parent),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_REPOSITORY": "owner/name",
        "MLOPS_TEAM_AS_OF": TODAY,
    }
    assert set(step["env"]) <= set(inputs)
    command = [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    environment = {**os.environ, "no_proxy": "127.0.0.1", **inputs}
    done = subprocess.run(
        command, cwd=repository.folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_nothing_changed_no_comment(repository: Repository, service: Service) -> None:
    repository.commit({"team.yaml": GOOD})
    repository.commit({"other": "x"})
    assert commented(repository) == "mlops-team: nothing changed, no comment\n"
    assert service.calls == [("GET", f"{COMMENTS}?per_page=100&page=1")]
    assert service.tokens == {"Bearer t0ken"}


def test_one_comment_is_written_updated_and_closed(repository: Repository, service: Service) -> None:
    repository.commit({"team.yaml": GOOD, "b.team.yaml": GOOD.replace("Good", "Other")})
    base = repository.git("rev-parse", "HEAD")
    repository.commit({"team.yaml": FAULTY})
    assert commented(repository, base=base) == "mlops-team: commented\n"
    [comment] = service.comments
    assert comment["body"].startswith(f"{MARKER}\n<!-- mlops-team gaps -->\n### Good: 100 % to 85 %, 1 new, 0 findings")
    assert "Other" not in comment["body"]
    assert commented(repository, base=base) == "mlops-team: the comment is up to date\n"
    repository.commit({"b.team.yaml": WARNED})
    assert commented(repository, base=base) == "mlops-team: updated the comment\n"
    assert comment["body"].count(MARKER) == 1
    repository.commit({"team.yaml": GOOD, "b.team.yaml": GOOD.replace("Good", "Better")})
    assert commented(repository, base=base) == "mlops-team: updated the comment\n"
    assert "the teams are as they were before this pull request" in comment["body"]
    assert service.writes == ["POST", "PATCH", "PATCH"]


def test_closed_gaps_are_said(repository: Repository, service: Service) -> None:
    repository.commit({"team.yaml": WARNED})
    base = repository.git("rev-parse", "HEAD")
    repository.commit({"team.yaml": FAULTY})
    commented(repository, base=base)
    repository.commit({"team.yaml": GOOD})
    commented(repository, base=base)
    [comment] = service.comments
    assert "**All gaps that this pull request had opened are closed.**" in comment["body"]
    assert "100 % as before, 1 fixed" in comment["body"]
    assert "gaps -->" not in comment["body"]


def test_comments_of_people_are_left_alone(repository: Repository, service: Service) -> None:
    service.comments = [
        {"id": number, "user": {"type": "User" if number == 3 else "Bot"}, "body": MARKER if number == 3 else "x"}
        for number in range(1, 103)
    ]
    repository.commit({"team.yaml": GOOD})
    repository.commit({"team.yaml": FAULTY})
    assert commented(repository) == "mlops-team: commented\n"
    assert [method for method, _ in service.calls] == ["GET", "GET", "POST"]
    assert len(service.comments) == 103


@pytest.mark.usefixtures("service")
def test_a_merge_commit_is_compared_with_its_first_parent(repository: Repository) -> None:
    old = repository.commit({"team.yaml": GOOD, "other": "x"})
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit({"other": "y"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"team.yaml": FAULTY})
    repository.merge("branch")
    assert commented(repository, base=old) == "mlops-team: nothing changed, no comment\n"


def test_new_removed_and_broken_teams_are_said(repository: Repository, service: Service) -> None:
    repository.commit({"gone.team.yaml": GOOD, "sub/kept.team.yaml": GOOD, "broken.team.yaml": GOOD})
    repository.commit({"gone.team.yaml": None, "new.team.yaml": FAULTY, "broken.team.yaml": BROKEN})
    commented(repository)
    body = service.comments[0]["body"]
    assert "### `gone.team.yaml`: no longer there" in body
    assert "Good: a new team, 85 % covered, 1 new" in body
    assert "### A side cannot be audited" in body
    service.comments.clear()
    commented(repository, path="sub")
    assert service.comments == []


@pytest.mark.parametrize(
    ("status", "base", "expected"),
    [
        (403, "HEAD~1", "no comment: the service answered 403; the job needs `pull-requests: write`"),
        (500, "HEAD~1", "no comment: the service answered 500\n"),
        (None, "0" * 40, "set fetch-depth: 2 for actions/checkout"),
    ],
)
def test_what_goes_wrong_is_a_warning(
    repository: Repository, service: Service, status: int | None, base: str, expected: str
) -> None:
    repository.commit({"team.yaml": GOOD})
    repository.commit({"team.yaml": FAULTY})
    service.refuse = status
    out = commented(repository, base=base)
    assert out.startswith("::warning title=mlops-team::no comment: ")
    assert expected in out


def test_the_note_that_the_page_shows_for_gitlab_is_kept(repository: Repository, service: Service) -> None:
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- gitlab-diff -->\n```yaml\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    [install, *script] = yaml.safe_load(shown[1])["compare-team"]["script"]
    assert install == 'pip install --quiet "git+https://github.com/OWNER/mlops-team@COMMIT"'
    tools = repository.folder.parent / "bin"
    write(tools, {"mlops-team": f'#!/bin/sh\nexec "{sys.executable}" -m mlops_team "$@"\n'})
    write(tools, {"python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'})
    for tool in tools.iterdir():
        tool.chmod(0o755)
    base = repository.commit({"team.yaml": GOOD})
    environment = os.environ | {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "CI_API_V4_URL": os.environ["GITHUB_API_URL"],
        "CI_PROJECT_ID": "5",
        "CI_MERGE_REQUEST_IID": "3",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "TEAM_TOKEN": "t0ken",
        "no_proxy": "127.0.0.1",
    }
    for text in (GOOD, FAULTY, GOOD):
        repository.commit({"team.yaml": text})
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join(script)], cwd=repository.folder, env=environment, check=True
        )
    assert service.writes == ["POST", "PUT"]
    assert [comment["body"].split("\n")[1] for comment in service.comments] == [
        "### Good: nothing changed, 100 % covered, 0 findings as before"
    ]
