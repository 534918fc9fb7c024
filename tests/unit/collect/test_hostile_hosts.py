"""What a hostile or broken host can make the transport do: nothing but give up on it."""

from __future__ import annotations

import json
import logging
import socket
import threading
import traceback
import tracemalloc
from collections.abc import Callable, Generator, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from builder.collect.asking import AT_ONCE, Asking
from builder.collect.collector import Answer, Listing, Request, Service, Sight
from builder.collect.hosts import hosts
from builder.collect.pace import OutOfTime
from builder.collect.replies import Reply
from builder.collect.transport import _certificates
from builder.commands.collect_token import found_token
from builder.errors import UsageError
from tests.fake_heroku.clients import SECRET
from tests.unit.collect.certificates import Certified
from tests.unit.collect.plain_server import (
    Answering,
    asking_at,
    plain_server,
    send,
    transport_to,
)

CANARY = "qxzk-canary-"
BODY = json.dumps({"id": f"{CANARY}id", "message": f"{CANARY}message", "url": f"{CANARY}url"})
PLANTED = {
    "Location": f"http://{CANARY}host/{CANARY}path",
    "Next-Range": f"{CANARY}range",
    "Content-Range": f"{CANARY}range",
    "Retry-After": f"{CANARY}after",
    "RateLimit-Remaining": f"{CANARY}remaining",
    "Request-Id": f"{CANARY}\tid",
    "Date": f"{CANARY}date",
    "Set-Cookie": f"{CANARY}cookie={CANARY}value",
    "WWW-Authenticate": f"{CANARY}realm",
    f"X-{CANARY}name": f"{CANARY}value",
}


def planted(status: int, body: str = BODY, **headers: str) -> Answering:
    def answering(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status, f"{CANARY}phrase")
        usual = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        told = usual | PLANTED | {name.replace("_", "-"): text for name, text in headers.items()}
        for name, value in told.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body.encode())
        handler.close_connection = True

    return answering


ANSWERS = {
    "whole": planted(200),
    "list": planted(200, f'[{{"id": "{CANARY}"}}]'),
    "page": planted(206, f'[{{"id": "{CANARY}"}}]'),
    "twice": planted(200, f'[{{"id": "{CANARY}"}}, {{"id": "{CANARY}"}}]'),
    "double key": planted(200, f'{{"{CANARY}": 1, "{CANARY}": 2}}'),
    "no JSON": planted(200, f"{{{CANARY}"),
    "sign-in": planted(200, f"<html>{CANARY}", Content_Type=f"text/{CANARY}"),
    "compressed": planted(200, BODY, Content_Encoding=CANARY),
    "cut": planted(200, BODY, Content_Length="1000"),
    "bad length": planted(200, BODY, Content_Length=CANARY),
    "bad header": planted(200, BODY, X_Bad=f"{CANARY}\x00"),
    **{str(status): planted(status) for status in (301, 307, 400, 401, 402, 403, 404, 406)},
    **{str(status): planted(status) for status in (416, 422, 429, 500, 503, 599)},
}


def printed(bad: BaseException) -> str:
    """A traceback with the locals of every frame, as a debugger prints it."""
    return "".join(traceback.TracebackException.from_exception(bad, capture_locals=True).format())


def frames_of_a_fault(came: Answer | Listing) -> str:
    """What is printed of a fault in whoever asked."""
    try:
        came.no_such_field  # type: ignore[union-attr]  # noqa: B018 - the fault
    except AttributeError as bad:
        return printed(bad)
    return ""


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("sort", ["one", "all"])
def test_nothing_of_an_answer_is_said_printed_or_logged(
    name: str, sort: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with plain_server(ANSWERS[name]) as served, asking_at(served.address) as asked:
        came: Answer | Listing = getattr(asked, sort)(Request(path="/things"))
        told = frames_of_a_fault(came)
        made = asked._transport.taken()
    shown = "".join(capfd.readouterr())
    for text in (told, shown, caplog.text, came.reason, repr(came), repr(made)):
        assert CANARY not in text
        assert SECRET not in text
    assert "came = <" in told  # the frame was there, and shows no more than the kind


def test_a_fault_of_ours_while_the_token_lies_open_says_its_sort_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def faulty(response: object) -> tuple[bytes, str]:
        raise KeyError(f"{CANARY}{response}")

    monkeypatch.setattr("builder.collect.transport._body", faulty)
    with plain_server(planted(200)) as served, asking_at(served.address) as asked:
        found = asked.one(Request(path="/account"))
    assert (found.sight, found.reason) == (Sight.BROKEN, "the request failed (KeyError)")


NETRC = f"machine api.heroku.com\n login me\n password {SECRET} {SECRET}\n"
REFUSING: dict[str, Callable[[Path], object]] = {
    "host": lambda _: hosts({"HEROKU_HOST": "example.org", "HEROKU_API_KEY": SECRET}),
    "data host": lambda _: hosts({"HEROKU_DATA_HOST": "example.org", "HEROKU_API_KEY": SECRET}),
    "no token": lambda home: found_token({"HEROKU_API_KEY": f"{SECRET} \n x"}, home, "h"),
    "netrc": lambda home: found_token({}, home, "api.heroku.com"),
}


@pytest.mark.parametrize("name", REFUSING)
@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_refusal_holds_no_token_in_any_frame(name: str, mode: int, tmp_path: Path) -> None:
    file = tmp_path / ".netrc"
    file.write_text(NETRC)
    file.chmod(mode)
    with pytest.raises(UsageError) as refused:
        REFUSING[name](tmp_path)
    assert SECRET not in printed(refused.value)
    assert refused.value.__context__ is None


def test_no_cookie_goes_back() -> None:
    with plain_server(planted(200)) as served, asking_at(served.address) as asked:
        for _ in range(3):
            asked.one(Request(path="/account"))
    assert len(served.asked) == 3
    assert all("Cookie" not in headers for _, headers in served.asked)


def test_the_environment_is_not_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    with plain_server(planted(200)) as other, plain_server(planted(200)) as served:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, other.address)
        with asking_at(served.address) as asked:
            asked.one(Request(path="/account"))
    assert (len(other.asked), len(served.asked)) == (0, 1)


