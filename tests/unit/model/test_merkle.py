"""The root is that of RFC 6962, by its recursive definition and by known values."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.merkle import MerkleTree, merkle_root

# Inputs and roots of the reference implementation of certificate transparency.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def defined(lines: list[bytes]) -> bytes:
    """Section 2.1, word for word."""
    if not lines:
        return sha256(b"").digest()
    if len(lines) == 1:
        return sha256(b"\x00" + lines[0]).digest()
    split = 1
    while split * 2 < len(lines):
        split *= 2
    return sha256(b"\x01" + defined(lines[:split]) + defined(lines[split:])).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_the_known_roots(count: int) -> None:
    assert merkle_root(LEAVES[:count]) == ROOTS[count - 1]


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_definition(lines: list[bytes]) -> None:
    assert merkle_root(lines) == defined(lines).hex()


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_the_root_is_known_after_each_line(lines: list[bytes]) -> None:
    tree = MerkleTree()
    for count, line in enumerate(lines, start=1):
        tree.add(line)
        assert (tree.lines, tree.root) == (count, defined(lines[:count]).hex())
