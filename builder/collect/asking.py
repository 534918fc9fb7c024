"""The `Fetch` over a transport: objects, whole lists page by page, several at a time."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from builder.collect.collector import Answer, Listing, Request, Service, Sight
from builder.collect.pace import OutOfTime
from builder.collect.replies import BAD_RANGE, Reply
from builder.collect.strict_json import strict_json
from builder.collect.transport import Transport

AT_ONCE = 8
"""Requests in flight: fewer than a browser's, since the pool belongs to the whole account."""
_MOST_PAGES = 1_000
_FIRST_RANGE = "id ..; max=1000;"
_CONTINUES = re.compile(r"(?:(?P<key>[a-z_]+) )?(?P<after>\]?)(?P<start>[^; ]+?)\.\.[^;]*(?:;.*)?")
_ENDS = re.compile(r"(?P<key>[a-z_]+) (?P<first>[^; ]+?)\.\.(?P<last>[^; ]+)(?:;.*)?")
_NO_TIME = "the time for the collection was over"
_T = TypeVar("_T", Answer, Listing)


class Asking:
    """Asks a provider. Nothing that the other side does is raised."""

    def __init__(self, transport: Transport, told: Callable[[], None] = lambda: None) -> None:
        """``told`` is called after each answer, for who draws the progress."""
        self._transport = transport
        self._told = told
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="asking")

    def close(self) -> None:
        """Ask nothing more, and wait for nobody."""
        self._transport.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._transport.close()

    def one(self, request: Request) -> Answer:
        """One object."""
        try:
            reply = self._transport.get(request)
        except OutOfTime:
            return Answer(sight=Sight.BROKEN, reason=_NO_TIME)
        self._told()
        if reply.sight is not Sight.SEEN:
            return Answer(sight=reply.sight, reason=reply.reason)
        if reply.partial:
            return Answer(
                sight=Sight.BROKEN, reason="one thing was asked for, and part of a list came"
            )
        value, reason = _value(reply)
        return Answer(sight=Sight.BROKEN if reason else Sight.SEEN, value=value, reason=reason)

    def all(self, request: Request) -> Listing:
        """Every page of a list, as long as each follows from the one before it."""
        pages = _Pages(request)
        wanted = request.range or (_FIRST_RANGE if request.service is Service.PLATFORM else "")
        while True:
            try:
                reply = self._transport.get(request, wanted)
            except OutOfTime:
                return pages.broken(Sight.BROKEN, _NO_TIME)
            self._told()
            if reply.status == BAD_RANGE and wanted and not request.range and not pages.items:
                wanted = ""  # a list that is not sorted by our usual key: as the host sorts it
                continue
            if reply.sight is not Sight.SEEN:
                return pages.broken(reply.sight, reply.reason)
            reason = pages.take(reply)
            if reason:
                return pages.broken(Sight.BROKEN, reason)
            if pages.closed:
                return Listing(sight=Sight.SEEN, items=tuple(pages.items), complete=True)
            wanted = reply.next_range

    def one_each(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Several objects, in the order of the requests."""
        return self._each(self.one, requests)

    def all_each(self, requests: Iterable[Request]) -> Iterator[Listing]:
        """Several lists, in the order of the requests."""
        return self._each(self.all, requests)

    def _each(self, ask: Callable[[Request], _T], requests: Iterable[Request]) -> Iterator[_T]:
        """Never more in flight than are soon read: memory does not grow with their number."""
        flying: deque[Future[_T]] = deque()
        try:
            for request in requests:
                flying.append(self._pool.submit(ask, request))
                if len(flying) >= 2 * AT_ONCE:
                    yield flying.popleft().result()
            while flying:
                yield flying.popleft().result()
        finally:
            for future in flying:
                future.cancel()


class _Pages:
    """The chain of pages of one list, and the proof that it closes."""

    def __init__(self, request: Request) -> None:
        self.items: list[Mapping[str, Any]] = []
        self.closed = False
        self._most = request.most_pages
        self._asked: set[str] = set()
        self._seen: set[str] = set()
        self._pages = 0

    def take(self, reply: Reply) -> str:
        """Add a page; returns why the chain is broken, or nothing."""
        value, reason = _value(reply)
        if reason:
            return reason
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            return "a list was asked for, and something else came"
        for one in value:
            name = str(one.get("id") or json.dumps(one, sort_keys=True))
            if name in self._seen:
                return "one thing came twice, so the pages changed or repeat"
            self._seen.add(name)
        self.items += value
        self._pages += 1
        if not _between(reply.content_range, value):
            return "the page holds other things than it says"
        return self._follow(value, reply)

    def broken(self, sight: Sight, reason: str) -> Listing:
        """What was seen until the chain broke; a list of which a page vanished is never absent."""
        if self.items and sight is Sight.ABSENT:
            sight, reason = Sight.BROKEN, "a page of the list has vanished"
        return Listing(sight=sight, items=tuple(self.items), reason=reason)

    def _follow(self, value: list[dict[str, Any]], reply: Reply) -> str:
        if not reply.partial or self._pages == self._most:
            self.closed = True
            return ""
        found = _CONTINUES.fullmatch(reply.next_range)
        if found is None:
            return "more pages were announced, and not where they are"
        if reply.next_range in self._asked or self._pages >= _MOST_PAGES:
            return "the pages lead round in a circle"
        self._asked.add(reply.next_range)
        last = str(value[-1].get(found["key"] or "id", "")) if value else ""
        if not last or found["start"] != last or not found["after"]:
            return "the next page does not begin where this one ended"
        return ""


def _between(content_range: str, value: list[dict[str, Any]]) -> bool:
    """Whether a page begins and ends where its ``Content-Range`` says, if it says so in words."""
    found = _ENDS.fullmatch(content_range)
    if found is None or not value or found["key"] not in value[0]:
        return True
    ends = {str(one.get(found["key"], "")) for one in (value[0], value[-1])}
    return ends == {found["first"], found["last"]}


def _value(reply: Reply) -> tuple[Any, str]:
    try:
        return strict_json(reply.body), ""
    except ValueError:
        return None, "the answer is not JSON, or was cut short"