@pytest.mark.parametrize(
    "path",
    ["@example.org/", ".example.org/", ":80@example.org/", "//example.org/", "", "account",
     "/apps/../account", "/apps/%2e%2E/account", "/apps/./x", "/a b", "/a\r\nX: y", "/a?b=c",
     "/a#b", "/a\\b", "/\u00fc", "http://example.org/"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_not_asked(path: str) -> None:
    with plain_server(planted(200)) as served, asking_at(served.address) as asked:
        found = asked.one(Request(path=path))
        assert asked._transport.taken() == ()
    assert (found.sight, served.asked) == (Sight.BROKEN, [])


def test_a_token_that_comes_back_in_an_answer_is_taken_out() -> None:
    body = json.dumps([{"id": "1", "description": f"made for {SECRET}"}])
    with plain_server(planted(200, body)) as served, asking_at(served.address) as asked:
        found = asked.all(Request(path="/oauth/authorizations"))
    assert found.items == ({"id": "1", "description": "made for [token]"},)


def test_a_request_id_is_kept_and_a_token_in_it_is_not() -> None:
    told = {"Request_Id": f"11aa-22bb,{SECRET}", "Date": "Tue, 01 Dec 2026 06:00:00 GMT"}
    with plain_server(planted(200, **told)) as served, asking_at(served.address) as asked:
        asked.one(Request(path="/account"))
        (made,) = asked._transport.taken()
    assert made.request_id == "11aa-22bb,[token]"
    assert made.date == "Tue, 01 Dec 2026 06:00:00 GMT"
    assert (made.request, made.status, len(made.sha256)) == ("GET /account", 200, 64)


@pytest.mark.parametrize(
    ("refusing", "platform", "data"),
    [
        (Service.DATA, Sight.SEEN, Sight.REFUSED),
        (Service.PLATFORM, Sight.REFUSED, Sight.REFUSED),
    ],
)
def test_a_refused_token_goes_no_more_where_it_was_refused(
    refusing: Service, platform: Sight, data: Sight
) -> None:
    def answering(of: Service) -> Answering:
        return planted(401 if of is refusing else 200)

    with (
        plain_server(answering(Service.PLATFORM)) as one,
        plain_server(answering(Service.DATA)) as other,
        asking_at(one.address, other.address) as asked,
    ):
        asked.one(Request(path="/x", service=refusing))
        for service, sight in ((Service.PLATFORM, platform), (Service.DATA, data)):
            assert asked.one(Request(path="/y", service=service)).sight is sight
        refused = one if refusing is Service.PLATFORM else other
        assert [path for path, _ in refused.asked] == ["/x"]


def test_a_host_that_is_gone_is_soon_asked_no_more() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with asking_at(f"http://127.0.0.1:{closed.getsockname()[1]}") as asked:
            reasons = [asked.one(Request(path=f"/{n}")).reason for n in range(20)]
            made = asked._transport.taken()
    assert reasons[:3] == ["the host cannot be reached"] * 3
    assert set(reasons[3:]) == {"the host could not be reached any more"}
    assert len(made) == 3 * 4


def test_a_second_factor_is_named_where_it_is_asked_for() -> None:
    with (
        plain_server(planted(403, '{"id": "two_factor"}')) as served,
        asking_at(served.address) as asked,
    ):
        assert "second factor" in asked.one(Request(path="/apps/x")).reason


def test_who_does_not_know_our_usual_range_is_asked_without_one() -> None:
    def answering(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("Range"):
            send(handler, b"{}", 416)
        else:
            send(handler, b'[{"name": "a"}]')

    with plain_server(answering) as served, asking_at(served.address) as asked:
        found = asked.all(Request(path="/things"))
        named = asked.all(Request(path="/things", range="name ..; max=10"))
    assert (found.complete, len(found.items)) == (True, 1)
    assert (named.complete, named.reason) == (False, "the host refused the range")


@pytest.mark.parametrize(
    ("said", "complete"),
    [
        ("id a..b", True),
        ("id b..a; max=10", True),
        ("id a..z", False),
        ("id a..a", False),
        ("unknown a..z", True),
        ("items 0-1/2", True),
    ],
)
def test_a_page_has_the_ends_that_it_says(said: str, complete: bool) -> None:  # noqa: FBT001
    answering = planted(200, '[{"id": "a"}, {"id": "b"}]', Content_Range=said)
    with plain_server(answering) as served, asking_at(served.address) as asked:
        assert asked.all(Request(path="/things")).complete is complete


@pytest.mark.parametrize("key", ["id ", ""])
def test_the_next_page_may_leave_its_key_out(key: str) -> None:
    def answering(handler: BaseHTTPRequestHandler) -> None:
        if "]a" in handler.headers["Range"]:
            send(handler, b'[{"id": "b"}]')
        else:
            send(handler, b'[{"id": "a"}]', 206, Next_Range=f"{key}]a..; max=1")

    with plain_server(answering) as served, asking_at(served.address) as asked:
        found = asked.all(Request(path="/things"))
    assert (found.complete, len(found.items)) == (True, 2)


def test_a_certificate_of_nobody_we_know_ends_it_before_the_token(certified: Certified) -> None:
    with (
        plain_server(planted(200), certified.server()) as served,
        asking_at(served.address.replace("127.0.0.1", "localhost")) as asked,
    ):
        found = asked.one(Request(path="/account"))
    assert (found.sight, found.reason) == (Sight.BROKEN, "the host's certificate does not hold")
    assert served.asked == []


@pytest.mark.parametrize(
    ("name", "sight"), [("localhost", Sight.SEEN), ("127.0.0.1", Sight.BROKEN)]
)
def test_a_certificate_has_to_be_for_the_host(
    certified: Certified, monkeypatch: pytest.MonkeyPatch, name: str, sight: Sight
) -> None:
    monkeypatch.setattr("builder.collect.transport._certificates", certified.trusting)
    with (
        plain_server(planted(200), certified.server()) as served,
        asking_at(served.address.replace("127.0.0.1", name)) as asked,
    ):
        assert asked.one(Request(path="/account")).sight is sight
    assert len(served.asked) == (sight is Sight.SEEN)


def test_no_key_log_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    assert not _certificates().keylog_filename


@pytest.fixture
def silent() -> Iterator[tuple[Answering, threading.Event]]:
    """A host that takes a request and says nothing until the test is over."""
    came, over = threading.Event(), threading.Event()

    def answering(_handler: BaseHTTPRequestHandler) -> None:
        came.set()
        over.wait(60)

    yield answering, came
    over.set()


def test_who_stops_waits_for_no_answer(
    silent: tuple[Answering, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering, came = silent
    for_ever = {"connect": None, "read": None, "write": None, "pool": None}
    monkeypatch.setattr("builder.collect.transport._SILENCE", for_ever)  # nothing else ends it
    with plain_server(answering) as served:
        transport = transport_to(served.address)
        ended: list[BaseException] = []

        def ask() -> None:
            try:
                transport.get(Request(path="/account"))
            except OutOfTime as over:
                ended.append(over)

        thread = threading.Thread(target=ask)
        thread.start()
        assert came.wait(60)
        transport.stop()
        thread.join(60)
        assert not thread.is_alive()
        assert len(ended) == 1
        assert len(served.asked) == 1
        transport.close()


def test_no_more_is_asked_ahead_than_is_soon_read() -> None:
    taken = 0

    def requests() -> Iterator[Request]:
        nonlocal taken
        for number in range(200):
            taken = number + 1
            yield Request(path=f"/{number}")

    with plain_server(planted(200)) as served, asking_at(served.address) as asked:
        for read, _ in enumerate(asked.one_each(requests())):
            assert taken - read <= 2 * AT_ONCE
    assert taken == 200


def test_who_stops_reading_stops_the_asking() -> None:
    with plain_server(planted(200)) as served:
        with asking_at(served.address) as asked:
            answers = asked.one_each(Request(path=f"/{n}") for n in range(1_000))
            next(answers)
            assert isinstance(answers, Generator)
            answers.close()
        assert len(served.asked) <= 3 * AT_ONCE


def test_memory_does_not_grow_with_the_number_of_lists() -> None:
    page = json.dumps([{"id": str(n), "text": "x" * 400} for n in range(50)]).encode()

    def held(count: int) -> int:
        with plain_server(lambda handler: send(handler, page)) as served:
            transport = transport_to(served.address)
            asked = Asking(transport)
            tracemalloc.start()
            for listing in asked.all_each(Request(path=f"/{n}") for n in range(count)):
                assert listing.complete
                served.asked.clear()
            assert len(transport.taken()) == count
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            asked.close()
        return peak

    few, many = held(100), held(1_000)
    assert many - few < 900 * 1_000  # a line of the record for each, and not its 21,000 bytes


@pytest.mark.parametrize("of", [Answer(sight=Sight.SEEN, value=CANARY), Reply(sight=Sight.SEEN)])
def test_what_is_held_shows_its_kind(of: Any) -> None:
    assert (repr(of), of.__rich_repr__()) == (f"<{type(of).__name__}>", [])
