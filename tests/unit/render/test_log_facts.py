"""The log in words: nothing is left empty, and what is not there is not spoken of."""

from __future__ import annotations

from builder.model.log_state import LogState, SealState
from builder.model.seal import Beside
from builder.render.log_facts import log_facts, root_facts
from builder.render.verify_commands import verify_steps

SEAL = SealState(
    number=2,
    name="evidence/seals/0002.json",
    sha256="s",
    sealed_at="2026-06-30T12:00:00Z",
    root="r",
    lines=3,
    beside=(Beside.TIME_STAMP,),
)


def test_without_a_log_two_facts_say_so() -> None:
    assert log_facts(LogState()) == (
        ("Log of the evidence", "Nothing is in the log yet"),
        ("Newest seal", "Not sealed yet"),
    )
    assert list(verify_steps(LogState())) == []


def test_a_log_that_is_not_sealed_has_a_root() -> None:
    assert log_facts(LogState(lines=1, root="r")) == (
        ("Log of the evidence", "1 line in evidence/log.jsonl"),
        ("Root of the log", "r"),
        ("Newest seal", "Not sealed yet"),
    )


def test_what_lies_beside_the_seal_is_named_and_its_lack_too() -> None:
    state = LogState(lines=5, root="x", seal=SEAL)
    facts = dict(log_facts(state))
    assert facts["Lines since the newest seal"] == "2"
    assert facts["Signature of the seal"] == "Not signed"
    assert facts["Envelope of the seal"] == "None"
    assert facts["Time stamp of the seal"].startswith("evidence/seals/0002.tsr, not checked")
    assert log_facts(state)[: len(root_facts(state))] == root_facts(state)


def test_the_commands_name_every_seal_and_only_what_is_there() -> None:
    steps = list(verify_steps(LogState(lines=3, root="r", seal=SEAL)))
    text = "\n".join(step.command for step in steps)
    assert "evidence/seals/0001.sha256 evidence/seals/0002.sha256" in text
    assert "ssh-keygen" not in text
    assert "openssl pkeyutl" not in text
    assert "openssl ts -verify -data evidence/seals/0002.json" in text
