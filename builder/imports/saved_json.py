"""JSON that somebody saved from a provider's command or API: a listing, and no verdict.

A row is one entry of a listing, or a file that is one object. Whether it shows what is asked a
person has to say. An error that the API answered with is an error. Of an empty list nobody can say
whether nothing is there or nothing was asked for: it stays not evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder.imports.json_nodes import JsonNode
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import RowWord

_ERROR_KEYS = ({"id", "message"}, {"message"}, {"error"}, {"errors"})
"""What an API's answer has when it is an error, ``url`` apart."""
_NAMES = ("name", "id", "email", "username")


def read(files: Mapping[str, JsonNode]) -> Reading:
    """The entries of each file by its name."""
    rows = (row for name, top in sorted(files.items()) for row in _rows(name, top))
    return Reading(rows=tuple(rows), tool="Saved JSON", files=tuple(sorted(files)))


def _rows(name: str, top: JsonNode) -> Iterator[ImportedRow]:
    if _is_error(top.value):
        text = top.text("message") or "The API answered with an error."
        yield ImportedRow(rule=name, word=RowWord.ERROR, text=text)
        return
    if top.value in ([], {}, None, ""):
        yield ImportedRow(rule=name, word=RowWord.NOT_EVALUATED, text="The file holds nothing.")
        return
    for entry in top.items() if isinstance(top.value, list) else [top]:
        yield ImportedRow(
            rule=name, word=RowWord.NOT_EVALUATED, subject=_subject(entry), judgeable=True
        )


def _is_error(value: object) -> bool:
    return isinstance(value, dict) and (value.keys() - {"url"}) in _ERROR_KEYS


def _subject(entry: JsonNode) -> str:
    values = entry.value if isinstance(entry.value, dict) else {}
    found = (values[key] for key in _NAMES if isinstance(values.get(key), str))
    return next(found, "")
