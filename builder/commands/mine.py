"""``shieldbook mine``: what one role answers for, does, and has to renew."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

from builder.commands.assembled import REFUSED, assessed
from builder.commands.chosen_role import chosen_role
from builder.commands.terminal import say, say_json
from builder.model.assessment import AssessedRow, Assessment
from builder.model.organization import Role
from builder.model.responsibility import Action
from builder.render.row_facts import row_facts
from builder.render.screen import screen
from builder.render.words import EvidenceWord, cadence_words, evidence_word, label


def run(options: argparse.Namespace) -> int:
    """Print the duties of a role; 1 when there is no such role."""
    made = assessed(options, look_up=True)
    if made is None:
        return REFUSED
    _, assessment = made
    role = chosen_role(assessment, options.role)
    if role is None:
        return REFUSED
    if options.json:
        say_json(_data(assessment, role))
    else:
        _print(assessment, role)
    return 0


def _print(assessment: Assessment, role: Role) -> None:
    say(f"{role.title}: {role.summary}\n")
    for heading, rows in (
        ("Answers for", _rows(assessment, role, "accountable")),
        ("Does", _rows(assessment, role, "responsible")),
    ):
        say(f"{heading} {len(rows)} of {len(assessment.rows)} rows")
        for row in rows:
            facts = row_facts(assessment, row)
            first, *more = textwrap.wrap(facts.title, 38) or [""]
            say(f"  {facts.citation:<24} {first:<38}  {facts.status:<14} {facts.evidence_state}")
            for line in more:
                say(f"  {'':<24} {line}")
        say()
    actions = _own_actions(assessment, role)
    say(f"Actions: {len(actions)}")
    for row, action in actions:
        head = f"{row.citation}, {cadence_words(action).lower()}"
        say(textwrap.indent(screen(head, ("Do", action.what), ("At", action.where)), "  "))
    late = _evidence(assessment, role)
    say(f"Evidence to bring: {len(late)}")
    for item in late:
        state = label(EvidenceWord(item["state"]))
        say(f"  {state:<14} {item['expires_on'] or '':<11} {item['title']}")
        say(f"  {'':<26} {item['requirement']}")


def _rows(assessment: Assessment, role: Role, part: str) -> list[AssessedRow]:
    return [row for row in assessment.rows if getattr(row.row.customer, part) == role.id]


def _actions(assessment: Assessment, role: Role) -> list[dict[str, Any]]:
    return [
        {
            "id": action.id,
            "citation": str(row.citation),
            "what": action.what,
            "where": action.where,
            "cadence": action.cadence,
            "verified_by": action.verified_by,
        }
        for row, action in _own_actions(assessment, role)
    ]


def _own_actions(assessment: Assessment, role: Role) -> list[tuple[AssessedRow, Action]]:
    return [
        (row, action)
        for row in assessment.rows
        for action in row.row.customer.actions
        if action.responsible == role.id
    ]


def _evidence(assessment: Assessment, role: Role) -> list[dict[str, Any]]:
    items = []
    for row in assessment.rows:
        for assessed_one in row.observations:
            word = evidence_word(assessed_one)
            fresh = word is EvidenceWord.FRESH
            if assessed_one.responsible != role.id or fresh:
                continue
            end = assessed_one.observation.expires_at
            items.append(
                {
                    "requirement": assessed_one.observation.requirement.id,
                    "title": assessed_one.observation.requirement.title,
                    "citation": str(row.citation),
                    "state": word.value,
                    "failing": assessed_one.fails,
                    "expires_on": end.date().isoformat() if end else None,
                }
            )
    return sorted(items, key=lambda item: (item["expires_on"] or "", item["requirement"]))


def _data(assessment: Assessment, role: Role) -> dict[str, Any]:
    def names(part: str) -> list[str]:
        return [str(row.citation) for row in _rows(assessment, role, part)]

    return {
        "role": role.id,
        "title": role.title,
        "as_of": assessment.as_of.date().isoformat(),
        "accountable": names("accountable"),
        "responsible": names("responsible"),
        "actions": _actions(assessment, role),
        "evidence": _evidence(assessment, role),
    }
