"""The server: paging, limits, scopes and errors as documented, and misbehaviour on demand."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.fake_heroku.answers import ABSENT, answer
from tests.fake_heroku.estate import Estate, identity
from tests.fake_heroku.misbehaviour import Misbehaviour
from tests.fake_heroku.shapes import Misshapen, check, template

_USUAL_PAGE, _LARGEST_PAGE = 200, 1000
_NEEDED = {
    "/account": "identity",
    "/account/keys": "identity",
    "/apps/{}/config-vars": "read-protected",
}
_MANAGED = ("/enterprise-accounts/{}/archives", "/enterprise-accounts/{}/members")
POOL = 4500


class FakeHeroku:
    """One estate on a port of this machine."""

    def __init__(self, estate: Estate, *, page: int = _USUAL_PAGE) -> None:
        self.estate = estate
        self.page = page
        self.tokens: dict[str, frozenset[str]] = {}
        """Scopes and roles by token; ``manage`` is the enterprise permission."""
        self.misbehaviours: list[Misbehaviour] = []
        self.requests: list[dict[str, Any]] = []
        self.faults: list[str] = []
        """Answers that the published schema does not allow."""
        self.remaining = POOL
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self})
        )
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """What points a client of Heroku here."""
        return {"HEROKU_HOST": self.address, "HEROKU_DATA_HOST": "127.0.0.1"}

    @contextmanager
    def running(self) -> Iterator[FakeHeroku]:
        """Serve while the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def serve(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever()

    def seen(self, handler: BaseHTTPRequestHandler) -> tuple[int, Misbehaviour | None]:
        """Note a request; how often its path was asked, and what goes wrong with it."""
        path = urlsplit(handler.path).path
        with self._lock:
            self._calls[path] += 1
            number = self._calls[path]
            self.remaining -= path != "/account/rate-limits"
            self.requests.append(
                {
                    "method": handler.command,
                    "path": path,
                    "range": handler.headers.get("Range", ""),
                    "accept": handler.headers.get("Accept", ""),
                    "token": handler.headers.get("Authorization", "").removeprefix("Bearer "),
                }
            )
            wrong = (one for one in self.misbehaviours if one.applies(path, number))
            return number, next(wrong, None)

    def error(self, path: str, token: str) -> tuple[int, str]:
        """The error that a token meets at a path, or 0."""
        held = self.tokens.get(token)
        if held is None:
            return 401, "unauthorized"
        needed = _NEEDED.get(template(path), "read")
        if needed not in held and not (needed == "read" and "read-protected" in held):
            return 403, "forbidden"
        if template(path) in _MANAGED and "manage" not in held:
            return 403, "forbidden"
        return 0, ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeHeroku

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Nothing on the terminal."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        _, wrong = self.fake.seen(self)
        if wrong is not None and wrong.play(self):
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, name = self.fake.error(path, token)
        if status:
            self.fail(status, name)
            return
        value = answer(self.fake.estate, path)
        if "3.sdk" in self.headers.get("Accept", ""):
            value = _as_variant(value)
        if value is ABSENT:
            self.fail(404, "not_found")
        elif self.well_shaped(path, value):
            self.answer(path, value, wrong)

    def well_shaped(self, path: str, value: Any) -> bool:
        """Whether the published schema allows an answer; else the test is told, and fails."""
        try:
            check(path, value, variant="3.sdk" in self.headers.get("Accept", ""))
        except Misshapen as fault:
            self.fake.faults.append(str(fault))
            self.fail(500, "misshapen")
            return False
        return True

    def answer(self, path: str, value: Any, wrong: Misbehaviour | None) -> None:
        """An object, or a page of a list."""
        page, headers, status = value, dict[str, str](), 200
        if isinstance(value, list) and not path.startswith(("/client/", "/postgres/", "/data/")):
            status, page, headers = _paged(value, self.headers.get("Range", ""), self.fake.page)
        if wrong is not None:
            page, headers = wrong.spoil(page, headers)
        self.send(status, page, headers)

    def do_POST(self) -> None:
        """The one question that the provider's client asks this way."""
        self.fake.seen(self)
        size = int(self.headers.get("Content-Length", "0"))
        asked = json.loads(self.rfile.read(size) or b"{}")
        if urlsplit(self.path).path != "/actions/addon-attachments/resolve":
            self.fail(404, "not_found")
            return
        wanted = str(asked.get("addon_attachment", ""))
        found = [
            one
            for one in self.fake.estate.attachments
            if one["app"]["name"] == asked.get("app")
            and wanted in (one["name"], one["addon"]["name"], "DATABASE", "DATABASE_URL")
        ]
        self.send(200, [one | {"addon": _whole(self.fake, one)} for one in found], {})

    def fail(self, status: int, name: str) -> None:
        """An error as the API words it."""
        said = {"id": name, "message": f"The request ended in {name}."}
        self.send(status, said, {})

    def send(self, status: int, value: Any, headers: Mapping[str, str]) -> None:
        """One answer with the headers that every one has."""
        body = json.dumps(value).encode()
        self.send_response(status)
        number = len(self.fake.requests)
        usual = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Request-Id": identity("request", str(number)),
            "RateLimit-Remaining": str(max(self.fake.remaining, 0)),
            **headers,
        }
        for name, told in usual.items():
            self.send_header(name, told)
        self.end_headers()
        self.wfile.write(body)


def _as_variant(value: Any) -> Any:
    """A value as the variant 3.sdk sends it: the generation is a word there."""
    if isinstance(value, list):
        return [_as_variant(one) for one in value]
    if not isinstance(value, dict):
        return value
    named = isinstance(value.get("generation"), dict)
    return value | {"generation": value["generation"]["name"]} if named else value


def _whole(fake: FakeHeroku, attachment: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = fake.estate.add_ons[attachment["addon"]["name"]]
    return found


def _paged(value: list[Any], asked: str, usual: int) -> tuple[int, list[Any], dict[str, str]]:
    """One page of a list, and where the next one begins."""
    words, _, rest = asked.partition(";")
    key, _, start = words.partition(" ")
    key = key or "id"
    options = dict(one.strip().partition("=")[::2] for one in rest.replace(",", ";").split(";"))
    most = min(int(options.get("max", usual) or usual), _LARGEST_PAGE, usual)
    things = list(value)
    if things and all(isinstance(one, dict) and key in one for one in things):
        things.sort(key=lambda one: one[key], reverse=options.get("order") == "desc")
    start = start.partition("..")[0]
    if start.startswith("]"):
        names = [str(one.get(key, "")) for one in things]
        if start[1:] not in names:
            return 416, [], {}
        things = things[names.index(start[1:]) + 1 :]
    page = things[:most]
    if len(things) <= most or key not in page[-1]:  # what has no such key comes at once
        return 200, things, {}
    order = f"; order={options['order']}" if "order" in options else ""
    return 206, page, {"Next-Range": f"{key} ]{page[-1][key]}..{order}; max={most}"}
