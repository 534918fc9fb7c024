"""The root of a Merkle tree as RFC 6962 section 2.1 defines it: one digest for a list of lines."""

import hashlib
from collections.abc import Iterable

_LEAF, _NODE = b"\x00", b"\x01"
"""What stands before the bytes, so that no line can pass for two others."""


class MerkleTree:
    """Takes lines one by one and holds none: only the roots of the whole trees on their left."""

    def __init__(self) -> None:
        self.lines = 0
        self._whole: list[bytes] = []
        """Roots of trees of 2**n lines, a larger one before a smaller one."""

    def add(self, line: bytes) -> None:
        """Take the next line."""
        root = hashlib.sha256(_LEAF + line).digest()
        lines = self.lines
        while lines & 1:  # a tree as large stands beside it: the two are one
            root = _node(self._whole.pop(), root)
            lines >>= 1
        self._whole.append(root)
        self.lines += 1

    @property
    def root(self) -> str:
        """The root over the lines so far, lower-case hex; of none, the digest of nothing."""
        if not self._whole:
            return hashlib.sha256(b"").hexdigest()
        *others, root = self._whole
        for left in reversed(others):
            root = _node(left, root)
        return root.hex()


def merkle_root(lines: Iterable[bytes]) -> str:
    """The root over ``lines`` in their order, lower-case hex."""
    tree = MerkleTree()
    for line in lines:
        tree.add(line)
    return tree.root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
