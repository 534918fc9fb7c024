"""The transport against a server that misbehaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from builder.collect.collector import Answer, Listing, Request, Sight
from tests.fake_heroku import misbehaviour as wrong
from tests.fake_heroku.clients import SECRET, Waiting, asking
from tests.fake_heroku.estates import alder, big
from tests.fake_heroku.misbehaviour import Misbehaviour
from tests.fake_heroku.server import FakeHeroku

LIST, ONE = "/apps", "/spaces/alder-phi-core/nat"
WHOLE = json.dumps([{"id": "1", "name": "a"}]).encode()


@pytest.fixture
def fake() -> Iterator[FakeHeroku]:
    with FakeHeroku(alder()).running() as running:
        yield running


def listed(fake: FakeHeroku, waiting: Waiting | None = None, patience: float = 600) -> Listing:
    with asking(fake, waiting, patience) as asked:
        return asked.all(Request(path=LIST))


def one(fake: FakeHeroku, waiting: Waiting | None = None) -> Answer:
    with asking(fake, waiting) as asked:
        return asked.one(Request(path=ONE))


def test_a_list_is_read_to_its_end_page_by_page() -> None:
    with FakeHeroku(big(1, 25), page=10).running() as fake:
        found = listed(fake)
        assert (found.complete, len(found.items)) == (True, 25)
        asked = [r["range"] for r in fake.requests if r["path"] == LIST]
    assert len(asked) == 3
    assert len({item["id"] for item in found.items}) == 25


def test_the_newest_pages_are_enough_where_no_more_is_wanted() -> None:
    with FakeHeroku(big(1, 25), page=10).running() as fake, asking(fake) as asked:
        found = asked.all(Request(path=LIST, most_pages=1))
    assert (found.complete, len(found.items)) == (True, 10)


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (wrong.raw(b'[{"id": "1", "na'), "not JSON, or was cut short"),
        (wrong.cut(WHOLE), "the connection broke off"),
        (wrong.reset(), "the connection broke off"),
        (wrong.raw(b'{"id": "1"}'), "a list was asked for"),
        (wrong.raw(b"[1, 2]"), "a list was asked for"),
        (wrong.raw(b'[{"id": "1", "id": "2"}]'), "not JSON"),
        (wrong.raw(b'[{"id": NaN}]'), "not JSON"),
        (wrong.raw(b"[" * 100_000), "not JSON"),
        (wrong.raw(b"<html>", Content_Type="text/html"), "no JSON, perhaps a sign-in page"),
        (wrong.raw(WHOLE, Content_Encoding="gzip"), "compressed"),
        (wrong.raw(WHOLE, 206), "more pages were announced, and not where"),
        (wrong.status(302, Location="http://127.0.0.1:9/"), "a redirect, not followed"),
        (wrong.status(503), "the host failed (503)"),
        (wrong.status(500), "the host failed (500)"),
        (wrong.status(406), "variant"),
    ],
)
def test_what_goes_wrong_is_never_a_whole_list(
    fake: FakeHeroku, play: wrong.Play, reason: str
) -> None:
    fake.misbehaviours.append(Misbehaviour(LIST, play=play))
    found = listed(fake)
    assert not found.complete
    assert reason in found.reason
    assert "id" not in found.reason.split()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (wrong.page_of(lambda page: [*page, page[0]]), "came twice"),
        (wrong.next_range("id ]somewhere..; max=10"), "does not begin where this one ended"),
        (wrong.next_range("name a..b"), "does not begin where"),
        (wrong.next_range("nonsense"), "more pages were announced"),
    ],
)
def test_pages_that_do_not_follow_each_other_are_no_list(spoil: wrong.Spoil, reason: str) -> None:
    with FakeHeroku(big(1, 25), page=10).running() as fake:
        fake.misbehaviours.append(Misbehaviour(LIST, calls=range(1, 2), spoil=spoil))
        found = listed(fake)
    assert not found.complete
    assert reason in found.reason


@pytest.mark.parametrize("play", [wrong.status(404), wrong.status(500), wrong.status(403)])
def test_a_page_that_vanishes_leaves_what_was_seen(play: wrong.Play) -> None:
    with FakeHeroku(big(1, 25), page=10).running() as fake:
        fake.misbehaviours.append(Misbehaviour(LIST, calls=range(2, 99), play=play))
        found = listed(fake)
    assert (found.complete, len(found.items)) == (False, 10)
    assert found.sight is not Sight.ABSENT


def test_a_page_that_comes_round_again_ends_it() -> None:
    first: list[tuple[Any, dict[str, str]]] = []

    def again(page: Any, headers: Any) -> tuple[Any, dict[str, str]]:
        first.append((page, dict(headers)))
        return first[0][0], first[0][1]

    with FakeHeroku(big(1, 25), page=10).running() as fake:
        fake.misbehaviours.append(Misbehaviour(LIST, spoil=again))
        found = listed(fake)
    assert not found.complete
    assert "twice" in found.reason


def test_a_burst_of_failures_is_waited_out(fake: FakeHeroku) -> None:
    waiting = Waiting()
    fake.misbehaviours.append(Misbehaviour(ONE, calls=range(1, 4), play=wrong.status(503)))
    assert one(fake, waiting).sight is Sight.SEEN
    assert waiting.waits == [0.375, 0.75, 1.5]


@pytest.mark.parametrize("after", ["7", "Fri, 20 Nov 2026 06:00:07 GMT"])
def test_who_says_when_to_come_back_is_heard(fake: FakeHeroku, after: str) -> None:
    waiting = Waiting()
    play = wrong.status(429, Retry_After=after)
    fake.misbehaviours.append(Misbehaviour(ONE, calls=range(1, 2), play=play))
    assert one(fake, waiting).sight is Sight.SEEN
    assert waiting.waits == [7.0]


def test_patience_ends(fake: FakeHeroku) -> None:
    play = wrong.status(429, Retry_After="100000")
    fake.misbehaviours.append(Misbehaviour(LIST, play=play))
    found = listed(fake, patience=60)
    assert (found.complete, found.reason) == (False, "the time for the collection was over")


def test_a_low_pool_slows_the_asking_down(fake: FakeHeroku) -> None:
    waiting = Waiting()
    fake.remaining = 50
    with asking(fake, waiting) as asked:
        for _ in range(6):
            asked.one(Request(path=ONE))
    assert sum(waiting.waits) == pytest.approx(0.8 * 5, abs=0.9)


def test_a_token_that_expires_midway_is_not_sent_again() -> None:
    with FakeHeroku(big(1, 25), page=10).running() as fake, asking(fake) as asked:
        fake.misbehaviours.append(Misbehaviour(LIST, calls=range(2, 99), play=wrong.status(401)))
        found = asked.all(Request(path=LIST))
        before = len(fake.requests)
        after = asked.one(Request(path="/account"))
        assert len(fake.requests) == before
    assert not found.complete
    assert (found.sight, after.sight) == (Sight.REFUSED, Sight.REFUSED)
    assert "expired" in after.reason


@pytest.mark.parametrize("dripping", ["body", "head"])
def test_a_drip_of_bytes_is_not_waited_for(
    fake: FakeHeroku,
    dripping: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("builder.collect.transport._SECONDS", 0.5)
    monkeypatch.setattr("builder.collect.transport._TRIES", 1)
    fake.misbehaviours.append(
        Misbehaviour(ONE, play=wrong.drip(WHOLE * 50, 0.05, head=dripping == "head"))
    )
    waiting = Waiting()
    waiting.monotonic = time.monotonic
    begin = time.monotonic()
    assert one(fake, waiting).sight is Sight.BROKEN
    assert time.monotonic() - begin < 20  # it would drip for more than a minute


def test_an_answer_without_end_is_cut_off(
    fake: FakeHeroku, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.collect.transport.MOST_BYTES", 100)
    assert "more than 100 bytes" in listed(fake).reason


def test_no_redirect_takes_the_token_along(fake: FakeHeroku) -> None:
    seen: list[str] = []
    with other_server(lambda handler: seen.append(str(handler.headers))) as address:
        play = wrong.status(307, Location=f"{address}/apps")
        fake.misbehaviours.append(Misbehaviour(LIST, play=play))
        assert not listed(fake).complete
    assert seen == []
    assert all(request["token"] == SECRET for request in fake.requests)


@contextmanager
def other_server(see: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Another host, which should never be asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            see(self)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def test_answers_come_in_the_order_of_the_requests() -> None:
    with FakeHeroku(big(1, 60)).running() as fake, asking(fake) as asked:
        names = [f"app-{number:04d}" for number in range(60)]
        answers = list(asked.one_each(Request(path=f"/apps/{name}") for name in names))
    assert [answer.value["name"] for answer in answers] == names
