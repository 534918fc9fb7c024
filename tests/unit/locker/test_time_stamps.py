"""An authority's time stamp is checked before it is kept, and again whenever it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder.errors import BuilderError, UsageError
from builder.locker.evidence_folder import opened
from builder.locker.sealing import Sealing, seal
from builder.locker.stamp_request import LARGEST, ask
from builder.locker.time_bounds import time_bounds
from builder.locker.time_stamps import Authority, TimeStamp, read_stamp, stamped
from builder.model.seal import Beside
from tests.unit.locker.authorities import LocalAuthority, serving
from tests.unit.locker.lockers import NOW, file_in, filing_for, read_locker

pytestmark = pytest.mark.openssl


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("authority") / "one")


@pytest.fixture
def authority(made: LocalAuthority) -> Iterator[LocalAuthority]:
    made.status, made.kind, made.pause, made.fixed, made.asked = (
        200, "application/timestamp-reply", 0.0, None, 0,
    )  # fmt: skip
    made.headers = {}
    with serving(made):
        yield made


def told(authority: LocalAuthority, certificates: Path | None = None) -> Authority:
    return Authority(url=authority.url, certificates=certificates or authority.certificates)


def sealed(root: Path, page: Path, authority: LocalAuthority | None) -> None:
    file_in(root, filing_for(page))
    beside: tuple[tuple[Beside, Callable[[bytes, str], bytes]], ...] = ()
    if authority is not None:
        beside = ((Beside.TIME_STAMP, lambda data, _: stamped(data, told(authority))),)
    sealing = Sealing(catalog_sha256="c", evidence_sha256="e", moment=NOW, key=None, beside=beside)
    with opened(root) as folder:
        seal(folder, read_locker(root)[0], sealing)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "pages.csv"
    file.write_text("day,visitors\n2026-06-01,12\n")
    return file


def test_a_stamp_says_when_and_by_whom(tmp_path: Path, authority: LocalAuthority) -> None:
    statement, reply = tmp_path / "seal", tmp_path / "seal.tsr"
    statement.write_bytes(b"a seal")
    reply.write_bytes(stamped(b"a seal", told(authority)))
    stamp = read_stamp(statement, reply, authority.certificates)
    assert isinstance(stamp, TimeStamp)
    assert "Example Authority" in stamp.by
    assert stamp.at.year >= 2025
    statement.write_bytes(b"another")
    assert "is not good: message imprint mismatch" in str(
        read_stamp(statement, reply, authority.certificates)
    )


def test_another_root_does_not_vouch(tmp_path: Path, authority: LocalAuthority) -> None:
    other = LocalAuthority(tmp_path / "other")
    with pytest.raises(UsageError, match="is no good time stamp"):
        stamped(b"a seal", told(authority, other.certificates))
    statement, reply = tmp_path / "seal", tmp_path / "seal.tsr"
    statement.write_bytes(b"a seal")
    reply.write_bytes(stamped(b"a seal", told(authority)))
    assert "is not good" in str(read_stamp(statement, reply, other.certificates))
    with pytest.raises(BuilderError, match="is not there"):
        read_stamp(statement, reply, tmp_path / "none.pem")


def test_an_older_answer_is_no_answer(authority: LocalAuthority) -> None:
    authority.fixed = stamped(b"a seal", told(authority))
    with pytest.raises(UsageError, match="nonce mismatch"):
        stamped(b"a seal", told(authority))


def test_a_broken_stamp_is_named(tmp_path: Path, authority: LocalAuthority) -> None:
    statement, reply = tmp_path / "seal", tmp_path / "seal.tsr"
    statement.write_bytes(b"a seal")
    assert read_stamp(statement, reply, authority.certificates) == "it has no time stamp"
    reply.write_bytes(b"no stamp")
    assert read_stamp(statement, reply, authority.certificates) == "the time stamp cannot be read"


def test_a_stamp_bounds_its_seal_and_those_before(
    tmp_path: Path, page: Path, authority: LocalAuthority
) -> None:
    for stamper in (None, authority, None):
        sealed(tmp_path, page, stamper)
    seals = read_locker(tmp_path)[0].seals
    bounds, wrong = time_bounds(tmp_path, seals, authority.certificates)
    assert [name for name, _ in bounds] == [
        "evidence/seals/0001.json",
        "evidence/seals/0002.json",
    ]
    assert bounds[0][1] == bounds[1][1]
    (change,) = wrong
    assert (change.file, change.text) == (
        "evidence/seals/0003.json",
        "neither it nor a later seal has a time stamp",
    )
    (tmp_path / "evidence/seals/0002.tsr").write_bytes(b"")
    bounds, wrong = time_bounds(tmp_path, seals, authority.certificates)
    assert bounds == []
    assert [change.text for change in wrong] == [
        "neither it nor a later seal has a time stamp",
        "the time stamp cannot be read",
        "neither it nor a later seal has a time stamp",
    ]
    (change,) = time_bounds(tmp_path, (), authority.certificates)[1]
    assert change.text == "there is no seal, and it should have a time stamp"


def test_without_an_answer_nothing_is_sealed(
    tmp_path: Path, page: Path, authority: LocalAuthority
) -> None:
    authority.status = 503
    with pytest.raises(BuilderError, match="answered with 503"):
        sealed(tmp_path, page, authority)
    assert not (tmp_path / "evidence/seals").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("status", 302, "answered with 302"),
        ("kind", "text/html", "answered with text/html"),
        ("fixed", b"x" * (LARGEST + 1), "more than 100,000 bytes"),
    ],
)
def test_what_is_no_answer_is_refused(
    authority: LocalAuthority, field: str, value: object, said: str
) -> None:
    authority.headers = {"Location": "/elsewhere"}
    setattr(authority, field, value)
    with pytest.raises(BuilderError, match=said):
        ask(authority.url, b"question")
    assert authority.asked == 1


def test_an_answer_that_trickles_is_given_up(authority: LocalAuthority) -> None:
    authority.fixed, authority.pause = b"x" * 2_000, 0.1
    with pytest.raises(BuilderError, match=r"did not answer within 0\.5 seconds"):
        ask(authority.url, b"question", within=0.5)


def test_nobody_answers() -> None:
    with pytest.raises(BuilderError, match=r"127\.0\.0\.1 gave no time stamp"):
        ask("http://127.0.0.1:9/", b"question")


@pytest.mark.parametrize(
    "url",
    [
        "http://tsa.example.org/",
        "http://localhost.example.org/",
        "ftp://127.0.0.1/",
        "https://user@tsa.example.org/",
        "https:///path",
        "https://[broken/",
        "tsa.example.org",
        "https://tsa.example.org:port/",
    ],
)
def test_an_address_that_is_open_or_odd_is_not_asked(url: str) -> None:
    with pytest.raises(UsageError):
        ask(url, b"question")
