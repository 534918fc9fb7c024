"""Records of evidence as JSON Lines: what collectors write, one record a line, a file a month.

The same keys as in ``record.yml``, checked as strictly. A good line takes one pass in C; any other
is read again by `builder.store.json_lines`, which tells every problem with its column.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from msgspec.structs import force_setattr, replace

from builder.model.evidence import Evidence, Retirement
from builder.model.evidence_log import LINES_FOLDER, RETIRED_LINES
from builder.model.issues import Issue, Location, Origin
from builder.store.decoding import Decoder
from builder.store.folder import Folder, UnsafePath
from builder.store.json_lines import JsonLine
from builder.store.placeholders import placeholders
from builder.store.yaml_nodes import DISGUISE, MAX_TEXT, MOST_ISSUES

LINES_NAME = re.compile(
    rf"{LINES_FOLDER}/(\d{{4}}-(?:0[1-9]|1[0-2]))(?:\.[a-z0-9-]{{1,40}})?\.jsonl"
)
"""A file of records, workspace-relative: the month they were collected in, and who writes it."""
_LEAD = "evidence/"
LINES_FILE = re.compile(rf"{LINES_FOLDER}/[^/]*\.jsonl$")
"""Any file of lines: of records, or of retirements."""
MAX_FILE = 256_000_000
"""Bytes; more records of a month go into a second file, such as ``2026-11.staff.jsonl``."""
_T = TypeVar("_T", Evidence, Retirement)
UNPLAIN = (b"\\", b'""', b'" ', b"\t", b"\r", b"\x7f")
"""What a plainly good line has nothing of: escapes, blanks, odd spaces."""


def torn_end(data: bytes) -> bytes:
    """What stands after the last line break: a line that a machine did not write to its end."""
    return data[data.rfind(b"\n") + 1 :]


def read_record_lines(
    data: bytes, file: str, issues: list[Issue]
) -> Iterator[tuple[Evidence, bytes]]:
    """The records of a file in its order, each with its line, without the line break.

    What is wrong with it is added to ``issues``. The last piece without a line break is named,
    EVD014, and is no record. A file elsewhere than in the locker may hold records of any month.
    """
    issues.extend(placeholders(data, file))
    if torn_end(data):
        issues.append(_cut_short(file, data.count(b"\n") + 1))
    month = _month(file)
    folder = file.removesuffix(".jsonl")
    decoder = Decoder()
    signs = _signs_in(data)
    most = len(issues) + MOST_ISSUES
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        origin = Origin(file, (number,))
        record = decoder.quick(line, Evidence, origin) if is_plain(line, signs) else None
        if record is None:
            found: list[Issue] = []
            record = _record(line, Evidence, origin, decoder, found)
            issues.extend(found if len(issues) < most else ())
            if record is None:
                continue
        collected = record.collected_at
        if month is not None and (collected.year, collected.month) != month:
            issues.extend([_other_month(record, file, number)] if len(issues) < most else ())
            continue
        force_setattr(record, "folder", folder)
        yield record, line


def read_retirement_lines(data: bytes, issues: list[Issue]) -> list[tuple[Retirement, bytes]]:
    """Each retirement with the SHA-256 of its line."""
    issues.extend(placeholders(data, RETIRED_LINES))
    if torn_end(data):
        issues.append(_cut_short(RETIRED_LINES, data.count(b"\n") + 1))
    decoder = Decoder()
    found = []
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        origin = Origin(RETIRED_LINES, (number,))
        record = _record(line, Retirement, origin, decoder, issues)
        if record is not None:
            found.append((record, hashlib.sha256(line).digest()))
    return found


def _record(
    line: bytes, record_type: type[_T], origin: Origin, decoder: Decoder, issues: list[Issue]
) -> _T | None:
    """Read a line the exact way."""
    number = int(origin.path[0])
    read = JsonLine(line, origin.file, number)
    issues.extend(read.issues)
    if read.value is None:
        return None
    found: list[Issue] = []
    record = decoder.decode_typed(read.value, record_type, Origin(origin.file), found)
    for issue in found:
        path = issue.origin.path if issue.origin is not None else ()
        issues.append(replace(issue, origin=None, location=read.location(path)))
    if record is None or read.unfit:
        return None
    force_setattr(record, "origin", origin)
    return record


def _signs_in(data: bytes) -> tuple[bytes, ...]:
    """What has to be looked for in each line, since some line of the file has it."""
    return tuple(sign for sign in UNPLAIN if sign in data)


def is_plain(line: bytes, signs: tuple[bytes, ...]) -> bool:
    """Whether a line may be read the quick way: it holds none of ``signs``, and hides nothing."""
    if len(line) > MAX_TEXT:
        return False
    for sign in signs:
        if sign in line:
            return False
    return line.isascii() or not DISGUISE.search(line.decode("utf-8", "surrogateescape"))


def _month(file: str) -> tuple[int, int] | None:
    found = LINES_NAME.fullmatch(file)
    if found is None:
        return None
    year, _, month = found[1].partition("-")
    return int(year), int(month)


def _cut_short(file: str, number: int) -> Issue:
    return Issue(
        code="EVD014",
        message="the last line has no line break: it was not written to its end",
        hint="`shieldbook evidence file` cuts off what was never filed. What was filed has to be"
        " restored from the repository.",
        location=Location(file, number),
    )


def _other_month(record: Evidence, file: str, number: int) -> Issue:
    month = f"{record.collected_at:%Y-%m}"
    return Issue(
        code="EVD015",
        message=f"`{record.id}` was collected in {month}",
        hint=f"Put the line into {LINES_FOLDER}/{month}.jsonl.",
        location=Location(file, number),
    )


def line_places(
    folder: Folder, file: str, paths: Iterable[tuple[str | int, ...]]
) -> dict[tuple[str | int, ...], Location]:
    """Where values of lines stand; each path begins with the number of its line.

    The file is read again: places are asked for when something is wrong, or by a person.
    """
    wanted: dict[int, list[tuple[str | int, ...]]] = defaultdict(list)
    for path in paths:
        wanted[int(path[0]) if path else 1].append(path)
    found = {path: Location(file, number) for number, all_of in wanted.items() for path in all_of}
    with suppress(FileNotFoundError, UnsafePath):
        for number, line in enumerate(folder.lines(file.removeprefix(_LEAD)), start=1):
            if number in wanted:
                read = JsonLine(line, file, number)
                found |= {path: read.location(path[1:]) for path in wanted[number]}
    return found
