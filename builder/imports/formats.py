"""The formats of one file each: how it is recognized and read. A new one is a module and a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct

from builder.imports import attestations, hdf, prowler, sarif
from builder.imports.json_nodes import JsonNode
from builder.imports.rows import Reading
from builder.model.imported import ImportFormat, RowWord


class Format(Struct, frozen=True, kw_only=True):
    """A format whose rows carry verdicts."""

    recognized: Callable[[JsonNode], bool]
    read: Callable[[JsonNode, datetime], Reading]
    """From the top value and the moment of the import."""
    words: Mapping[str, RowWord]
    """The format's own words and what they stand for; one that is missing here is refused."""


FORMATS: Mapping[ImportFormat, Format] = MappingProxyType(
    {
        ImportFormat.SARIF: Format(
            recognized=sarif.recognized, read=lambda top, _: sarif.read(top), words=sarif.WORDS
        ),
        ImportFormat.PROWLER: Format(
            recognized=prowler.recognized,
            read=lambda top, _: prowler.read(top),
            words=prowler.WORDS,
        ),
        ImportFormat.HDF: Format(
            recognized=hdf.recognized, read=lambda top, _: hdf.read(top), words=hdf.WORDS
        ),
        ImportFormat.ATTESTATIONS: Format(
            recognized=attestations.recognized, read=attestations.read, words=attestations.WORDS
        ),
    }
)


def format_of(top: JsonNode) -> ImportFormat | None:
    """The format that a file has by its content; None for none of them."""
    return next((name for name, each in FORMATS.items() if each.recognized(top)), None)
