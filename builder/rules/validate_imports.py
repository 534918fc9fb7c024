"""Rules about the mappings by which other tools' results are imported."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.issues import Issue
from builder.rules.context import Context, below, named_requirement


def requirements_known(context: Context) -> Iterator[Issue]:
    """CUS015: the requirements that a mapping names exist."""
    for mapping in context.workspace.customer.imports:
        for position, requirement in enumerate(mapping.requirements):
            place = below(mapping.origin, "requirements", position)
            yield from named_requirement(context, "CUS015", requirement, place)
