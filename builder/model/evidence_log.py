"""What the log of the evidence says was filed, and how the evidence differs from that now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct, to_builtins

from builder.model.evidence import Artifact, Evidence
from builder.model.issues import Origin

LOG = "evidence/log.jsonl"
"""One event a line. Lines may stand in any order, so that two branches of a repository merge."""


LINES_FOLDER = "evidence/records"
"""Records as JSON Lines, a file a month; their artifacts stand in the folder of the file's name."""


RETIRED_LINES = f"{LINES_FOLDER}/retired.jsonl"
"""Retirements of records that stand in lines, one a line."""


class EventKind(StrEnum):
    """What happened to a record."""

    FILED = "filed"
    RETIRED = "retired"


class LogEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the log: what a record said at the time, and the digests of its bytes."""

    event: EventKind
    record: str
    """Id of the record."""
    place: str
    """Folder of the record, relative to the workspace; the file of one that is a line."""
    sha256: str
    """Of ``record.yml``, of ``retired.yml`` for a retirement, or of the line; lower-case hex."""
    logged_at: str
    """UTC, ``2026-11-24T09:00:00Z``, as the machine's clock said: a claim, not a proof."""
    collected_at: str = ""
    observed_from: str = ""
    observed_to: str = ""
    valid_until: str = ""
    requirements: tuple[str, ...] = ()
    replaces: str = ""
    artifacts: tuple[Artifact, ...] = ()
    origin: Origin | None = None


class ChangeKind(StrEnum):
    """How the evidence differs from its log."""

    LOST = "lost"
    CHANGED = "changed"
    RE_DATED = "re-dated"
    MOVED = "moved"
    """It names other requirements, or stands in another folder."""
    ARTIFACT_LOST = "artifact lost"
    ARTIFACT_CHANGED = "artifact changed"
    RETIREMENT_LOST = "retirement lost"
    RETIREMENT_CHANGED = "retirement changed"
    LOG_CHANGED = "log changed"
    """The log says two different things of one record."""
    SEAL_CHANGED = "seal changed"
    """A seal is missing, was edited, or does not follow the one before."""
    NOT_FILED = "not filed"
    """A record or a retirement that the log does not know: new, or smuggled in."""


class Change(Struct, frozen=True, kw_only=True):
    """One difference, in words, with the file that shows it."""

    kind: ChangeKind
    record: str
    file: str
    """Relative to the workspace."""
    text: str


DATES = ("collected_at", "observed_from", "observed_to", "valid_until")


def moment_text(moment: datetime) -> str:
    """A moment of UTC as it is written in records and in the log: ``2026-11-24T09:00:00Z``."""
    return moment.isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=1_000)
