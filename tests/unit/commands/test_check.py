"""``shieldbook check`` where a process of its own would not do."""

from __future__ import annotations

import json

import pytest

from builder import cli
from builder.store import yaml_nodes
from tests.clinic import AS_OF, CLINIC

NOTE = "PyYAML comes without its fast parser (libyaml) here"


def check(*more: str) -> int:
    day = AS_OF.date().isoformat()
    return cli.run(["check", "-C", str(CLINIC), "--as-of", day, *more])


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_slow_parser_is_said_once_and_apart_from_the_result(
    more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(yaml_nodes, "HAS_FAST_PARSER", False)
    assert check(*more) == 0
    shown = capsys.readouterr()
    assert shown.err.count(NOTE) == 1
    assert shown.err.count("\n") == 1
    assert NOTE not in shown.out
    if more:
        assert json.loads(shown.out)["errors"] == 0


def test_a_fast_parser_is_not_worth_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(yaml_nodes, "HAS_FAST_PARSER", True)
    assert check() == 0
    assert capsys.readouterr().err == ""
