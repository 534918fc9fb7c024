"""What stands inside a file is found, wherever it stands, and limits are told, not passed over."""

from __future__ import annotations

import base64
import gzip
import struct
import zipfile
import zlib
from io import BytesIO
from random import Random

import pytest

from benchmarks.leak_values import filled, value
from builder.leaks.containers import Limits
from builder.leaks.known import KnownValues, known_values
from builder.leaks.matching import ready
from builder.leaks.redaction import NotRedactable, redact
from builder.leaks.scanning import scan
from builder.store.leak_rules import leak_rules

RULES = ready(leak_rules())
SSN = value("ssn", 1, Random(11))
TEXT = f"seen: {SSN}\n".encode()


def zipped(**members: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def encrypted(archive: bytes) -> bytes:
    """With the flag set that says so, in both headers of its one member."""
    marked = bytearray(archive)
    marked[archive.index(b"PK\x03\x04") + 6] |= 1
    marked[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def png(kind: bytes, body: bytes, after: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(kind, body) + chunk(b"IEND", b"") + after


def pdf(content: bytes, info: bytes = b"(x)") -> bytes:
    packed = zlib.compress(content)
    head = b"%%PDF-1.7\n1 0 obj <</Title %s>> endobj\n" % info
    return head + b"2 0 obj <</Length %d>> stream\n%s\nendstream endobj\n" % (len(packed), packed)


SHOWN = f"BT [({SSN[:4]}) -20 ({SSN[4:]})] TJ ET".encode()
SHEET = b'<?xml version="1.0"?><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
NPI = value("npi", 1, Random(4)).encode()

CASES = {
    "text": TEXT,
    "utf-16": TEXT.decode().encode("utf-16"),
    "gzip": gzip.compress(TEXT),
    "base64": b"payload: " + base64.b64encode(TEXT + b"and more of it"),
    "zip": zipped(a_txt=TEXT),
    "zip in zip": zipped(b_zip=zipped(a_txt=TEXT)),
    "gzip in zip in base64": base64.b64encode(zipped(a_gz=gzip.compress(TEXT))),
    "comment of a workbook": zipped(xl__comments1_xml=b"<?xml?><t>" + TEXT + b"</t>"),
    "properties of a workbook": zipped(docProps__core_xml=b"<?xml?><dc:creator>" + TEXT),
    "name of a member": zipped(**{f"x{SSN}_txt".replace("x", ""): b""}),
    "head and number of a sheet": zipped(
        xl__sharedStrings_xml=b"<?xml?><sst><si><t>NPI</t></si></sst>",
        xl__worksheets__sheet1_xml=SHEET + b'<row r="2"><c r="A2"><v>%s</v></c></row>' % NPI,
    ),
    "stream of a PDF": pdf(b"(" + TEXT + b") Tj"),
    "pieces of a line of a PDF": pdf(SHOWN),
    "title of a PDF": pdf(b"", b"(" + TEXT + b")"),
    "UTF-16 title of a PDF": pdf(
        b"", b"<FEFF" + TEXT.decode().encode("utf-16-be").hex().encode() + b">"
    ),
    "text of a picture": png(b"tEXt", b"Comment\0" + TEXT),
    "packed text of a picture": png(b"zTXt", b"Comment\0\0" + zlib.compress(TEXT)),
    "EXIF of a picture": png(b"eXIf", b"II*\0" + TEXT),
    "after a picture": png(b"tEXt", b"a\0b", TEXT),
    "column of a table": b"id,npi\n1," + NPI + b"\n",
    "column of a Markdown table": b"# T\n\n| a | NPI |\n|---|---|\n| x | " + NPI + b" |\n",
}


@pytest.mark.parametrize("case", CASES)
def test_what_stands_inside_is_found(case: str) -> None:
    found = scan("evidence/x/file", CASES[case], RULES)
    assert {leak.rule for leak in found} == {
        "npi" if NPI in CASES[case] or "sheet" in case else "ssn"
    }
    assert SSN not in repr(found)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"PK\x03\x04 and no more", "a damaged zip archive"),
        (b"%PDF-1.7\n/Encrypt 5 0 R", "an encrypted PDF"),
        (encrypted(zipped(a=b"x")), "an encrypted zip archive"),
        (b"\x1f\x8b\x08 no", "a damaged archive"),
        (zipped(a=b"0" * 3_000), "more than the limits allow"),
        (zipped(**{f"a{n}": b"" for n in range(8)}), "more than 5 members"),
        (zipped(a=zipped(a=zipped(a=zipped(a=b"x")))), "more than 2 containers in each other"),
    ],
)
def test_what_cannot_be_looked_into_is_told(data: bytes, why: str) -> None:
    (leak,) = scan("a", data, RULES, limits=Limits(members=5, bytes=2_000, depth=2))
    assert leak.rule == "unread"
    assert why in leak.title


def test_lines_are_those_of_the_file() -> None:
    found = scan("a.md", b"# A\n\n" + TEXT + b"\n" + TEXT, RULES)
    assert [leak.line for leak in found] == [3, 5]


def test_a_name_is_masked() -> None:
    (leak,) = scan(f"evidence/{SSN}.txt", b"", RULES)
    assert leak.file == "evidence/[ssn].txt"


def test_redaction_marks_equal_values_alike_and_leaves_nothing_to_find() -> None:
    other = value("ssn", 1, Random(12))
    text = f"a,b\n{SSN},1\n{other},2\n{SSN},3\n".encode()
    done = redact("a.csv", text, scan("a.csv", text, RULES))
    assert done == (b"a,b\n[redacted:ssn:1],1\n[redacted:ssn:2],2\n[redacted:ssn:1],3\n")
    assert scan("a.csv", done, RULES) == ()


@pytest.mark.parametrize("case", ["zip", "base64", "utf-16", "text of a picture"])
def test_what_has_no_place_in_the_text_is_not_redacted(case: str) -> None:
    with pytest.raises(NotRedactable) as caught:
        redact("a", CASES[case], scan("a", CASES[case], RULES))
    assert SSN not in str(caught.value)


@pytest.mark.parametrize("lead", ["", "a", "ab"])
def test_a_known_value_is_found_at_any_place_of_base64(lead: str) -> None:
    known = KnownValues(["correct horse"])
    for tail in ("", "x", "xy"):
        text = base64.b64encode(f"{lead}correct horse{tail}".encode())
        assert [leak.rule for leak in scan("a", text, RULES, known)][:1] == ["known-secret"]


def test_which_variables_are_secret() -> None:
    environ = {
        "APP_TOKEN": "value-of-one",
        "DATABASE_URL": "value-of-two",
        "PLAIN": "value-three",
        "OTHER": "value-four",
        "SHORT_TOKEN": "seven77",
        "TOKEN_FILE": "/run/tokens/app",
        "SHIELDBOOK_SECRETS": "OTHER, ABSENT",
    }
    known = known_values(environ)
    found = {v for v in environ.values() if any(True for _ in known.within(v.encode()))}
    assert found == {"value-of-one", "value-of-two", "value-four"}


def test_a_waiting_pattern_does_not_take_long() -> None:
    for text in (
        b"a" * 400_000,
        b"password" * 40_000,
        b"1-" * 200_000,
        b"|" * 200_000,
        b"://" * 90_000,
    ):
        scan("a", text, RULES)  # a quadratic one would take minutes


def test_examples_are_drawn_anew() -> None:
    assert filled("{hex:8}", Random(1)) != filled("{hex:8}", Random(2))
