"""A YAML language server as an editor talks to it: JSON-RPC over stdin and stdout."""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Queue
from typing import Any, Self

Json = dict[str, Any]
PATIENCE = 30


class LanguageServer:
    """A server process with open documents; `|` in a text marks the cursor."""

    def __init__(self, command: Sequence[str | Path], folder: Path, settings: Mapping[str, Any]) -> None:
        self.folder, self.settings = folder, settings
        self.process = subprocess.Popen([*map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.inbox: Queue[Json] = Queue()
        self.last = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        capabilities = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
        self.ask("initialize", processId=None, rootUri=self.folder.as_uri(), capabilities=capabilities)
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": self.settings}})
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, method: str, **params: Any) -> Any:
        self.last += 1
        self._send({"id": self.last, "method": method, "params": params})
        return self._received(lambda message: message.get("id") == self.last and "method" not in message)["result"]

    def labels(self, text: str) -> list[str]:
        """Return what the server offers at the cursor."""
        found = self._at_cursor("textDocument/completion", text)
        return [item["label"] for item in (found["items"] if isinstance(found, dict) else found)]

    def hover(self, text: str) -> str:
        """Return what the server shows over the cursor."""
        found = self._at_cursor("textDocument/hover", text)
        return json.dumps(found["contents"]) if found else ""

    def faults(self, text: str) -> list[str]:
        """Return what the server says is wrong with a text."""
        uri = self._opened(text)
        told = self._received(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
            )
        )
        return [one["message"] for one in told["params"]["diagnostics"]]

    def _at_cursor(self, method: str, text: str) -> Any:
        before, _, after = text.partition("|")
        lines = before.split("\n")
        uri = self._opened(before + after)
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self.ask(method, textDocument={"uri": uri}, position=position)

    def _opened(self, text: str) -> str:
        self.last += 1
        uri = (self.folder / f"{self.last}.team.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _send(self, message: Json) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass  # further headers
            self.inbox.put(json.loads(self.process.stdout.read(length)))

    def _received(self, wanted: Any) -> Json:
        while True:
            message = self.inbox.get(timeout=PATIENCE)
            if wanted(message):
                return message
            if "id" in message and "method" in message:  # the server asks for settings and the like
                items = message.get("params", {}).get("items", ())
                answer = [self.settings.get(item["section"]) for item in items] if items else None
                self._send({"id": message["id"], "result": answer})
