"""The envelope beside a seal: one payload, one signature, by the key that signed the seal."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_ssh_public_key,
)
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # as its docs do

from builder.errors import BuilderError, UsageError
from builder.locker.envelopes import PAYLOAD_TYPE, enveloped, pae, private_key
from builder.locker.evidence_folder import opened
from builder.locker.sealing import Sealing, seal
from builder.locker.signatures import Signers, unsigned
from builder.model.seal import Beside
from tests.unit.locker.lockers import NOW, file_in, filing_for, read_locker

pytestmark = [pytest.mark.openssh, pytest.mark.openssl]
TRESTLE = Path(__file__).resolve().parents[3] / ".venv/peers/bin/trestle"


def make_key(path: Path, *, kind: str = "ed25519", phrase: str = "") -> Path:
    subprocess.run(("ssh-keygen", "-q", "-t", kind, "-N", phrase, "-f", str(path)), check=True)
    return path


def no_phrase() -> str:
    raise AssertionError


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A workspace with a seal, its signature and its envelope."""
    page = tmp_path / "pages.csv"
    page.write_text("day,visitors\n2026-06-01,12\n")
    file_in(tmp_path, filing_for(page))
    key_file = make_key(tmp_path / "key")
    key = private_key(key_file, no_phrase)
    sealing = Sealing(
        catalog_sha256="c",
        evidence_sha256="e",
        moment=NOW,
        key=key_file,
        beside=((Beside.ENVELOPE, lambda data, name: enveloped(data, name, key)),),
    )
    with opened(tmp_path) as folder:
        seal(folder, read_locker(tmp_path)[0], sealing)
    public = key_file.with_suffix(".pub").read_text()
    (tmp_path / "allowed").write_text(f"officer {public}")
    return tmp_path


def wrong(root: Path) -> list[str]:
    """What `verify` says of the seals."""
    seals = read_locker(root)[0].seals
    signers = Signers(file=root / "allowed", identity="officer")
    return [change.text for change in unsigned(root, seals, signers)]


def envelope_file(root: Path) -> Path:
    return root / "evidence/seals/0001.dsse.json"


def public_pem(root: Path, key: str = "key") -> Path:
    public = load_ssh_public_key((root / f"{key}.pub").read_bytes())
    file = root / f"{key}.pem"
    file.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return file


def test_the_envelope_lies_beside_the_seal_and_is_good(sealed: Path) -> None:
    assert read_locker(sealed)[0].seals[0].beside == (Beside.SIGNATURE, Beside.ENVELOPE)
    assert read_locker(sealed)[1] == ()
    assert wrong(sealed) == []


def test_openssl_confirms_it(sealed: Path) -> None:
    value = json.loads(envelope_file(sealed).read_bytes())
    payload = base64.b64decode(value["payload"])
    (sealed / "signed").write_bytes(pae(value["payloadType"], payload))
    (sealed / "sig").write_bytes(base64.b64decode(value["signatures"][0]["sig"]))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(public_pem(sealed))]
    command += ["-rawin", "-in", "signed", "-sigfile", "sig"]
    assert subprocess.run(command, cwd=sealed, check=False, capture_output=True).returncode == 0
    (sealed / "signed").write_bytes(pae(value["payloadType"], payload + b" "))
    assert subprocess.run(command, cwd=sealed, check=False, capture_output=True).returncode == 1


def test_another_library_confirms_it_and_refuses_another_key(sealed: Path) -> None:
    envelope = Envelope.from_dict(json.loads(envelope_file(sealed).read_bytes()))
    for name, good in (("key", True), ("other", False)):
        if not good:
            make_key(sealed / name)
        key = SSlibKey.from_crypto(load_ssh_public_key((sealed / f"{name}.pub").read_bytes()))
        key.keyid = next(iter(envelope.signatures))
        if good:
            assert envelope.verify([key], 1).keys() == {key.keyid}
        else:
            with pytest.raises(VerificationError):
                envelope.verify([key], 1)


@pytest.mark.skipif(not TRESTLE.is_file(), reason="`make benchmarks` installs the peer")
def test_trestle_confirms_it_and_refuses_an_edited_seal(sealed: Path) -> None:
    statement = sealed / "evidence/seals/0001.json"
    command = [str(TRESTLE), "verify", "--beta", "--file", str(statement)]
    command += ["--signature", str(envelope_file(sealed)), "--public-key", str(public_pem(sealed))]
    assert subprocess.run(command, cwd=sealed, check=False, capture_output=True).returncode == 0
    statement.write_text(statement.read_text().replace("12:00:00", "13:00:00"))
    assert subprocess.run(command, cwd=sealed, check=False, capture_output=True).returncode != 0


