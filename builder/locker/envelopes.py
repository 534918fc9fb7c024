"""A second signature of a seal, for programs: an in-toto statement in a DSSE envelope.

OpenSSH's own signature is what `verify` asks for. The envelope says the same with the same key in
the form that supply-chain tools read, such as ``trestle verify``. Its payload follows from the
seal's statement alone, so that there is one right payload for each seal.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.errors import BuilderError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = (
    "https://oscal-compass.github.io/compliance-trestle/predicates/oscal-signing/v1"  # JSON signing
)
"""Of a JSON file's digest over its canonical form (RFC 8785); readers pass over fields they do not
know, which the in-toto specification asks of them."""
_MISSING = "cryptography is not installed"
_HINT = "Install `shieldbook[dsse]`, or check the envelope with openssl as the guide shows."
_KEY_TYPE = b"ssh-ed25519"
_KEY_BYTES = 32
_MAGIC = b"SSHSIG\x00\x00\x00\x01"
"""How the signature of OpenSSH begins: its name and version (PROTOCOL.sshsig)."""


def private_key(file: Path, ask: Callable[[], str]) -> Ed25519PrivateKey:
    """The Ed25519 key of a private file in OpenSSH's format.

    ``ask`` is called for the passphrase of a key that has one. Raises `UsageError` for any other
    file, `BuilderError` without ``cryptography``.
    """
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
            Ed25519PrivateKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
            load_ssh_private_key,
        )
    except ImportError:
        raise BuilderError(
            _MISSING, "Install `shieldbook[dsse]`, or seal without --dsse."
        ) from None
    hint = "An envelope is signed with the private file of an Ed25519 key."
    try:
        data = file.read_bytes()
        try:
            key = load_ssh_private_key(data, password=None)
        except (TypeError, ValueError) as error:
            if "password" not in str(error).lower():
                raise
            key = load_ssh_private_key(data, password=ask().encode())
    except (OSError, TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise UsageError(f"the key cannot sign an envelope: {error}", hint) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("the key cannot sign an envelope: it is no Ed25519 key", hint)
    return key


def enveloped(statement: bytes, name: str, key: Ed25519PrivateKey) -> bytes:
    """The envelope of a seal's statement, as the bytes of its file; ``name`` is the statement's."""
    payload = payload_of(statement, name)
    public = key.public_key().public_bytes_raw()
    value = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [
            {
                "keyid": _fingerprint(public),
                "sig": base64.b64encode(key.sign(pae(PAYLOAD_TYPE, payload))).decode(),
            }
        ],
    }
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"


def payload_of(statement: bytes, name: str) -> bytes:
    """The one right payload for a seal's statement: an in-toto statement in canonical JSON."""
    seal = json.loads(statement)
    return canonical(
        {
            "_type": STATEMENT_TYPE,
            "subject": [
                {"name": name, "digest": {"sha256": hashlib.sha256(canonical(seal)).hexdigest()}}
            ],
            "predicateType": PREDICATE_TYPE,
            "predicate": {
                "canonicalization": "RFC8785",
                "digestAlgorithm": "sha256",
                "digestSource": "canonical-json",
                "tool": "shieldbook",
                "shieldbook_seal": {
                    "file_sha256": hashlib.sha256(statement).hexdigest(),
                    "statement": seal,
                },
            },
        }
    )


def canonical(value: dict[str, Any]) -> bytes:
    """JSON as RFC 8785 writes it, for what a seal holds: ASCII names, texts and small integers."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


def pae(payload_type: str, payload: bytes) -> bytes:
    """What is signed: DSSE's pre-authentication encoding of type and payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def why_not(envelope: bytes, statement: bytes, name: str, signature: bytes) -> str:
    """Why an envelope is not good; empty for a good one.

    It has to hold the right payload and one signature, by the key that made OpenSSH's
    ``signature`` beside it: whom that key belongs to is decided there, once. Key ids are not
    believed. Raises `BuilderError` without ``cryptography``.
    """
    try:
        value = json.loads(envelope)
        (entry,) = value["signatures"]
        payload, signed = (
            base64.b64decode(text, validate=True) for text in (value["payload"], entry["sig"])
        )
        kind, right = value["payloadType"], payload_of(statement, name)
    except (ValueError, KeyError, TypeError, RecursionError):
        return "the envelope cannot be read, or does not have one signature"
    if kind != PAYLOAD_TYPE or payload != right:
        return "the envelope speaks of something else than this seal"
    key = _signing_key(signature)
    if key is None:
        return "the seal was not signed with an Ed25519 key, and the envelope cannot be its own"
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - `_signing_key` had it

    try:
        key.verify(signed, pae(PAYLOAD_TYPE, payload))
    except InvalidSignature:
        return "the envelope is not signed by the key that signed the seal"
    return ""


def _signing_key(signature: bytes) -> Ed25519PublicKey | None:
    """The key inside OpenSSH's signature, if it is an Ed25519 one."""
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - an extra
            Ed25519PublicKey,
        )
    except ImportError:
        raise BuilderError(_MISSING, _HINT) from None
    text = b"".join(line for line in signature.splitlines() if not line.startswith(b"-----"))
    try:
        blob = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    # After the lead: the length of the key's blob, then its type and its 32 bytes as strings.
    lead = _MAGIC + b"\x00\x00\x00\x33" + _string(_KEY_TYPE) + b"\x00\x00\x00\x20"
    key = blob.removeprefix(lead)[:_KEY_BYTES]
    if not blob.startswith(lead) or len(key) != _KEY_BYTES:
        return None
    return Ed25519PublicKey.from_public_bytes(key)


def _fingerprint(public: bytes) -> str:
    """Of a key as ``ssh-keygen -l`` prints it: a hint to the reader, nothing more."""
    digest = hashlib.sha256(_string(_KEY_TYPE) + _string(public)).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
