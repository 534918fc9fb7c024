"""Plain values to YAML text that `read_yaml` reads back as the same values."""

from __future__ import annotations

from typing import Any

import yaml

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 100


def yaml_text(value: dict[str, Any]) -> bytes:
    """A mapping of text, numbers, lists and mappings as a file, keys in their order."""
    text: str = yaml.dump(
        value,
        Dumper=_DUMPER,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_WIDTH,
    )
    return text.encode()
