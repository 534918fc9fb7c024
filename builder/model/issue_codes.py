"""The closed list of issue codes; each has a section and examples in docs/reference/issues.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ISSUE_CODES: Mapping[str, str] = MappingProxyType(
    {
        "YML001": "The file is not valid YAML",
        "YML002": "A key stands twice",
        "YML003": "An anchor, alias or merge key",
        "YML004": "A tag",
        "YML005": "A character that can hide or disguise text",
        "YML006": "The file is larger or deeper than the limits",
        "YML007": "A key without a value",
        "YML008": "The file does not hold what its place asks for",
        "REC001": "An unknown key",
        "REC002": "A missing key",
        "REC003": "A value of the wrong type, or not in the list",
        "REC004": "Not a date",
        "REC005": "A time without its zone",
        "REC006": "Not a duration",
        "REC007": "Not an id",
        "REC008": "An id that stands twice",
        "REC009": "Placeholder text",
        "REC010": "A date in the future",
        "CIT001": "An unknown citation",
        "CIT002": "A citation that stands twice",
        "CAT001": "A family or parent that the framework does not have",
        "PRO001": "A source that the provider pack does not have",
        "PRO002": "A service that the provider pack does not have",
        "PRO003": "An unconfirmed claim about what the provider does",
        "PRO004": "An obligation that no statement answers",
        "PRO005": "A provider statement that does not say how far it is",
        "CUS001": "A counted control without a statement",
        "CUS002": "Shared without both duties",
        "CUS003": "A provider row with a customer duty",
        "CUS004": "A provider row without basis or inherited evidence",
        "CUS005": "A customer row without a duty",
        "CUS006": "An addressable specification without a complete decision",
        "CUS007": "Not applicable without reason and approver",
        "CUS008": "Implemented without an evidence requirement",
        "CUS009": "Remarks are missing",
        "CUS010": "A role that the organization does not have",
        "CUS011": "A claim for a service that the BAA does not name or nothing uses",
        "CUS012": "A row that can never be the provider's alone",
        "CUS013": "Planned or partial without a gap",
        "CUS014": "A row that is not determined",
        "CUS015": "An evidence requirement that no row has",
        "CUS016": "A decision and a status that contradict each other",
        "CUS017": "The same text on two rows",
        "CUS018": "An answer to an obligation that the pack does not have",
        "CUS019": "An ePHI app outside an ePHI space",
        "CUS020": "A row without a status",
        "EVD001": "An artifact that is missing",
        "EVD002": "An artifact that is not what was recorded",
        "EVD003": "A path that is not a plain file below the evidence folder",
        "EVD004": "An artifact that is not of its declared type",
        "EVD005": "Evidence for a requirement that no row has",
        "EVD006": "A file that no record lists",
    }
)
"""Code to title."""
