"""The root of a Merkle tree as RFC 6962 section 2.1 defines it: one digest for a list of lines."""

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"
"""What stands before the bytes, so that no line can pass for two others."""


def merkle_root(lines: Sequence[bytes]) -> str:
    """The root over ``lines`` in their order, lower-case hex; of none, the digest of nothing."""
    if not lines:
        return hashlib.sha256(b"").hexdigest()
    row = [hashlib.sha256(_LEAF + line).digest() for line in lines]
    while len(row) > 1:  # pairs from the left; one without a neighbour goes up as it is
        pairs = [
            hashlib.sha256(_NODE + row[place] + row[place + 1]).digest()
            for place in range(0, len(row) - 1, 2)
        ]
        row = pairs + row[len(pairs) * 2 :]
    return row[0].hex()
