"""``shieldbook explain``: why a row, or what it rests on, stands as it does, to file and line."""

from __future__ import annotations

import argparse
from typing import Any

from builder.commands.assembled import REFUSED, assessed
from builder.commands.explain_answer import answer_data, say_answer
from builder.commands.explain_code import code_section
from builder.commands.terminal import say, say_json
from builder.commands.who import say_choice
from builder.lookup import make_lookup
from builder.model.assessment import AssessedObservation, AssessedRow, Assessment
from builder.model.issue_codes import ISSUE_CODES
from builder.model.issues import Origin
from builder.pipeline import Build
from builder.render.answers import answers
from builder.render.row_facts import row_facts
from builder.render.screen import items, screen
from builder.render.words import evidence_word, label


def run(options: argparse.Namespace) -> int:
    """Print the chain from rule to evidence, or what else is asked for; 1 when nothing is found."""
    query = " ".join(options.query)
    if query.upper() in ISSUE_CODES:
        say(code_section(query.upper()))
        return 0
    made = assessed(options, look_up=True)
    if made is None:
        return REFUSED
    build, assessment = made
    every = answers(assessment)
    lookup = make_lookup(every, build.files.index, "")
    found = lookup.find(query)
    if len(found.names) != 1 or found.nearest:
        say_choice(lookup, query, found)
        return 0 if found.names else REFUSED
    answer = every[list(lookup.entries).index(found.names[0])]
    row = assessment.row(answer.rows[0]) if answer.kind == "row" else None
    if row is not None:
        chain = _chain(build, assessment, row)
        say_json(chain) if options.json else _print(chain)
    else:
        data = answer_data(build, assessment, answer)
        say_json(data) if options.json else say_answer(data)
    return 0


def _chain(build: Build, assessment: Assessment, row: AssessedRow) -> dict[str, Any]:
    facts = row_facts(assessment, row)

    def place(origin: Origin | None) -> str:
        return str(build.files.location(origin)) if origin is not None else ""

    customer, provider = row.row.customer, row.row.provider
    return {
        "citation": facts.citation,
        "title": facts.title,
        "finding": facts.finding,
        "rule": {"text": row.row.control.requirement, "at": place(row.row.control.origin)},
        "provider": {
            "text": facts.provision,
            "status": facts.provider_status,
            "at": place(provider.origin if provider else None),
        },
        "customer": {
            "party": facts.party,
            "duty": facts.duty,
            "status": facts.customer_status,
            "at": place(customer.origin),
        },
        "whole": {
            "status": facts.status,
            "parts": [f"{part.citation} {label(part.status)}" for part in _parts(assessment, row)],
        },
        "reasons": [reason.text for reason in row.finding.reasons],
        "evidence": [_evidence(item, place) for item in row.observations],
        "gaps": [
            {
                "id": gap.id,
                "finding": gap.finding,
                "due_on": str(gap.due_on),
                "at": place(gap.origin),
            }
            for gap in row.row.gaps
        ],
        "next": facts.next_action,
    }


def _parts(assessment: Assessment, row: AssessedRow) -> list[AssessedRow]:
    return [part for part in assessment.rows if part.citation in row.row.parts]


def _evidence(item: AssessedObservation, place: Any) -> dict[str, Any]:
    observation = item.observation
    newest, end = observation.newest, observation.expires_at
    return {
        "requirement": observation.requirement.id,
        "asks": observation.requirement.shows,
        "max_age": observation.requirement.max_age.words,
        "asked_at": place(observation.requirement.origin),
        "state": label(evidence_word(item)),
        "newest": newest.id if newest else None,
        "outcome": label(newest.outcome_for(observation.requirement.id)) if newest else None,
        "remarks": newest.remarks if newest else "",
        "expires_on": end.date().isoformat() if end else None,
        "record_at": place(newest.origin) if newest else None,
        "files": [f"{newest.folder}/{a.file}" for a in newest.artifacts] if newest else [],
    }


def _print(chain: dict[str, Any]) -> None:
    customer, provider, whole = chain["customer"], chain["provider"], chain["whole"]
    say(
        screen(
            f"{chain['citation']} {chain['title']}: {chain['finding'].lower()}",
            *items("Because", chain["reasons"] or ["no reason speaks against it"]),
            ("Rule", chain["rule"]["text"]),
            ("", chain["rule"]["at"]),
            ("Provider", f"{provider['status']}: {provider['text']}"),
            ("", provider["at"]),
            ("Customer", f"{customer['party']}, {customer['status']}: {customer['duty']}"),
            ("", customer["at"]),
            ("Whole", _whole(whole) if whole["parts"] else ""),
        )
    )
    for item in chain["evidence"]:
        say(screen(f"{item['state']}: {item['requirement']}", *_evidence_lines(item)))
    for gap in chain["gaps"]:
        say(
            screen(
                f"Gap {gap['id']}, due {gap['due_on']}",
                ("Finding", gap["finding"]),
                ("", gap["at"]),
            )
        )
    say(f"Next: {chain['next']}")


def _whole(whole: dict[str, Any]) -> str:
    return f"{whole['status']}, rolled up with {'; '.join(whole['parts'])}"


def _evidence_lines(item: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("Asks", f"{item['asks']} At most {item['max_age']} old."), ("", item["asked_at"])]
    if item["newest"]:
        ends = f", until {item['expires_on']}" if item["expires_on"] else ""
        lines.append(
            ("Newest", f"{item['newest']}: {item['outcome'].lower()}{ends}. {item['remarks']}")
        )
        lines.append(("", item["record_at"]))
        lines.extend(items("Files", item["files"]))
    return lines