def other_payload(value: dict[str, Any]) -> None:
    payload = base64.b64decode(value["payload"]).replace(b'"lines":1', b'"lines":2')
    value["payload"] = base64.b64encode(payload).decode()


def other_type(value: dict[str, Any]) -> None:
    value["payloadType"] = "application/json"


def other_signature(value: dict[str, Any]) -> None:
    value["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()


def two_signatures(value: dict[str, Any]) -> None:
    value["signatures"] *= 2


def no_signature(value: dict[str, Any]) -> None:
    value["signatures"] = []


UNREADABLE = "the envelope cannot be read, or does not have one signature"
ANOTHER = "the envelope speaks of something else than this seal"
STRANGER = "the envelope is not signed by the key that signed the seal"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (other_payload, ANOTHER),
        (other_type, ANOTHER),
        (other_signature, STRANGER),
        (two_signatures, UNREADABLE),
        (no_signature, UNREADABLE),
        (dict[str, Any].clear, UNREADABLE),
    ],
)
def test_what_was_changed_is_refused(
    sealed: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    value = json.loads(envelope_file(sealed).read_bytes())
    change(value)
    envelope_file(sealed).write_text(json.dumps(value))
    assert wrong(sealed) == [said]


def test_an_envelope_by_another_key_is_refused(sealed: Path) -> None:
    statement = (sealed / "evidence/seals/0001.json").read_bytes()
    key = private_key(make_key(sealed / "other"), no_phrase)
    envelope_file(sealed).write_bytes(enveloped(statement, "0001.json", key))
    assert wrong(sealed) == [STRANGER]


def test_an_envelope_of_another_seal_is_refused(sealed: Path) -> None:
    statement = (sealed / "evidence/seals/0001.json").read_bytes()
    key = private_key(sealed / "key", no_phrase)
    envelope_file(sealed).write_bytes(enveloped(statement, "0002.json", key))
    assert wrong(sealed) == [ANOTHER]


def test_a_key_with_a_passphrase_is_asked_for_it(tmp_path: Path) -> None:
    file = make_key(tmp_path / "key", phrase="a long phrase")
    assert private_key(file, lambda: "a long phrase").sign(b"")
    with pytest.raises(UsageError, match="cannot sign an envelope"):
        private_key(file, lambda: "another")


@pytest.mark.parametrize("kind", ["rsa", "public", "none"])
def test_only_the_private_file_of_an_ed25519_key_signs(tmp_path: Path, kind: str) -> None:
    file = make_key(tmp_path / "key", kind="rsa" if kind == "rsa" else "ed25519")
    file = {"rsa": file, "public": file.with_suffix(".pub"), "none": tmp_path / "none"}[kind]
    with pytest.raises(UsageError, match="cannot sign an envelope"):
        private_key(file, no_phrase)


def test_the_message_names_the_extra(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("exceptions", "hazmat.primitives.asymmetric.ed25519"):
        monkeypatch.setitem(sys.modules, f"cryptography.{name}", None)
    for attempt in (lambda: private_key(sealed / "key", no_phrase), lambda: wrong(sealed)):
        with pytest.raises(BuilderError, match="cryptography is not installed") as error:
            attempt()
        assert "shieldbook[dsse]" in str(error.value.hint)


def test_the_payload_is_an_in_toto_statement(sealed: Path) -> None:
    value = json.loads(envelope_file(sealed).read_bytes())
    statement = json.loads(base64.b64decode(value["payload"]))
    assert value["payloadType"] == PAYLOAD_TYPE
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert [subject["name"] for subject in statement["subject"]] == ["0001.json"]
    held = json.loads((sealed / "evidence/seals/0001.json").read_bytes())
    assert statement["predicate"]["shieldbook_seal"]["statement"] == held


def test_the_guide_writes_the_key_as_others_take_it(root: Path, sealed: Path) -> None:
    text = (root / "docs/guide/evidence-locker.md").read_text("utf-8")
    command = next(line for line in text.splitlines() if line.startswith("(printf"))
    (sealed / ".ssh").mkdir()
    shutil.copyfile(sealed / "key.pub", sealed / ".ssh/id_ed25519.pub")
    subprocess.run(
        ("bash", "-c", command.replace("-out key.pem", "-out made.pem")),
        cwd=sealed,
        env={"HOME": str(sealed), "PATH": os.environ["PATH"]},
        check=True,
    )
    assert (sealed / "made.pem").read_bytes() == public_pem(sealed).read_bytes()
