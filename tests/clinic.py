"""The little example workspace with its own rule, and how a test changes and runs it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from builder.model.issues import Issue
from builder.pipeline import Build, Inputs, assemble
from builder.store.yaml_nodes import read_yaml

EXAMPLES = Path(__file__).resolve().parent / "examples"
CLINIC = EXAMPLES / "good" / "clinic"
AS_OF = datetime(2026, 6, 30, 12, tzinfo=UTC)

_CHARACTER = re.compile(r"\{U\+([0-9A-F]{4,6})\}")
_BYTE = re.compile(rb"\{byte ([0-9A-F]{2})\}")


def copy_clinic(target: Path) -> Path:
    """A clinic of one's own to break."""
    return Path(shutil.copytree(CLINIC, target / "clinic"))


def run_clinic(root: Path, as_of: datetime = AS_OF) -> Build:
    """Load, validate and assess a clinic."""
    return assemble(Inputs(root=root, as_of=as_of, now=AS_OF))


@dataclass(frozen=True)
class BadExample:
    """One file below ``examples/bad/<CODE>/``: a change to the clinic, and the issue it makes.

    A change names a ``file`` and then ``replace`` and ``with``, ``write``, ``link`` or
    ``delete``.
    ``{U+200B}`` and ``{byte E9}`` stand for what must not stand in a file itself.
    """

    code: str
    name: str
    changes: tuple[dict[str, str], ...]
    at: str
    message: str
    hint: str
    severity: str

    @classmethod
    def read(cls, path: Path) -> BadExample:
        """Read it with the builder's own reader: the examples are strict YAML themselves."""
        value, issues = read_yaml(path.read_bytes(), path.name)
        assert not issues, issues
        assert value.keys() == {"what", "change", "expect"}, path
        expected = value["expect"]
        assert {"at", "message"} <= expected.keys() <= {"at", "message", "hint", "severity"}, path
        return cls(
            code=path.parent.name,
            name=path.stem,
            changes=tuple(value["change"]),
            at=expected["at"],
            message=expected["message"],
            hint=expected.get("hint", ""),
            severity=expected.get("severity", "error"),
        )

    def apply(self, root: Path) -> None:
        """Make the change in a copy of the clinic."""
        for change in self.changes:
            path = root / change["file"]
            if "delete" in change:
                path.unlink()
            elif "link" in change:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.symlink_to(change["link"])
            elif "write" in change:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_raw(change["write"]))
            else:
                text = path.read_bytes()
                old = change["replace"].encode()
                assert text.count(old) == 1, f"{change['file']} holds {old!r} not exactly once"
                path.write_bytes(text.replace(old, _raw(change.get("with", ""))))

    def matches(self, issue: Issue) -> bool:
        """Whether ``issue`` is the one that is expected, at its place, in its words."""
        return (
            issue.code == self.code
            and str(issue.location) == self.at
            and self.message in issue.message
            and self.hint in issue.hint
            and issue.severity.value == self.severity
        )


def bad_examples() -> list[BadExample]:
    """Every bad example, in the order of code and name."""
    return [BadExample.read(path) for path in sorted((EXAMPLES / "bad").glob("*/*.yml"))]


def _raw(text: str) -> bytes:
    spelled = _CHARACTER.sub(lambda match: chr(int(match.group(1), 16)), text)
    return _BYTE.sub(lambda match: bytes.fromhex(match.group(1).decode()), spelled.encode())
