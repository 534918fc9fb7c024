"""Reads what stands beside a record that was retired, and tells the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import force_setattr

from builder.model.evidence import Evidence, Retirement
from builder.model.issues import Issue, Location, Origin
from builder.store.decoding import Decoder
from builder.store.placeholders import placeholders
from builder.store.yaml_nodes import read_yaml

RETIRED = "retired.yml"
"""Name of a retirement, beside ``record.yml``."""


def tell_retirements(evidence: Iterable[Evidence], files: Mapping[str, bytes]) -> list[Issue]:
    """Give each record its retirement; ``files`` are the retirements by workspace-relative name.

    Returns what is wrong with them: EVD009 for one that speaks of no record, or of another one.
    """
    issues: list[Issue] = []
    beside = {record.folder: record for record in evidence}
    decoder = Decoder()
    for name, data in sorted(files.items()):
        issues.extend(placeholders(data, name))
        value, problems = read_yaml(data, name)
        issues.extend(problems)
        found = None if value is None else decoder.decode(value, Retirement, Origin(name), issues)
        record = beside.get(name.rpartition("/")[0])
        if found is None:
            continue
        if record is None or record.id != found.record:
            stands = f"beside `{record.id}`" if record is not None else "beside no record"
            issues.append(
                Issue(
                    code="EVD009",
                    message=f"the retirement of `{found.record}` stands {stands}",
                    hint="Retire a record with `shieldbook evidence retire ID --reason TEXT`.",
                    location=Location(name),
                )
            )
        elif found.retired_at < record.collected_at:
            issues.append(
                Issue(
                    code="EVD009",
                    message=f"`{record.id}` was retired before it was collected",
                    hint="Write when it was retired, UTC, in `retired_at:`.",
                    origin=Origin(name, ("retired_at",)),
                )
            )
        else:
            force_setattr(record, "retirement", found)
    return issues
