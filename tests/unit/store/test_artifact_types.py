"""The declared type is believed only when the bytes agree, from the first to the last."""

from __future__ import annotations

import io
import json
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.store import artifact_types
from builder.store.artifact_types import content_problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = b"<!doctype html><title>Sign in</title>"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png() -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + pixel + chunk(b"IEND", b"")


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "x")  # the same bytes in every process
    return stream.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
WORKBOOK = archive("[Content_Types].xml", "xl/workbook.xml")
GOOD = {
    "application/json": b'{"a": [1, {"a": null}], "b": "\\u0061"}',
    "application/pdf": PDF,
    "image/png": png(),
    "text/csv": b'a,b\r\n"1,5",2\r\n',
    "text/markdown": "# Übung\n".encode(),
    "text/plain": b"line\n",
    XLSX: WORKBOOK,
}


@pytest.mark.parametrize("media_type", GOOD)
def test_a_whole_file_of_its_type_passes(media_type: str) -> None:
    assert content_problem(GOOD[media_type], media_type) == ""


@pytest.mark.parametrize("media_type", GOOD)
def test_an_empty_file_shows_nothing(media_type: str) -> None:
    assert content_problem(b"", media_type) == "is empty, and an empty file shows nothing"


@pytest.mark.parametrize(
    "media_type", sorted(set(GOOD) - {"text/plain", "text/markdown", "text/csv"})
)
def test_a_sign_in_page_is_not_a_report(media_type: str) -> None:
    assert content_problem(HTML, media_type)


def test_an_unknown_type_lists_the_known_ones() -> None:
    problem = content_problem(HTML, "text/html")
    assert problem.startswith("has the media type `text/html`; known are application/json")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"x" + PDF, "does not begin as a PDF"),
        (PDF + HTML, "does not end as a PDF"),
        (PDF[:-7], "does not end as a PDF"),
        (PDF + b"\0" * 4_000, "does not end as a PDF"),
    ],
)
def test_a_pdf_begins_and_ends_as_one(data: bytes, problem: str) -> None:
    assert content_problem(data, "application/pdf") == problem
    assert content_problem(PDF + b"\r\n\0", "application/pdf") == ""


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\n" + png(), "does not begin as a PNG picture"),
        (png() + b"\n", "has bytes after the end of the PNG picture"),
        (png() + HTML + chunk(b"IEND", b""), "has bytes after the end of the PNG picture"),
        (png()[:-1], "ends before the PNG picture does"),
        (png()[:-12], "ends before the PNG picture does"),
        (png()[:8], "ends before the PNG picture does"),
        (png()[:8] + b"\xff\xff\xff\xffIDAT", "ends before the PNG picture does"),
    ],
)
def test_a_png_ends_where_its_last_chunk_does(data: bytes, problem: str) -> None:
    assert content_problem(data, "image/png") == problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (HTML + WORKBOOK, "does not begin as an Office workbook"),
        (WORKBOOK + HTML, "does not end as an Office workbook"),
        (WORKBOOK[:-4], "does not end as an Office workbook"),
        (archive("word/document.xml"), "is an archive, but not an Office workbook"),
        (WORKBOOK[:60] + WORKBOOK[-22:], "is not a whole Office workbook"),
    ],
)
def test_a_workbook_is_an_archive_that_holds_one(data: bytes, problem: str) -> None:
    assert content_problem(data, XLSX) == problem


@given(st.binary(max_size=200), st.integers(0, 80))
def test_no_bytes_make_the_check_of_a_workbook_fail(noise: bytes, cut: int) -> None:
    content_problem(WORKBOOK[:cut] + noise + WORKBOOK[-22:], XLSX)
    content_problem(b"PK\x03\x04" + noise + b"PK\x05\x06" + noise[:18].ljust(18, b"\0"), XLSX)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b'{"a": 1, "a": 2}', "the key `a` stands twice"),
        (b'{"a": 1, "\\u0061": 2}', "the key `a` stands twice"),
        (b'[{"b": {"a": 1, "a": 2}}]', "the key `a` stands twice"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b"[Infinity]", "Infinity is not JSON"),
        (b"{'a': 1}", "is not strict JSON"),
        (b'{"a": 1,}', "is not strict JSON"),
        (b"[1] [2]", "is not strict JSON"),
        (b"[1", "is not strict JSON"),
        (b"\xef\xbb\xbf{}", "is not strict JSON"),
        (b"\xff\xfe{\0}\0", "is not UTF-8 text"),
        ('{"a": 1}'.encode("utf-16-be"), "holds control characters"),
    ],
)
def test_json_is_strict(data: bytes, part: str) -> None:
    assert part in content_problem(data, "application/json")


def test_a_number_of_any_length_is_json() -> None:
    for digits in (b"1" * 5_000, b"0." + b"1" * 5_000, b"-1e" + b"9" * 5_000):
        assert content_problem(b"[" + digits + b"]", "application/json") == ""


def test_deep_and_wide_json_costs_no_time() -> None:
    started = time.process_time()
    assert "too deeply" in content_problem(b"[" * 200_000, "application/json")
    many = json.dumps({f"k{n}": n for n in range(100_000)}).encode()
    assert content_problem(many, "application/json") == ""
    assert time.process_time() - started < 5


def test_too_many_values_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact_types, "_MOST_JSON_VALUES", 3)
    assert content_problem(b"[1, 2]", "application/json") == ""
    assert "too many to check" in content_problem(b"[1, 2, 3, 4]", "application/json")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a,b\n1\n", "has rows of different lengths"),
        (b"\n\n", "has no row"),
        (b'a,"b\n', "is not CSV: unexpected end of data"),
        (b'a,"b"c\n', "is not CSV: ',' expected after '\"'"),
        (b"a,\xff\n", "is not UTF-8 text"),
        (b"a,\0\n", "holds control characters"),
    ],
)
def test_a_table_has_rows_of_one_length(data: bytes, problem: str) -> None:
    assert content_problem(data, "text/csv") == problem


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_text_is_utf_8_without_control_characters(media_type: str) -> None:
    assert content_problem(b"\xff", media_type) == "is not UTF-8 text"
    assert content_problem(b"a\0b", media_type) == "holds control characters"
