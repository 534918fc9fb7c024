"""What the guide says of records is what the program accepts."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from pathlib import Path

import pytest

from builder.model.acceptance import ACCEPTED_KINDS, ACCEPTED_METHODS
from builder.model.evidence import LATE, Classification, Evidence, Outcome, PhiAnswer
from builder.model.issues import Issue, Origin
from builder.store.decoding import Decoder
from builder.store.yaml_nodes import read_yaml


@pytest.fixture(scope="module")
def guide(root: Path) -> str:
    return (root / "docs/guide/evidence-locker.md").read_text("utf-8")


def test_the_template_of_a_record_is_a_record(guide: str) -> None:
    template = re.findall(r"```yaml\n(id: .*?)```", guide, re.DOTALL)
    assert len(template) == 1
    issues: list[Issue] = []
    value, problems = read_yaml(template[0].encode(), "record.yml")
    record = Decoder().decode(value, Evidence, Origin("record.yml"), issues)
    assert [*problems, *issues] == []
    assert isinstance(record, Evidence)
    assert record.outcome is Outcome.PASS
    assert len(record.artifacts[0].sha256) == len(hashlib.sha256().hexdigest())


def test_the_tables_name_every_word_and_what_is_accepted(guide: str) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+`) \|$", guide, re.MULTILINE))
    accepted: list[tuple[StrEnum, tuple[StrEnum, ...]]] = [
        *ACCEPTED_KINDS.items(),
        *ACCEPTED_METHODS.items(),
    ]
    assert rows == {
        asked.value: ", ".join(f"`{word.value}`" for word in words) for asked, words in accepted
    }
    for word in (*Outcome, *PhiAnswer, *Classification):
        assert f"`{word.value}`" in guide
    assert f"more than {LATE.days} days after" in guide
