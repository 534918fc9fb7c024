"""Holds every answer of the stand-in against the published shapes before it is sent."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

_FILE = Path(__file__).parents[1] / "reference" / "heroku-shapes.json"


class Misshapen(Exception):  # noqa: N818 - a fault of the stand-in, and of no product
    """An answer that the published schema does not allow."""


@cache
def _shapes() -> dict[str, Any]:
    shapes: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return shapes


@cache
def _validator(path: str, *, variant: bool) -> jsonschema.protocols.Validator | None:
    shapes = _shapes()
    for answers, definitions in (
        ("variant_answers", "variant_definitions") if variant else ("answers", "definitions"),
        ("data_answers", ""),
        ("variant_answers", "variant_definitions"),
    ):
        shape = shapes[answers].get(path)
        if shape is not None:
            known = shapes[definitions] if definitions else {}
            return jsonschema.Draft4Validator({**shape, "definitions": known})
    return None


def check(path: str, value: Any, *, variant: bool = False) -> None:
    """Raise `Misshapen` for an answer that is not of the shape that its path has."""
    validator = _validator(template(path), variant=variant)
    if validator is None:
        raise Misshapen(f"no shape is known for {path}")
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is not None:
        raise Misshapen(f"{path}: {list(error.absolute_path)}: {error.message[:300]}")


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    shapes = _shapes()
    paths = {*shapes["answers"], *shapes["variant_answers"], *shapes["data_answers"]}
    found = sorted(paths, key=lambda path: (path.count("{}"), path))
    return tuple((re.compile(re.escape(p).replace(r"\{\}", "[^/]+")), p) for p in found)


def template(path: str) -> str:
    """The template of a path: braces for names."""
    return next((name for pattern, name in _templates() if pattern.fullmatch(path)), path)