def logged_moment(text: str) -> datetime | None:
    """A moment of the log; None for a text that is none, which then says nothing."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def filed_event(record: Evidence, sha256: str, logged_at: str, place: str = "") -> LogEvent:
    """The event that says what a record is now; ``place`` is the file of one that is a line."""
    dates = _dates(record)
    return LogEvent(
        event=EventKind.FILED,
        record=record.id,
        place=place or record.folder,
        sha256=sha256,
        logged_at=logged_at,
        collected_at=dates["collected_at"],
        observed_from=dates["observed_from"],
        observed_to=dates["observed_to"],
        valid_until=dates["valid_until"],
        requirements=record.requirements,
        replaces=record.replaces,
        artifacts=record.artifacts,
    )


def retired_event(record: str, sha256: str, logged_at: str, place: str) -> LogEvent:
    """The event that says that a record was retired.

    ``place`` is the folder of its record, or the file of the line that says so.
    """
    return LogEvent(
        event=EventKind.RETIRED,
        record=record,
        place=place,
        sha256=sha256,
        logged_at=logged_at,
    )


def changes(
    events: Iterable[LogEvent], evidence: Iterable[Evidence], digests: Mapping[str, str]
) -> list[Change]:
    """Every difference between the log and the evidence, by record.

    ``digests`` are the SHA-256 of the files that are there, by workspace-relative name. A record
    that replaces another is filed like every other and changes nothing about the older one: that
    is an honest supersede, and no difference.
    """
    filed: dict[str, LogEvent] = {}
    retired: dict[str, LogEvent] = {}
    found: list[Change] = []
    for event in events:
        known = filed if event.event is EventKind.FILED else retired
        first = known.setdefault(event.record, event)
        if _said(first) != _said(event):
            found.append(
                Change(
                    kind=ChangeKind.LOG_CHANGED,
                    record=event.record,
                    file=LOG,
                    text=f"the log says two different things of `{event.record}`",
                )
            )
    held = {record.id: record for record in evidence}
    for name in sorted(filed.keys() | retired.keys() | held.keys()):
        found.extend(_of_record(filed.get(name), retired.get(name), held.get(name), digests, name))
    return found


def _of_record(
    filed: LogEvent | None,
    retired: LogEvent | None,
    record: Evidence | None,
    digests: Mapping[str, str],
    name: str,
) -> Iterable[Change]:
    if record is None:
        event = filed or retired
        file = f"{event.place if event is not None else ''}/record.yml"
        if file in digests:
            text = f"the record `{name}` cannot be read any more, or has another id"
            yield _change(ChangeKind.CHANGED, name, file, text)
        else:
            yield _change(ChangeKind.LOST, name, file, f"the record `{name}` is gone")
        return
    file = f"{record.folder}/record.yml"
    if filed is None:
        yield _change(ChangeKind.NOT_FILED, name, file, f"the log does not know `{name}`")
    elif filed.place != record.folder:
        text = f"`{name}` was filed in {filed.place}/"
        yield _change(ChangeKind.MOVED, name, file, text)
    elif filed.sha256 != digests.get(file):
        yield from edited(filed, record, file)
    for artifact in filed.artifacts if filed is not None else ():
        place = f"{record.folder}/{artifact.file}"
        now = digests.get(place)
        if now is None:
            text = f"the artifact `{artifact.file}` of `{name}` is gone"
            yield _change(ChangeKind.ARTIFACT_LOST, name, place, text)
        elif now != artifact.sha256:
            text = f"the artifact `{artifact.file}` of `{name}` is not what was filed"
            yield _change(ChangeKind.ARTIFACT_CHANGED, name, place, text)
    yield from _of_retirement(retired, record, digests)


def edited(filed: LogEvent, record: Evidence, file: str) -> Iterable[Change]:
    """How the text of a record differs from what was filed; each way is named."""
    told = False
    now = _dates(record)
    for key in DATES:
        before = getattr(filed, key)
        if before != now[key]:
            told = True
            text = f"`{key}` of `{record.id}` was {before or 'not there'}, is {now[key] or 'gone'}"
            yield _change(ChangeKind.RE_DATED, record.id, file, text)
    if filed.requirements != record.requirements or filed.replaces != record.replaces:
        told = True
        was = ", ".join((*filed.requirements, *([filed.replaces] if filed.replaces else [])))
        text = f"`{record.id}` was filed for {was}"
        yield _change(ChangeKind.MOVED, record.id, file, text)
    if not told:
        text = f"the record `{record.id}` was edited after it was filed"
        yield _change(ChangeKind.CHANGED, record.id, file, text)


def _of_retirement(
    retired: LogEvent | None, record: Evidence, digests: Mapping[str, str]
) -> Iterable[Change]:
    file = f"{record.folder}/retired.yml"
    now = digests.get(file)
    if retired is None and now is not None:
        text = f"the log does not know that `{record.id}` was retired"
        yield _change(ChangeKind.NOT_FILED, record.id, file, text)
    elif retired is not None and now is None:
        text = f"the retirement of `{record.id}` is gone"
        yield _change(ChangeKind.RETIREMENT_LOST, record.id, file, text)
    elif retired is not None and retired.sha256 != now:
        text = f"the retirement of `{record.id}` was edited after it was filed"
        yield _change(ChangeKind.RETIREMENT_CHANGED, record.id, file, text)


def _change(kind: ChangeKind, record: str, file: str, text: str) -> Change:
    return Change(kind=kind, record=record, file=file, text=text)


def _said(event: LogEvent) -> dict[str, object]:
    """What an event says, whenever it was logged and wherever it stands."""
    said: dict[str, object] = to_builtins(event)
    return {key: value for key, value in said.items() if key not in ("logged_at", "origin")}


def _dates(record: Evidence) -> dict[str, str]:
    days = (record.observed_from, record.observed_to, record.valid_until)
    texts = (str(day) if day is not None else "" for day in days)
    return dict(zip(DATES, (moment_text(record.collected_at), *texts), strict=True))
