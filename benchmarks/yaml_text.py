"""Writes plain values as YAML in the manner of a person: long texts folded, short ones bare."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

_WIDTH = 96
_BARE = re.compile(r"[A-Za-z0-9/][A-Za-z0-9 ._/()§*+,;-]*(?<! )")
"""Texts that need no quotes; a colon or a hash might, so they get them."""


def yaml_text(value: dict[str, Any]) -> str:
    """A mapping of texts, flags, numbers, lists and mappings as the text of a YAML file."""
    return "\n".join(_mapping(value, "")) + "\n"


def _mapping(value: dict[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        lead = f"{indent}{key}:"
        if isinstance(item, dict):
            yield lead
            yield from _mapping(item, indent + "  ")
        elif isinstance(item, list):
            if any(isinstance(entry, dict) for entry in item):
                yield lead
                for entry in item:
                    yield from _list_item(entry, indent + "  ")
            else:
                yield f"{lead} [{', '.join(_scalar(entry) for entry in item)}]"
        elif isinstance(item, str) and len(item) > _WIDTH - len(lead):
            yield f"{lead} >-"
            inner = indent + "  "
            yield textwrap.fill(
                item,
                _WIDTH,
                initial_indent=inner,
                subsequent_indent=inner,
                break_long_words=False,
                break_on_hyphens=False,
            )
        else:
            yield f"{lead} {_scalar(item)}"


def _list_item(entry: dict[str, Any], indent: str) -> Iterator[str]:
    lines = list(_mapping(entry, indent + "  "))
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _scalar(item: Any) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    text = str(item)
    return text if _BARE.fullmatch(text) and ", " not in text else json.dumps(text)
