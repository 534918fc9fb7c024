"""``shieldbook init``: a new workspace with the stock catalog, ready to be filled in."""

from __future__ import annotations

import argparse
import re
import shlex
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from builder.commands.terminal import say
from builder.errors import BuilderError, UsageError
from builder.model.catalog import Control
from builder.model.citation import Citation
from builder.model.provider import ProviderStatement
from builder.rules.validate_sizes import MOST_OF_A_NAME
from builder.stock import copy_stock
from builder.store.catalog_files import read_controls
from builder.store.workspace_texts import read_texts

_ROLES = (
    ("security-official", "Security Official", "Answers for the Security Rule program."),
    ("privacy-official", "Privacy Official", "Answers for uses and disclosures of PHI."),
    ("compliance-officer", "Compliance Officer", "Keeps policies and the evidence register."),
    ("engineering-lead", "Engineering Lead", "Answers for how systems are built and changed."),
    ("platform-engineer", "Platform Engineer", "Runs the platform, its logging and its access."),
)


def run(options: argparse.Namespace) -> int:
    """Make the workspace and say what comes next."""
    target = Path(options.directory)
    name = options.name or target.resolve().name
    if not name.strip() or not name.isprintable():
        raise UsageError(
            "the organization's name is blank or holds a line break or control character",
            "Give another with --name.",
        )
    if len(name) > MOST_OF_A_NAME:
        raise UsageError(
            f"the organization's name has {len(name)} characters; at most {MOST_OF_A_NAME} fit",
            "Give a shorter one with --name.",
        )
    copy_stock(target, example=options.example)
    (target / ".gitignore").write_text("/out\n/.out/\n/out-*\n/.out-*/\n/site/\n", encoding="utf-8")
    if not options.example:
        _write_customer(target, name)
    say(f"Made {target}. Next:\n")
    say(f"  cd {shlex.quote(str(target))}")
    say("  shieldbook check     what is left to fill in, by file, and what comes next")
    say("  shieldbook build     out/: site, workbook and report, as a draft")
    say("\ndocs/guide/add-a-control-statement.md goes through one row, from statement to evidence.")
    return 0


def _write_customer(target: Path, name: str) -> None:
    """Write the customer's layer with every counted control, each not determined yet."""
    layers, issues = read_controls(
        {n: d for n, d in read_texts(target).files.items() if n.startswith("controls/")}
    )
    if layers.provider is None:
        raise BuilderError("the stock catalog cannot be read", issues[0].message if issues else "")
    profile = layers.provider.profile
    every = ", ".join(service.id for service in profile.services)
    covered = ", ".join(service.id for service in profile.services if service.carries_ephi)
    customer = target / "controls" / "customer"
    (customer / "statements").mkdir(parents=True)
    (customer / "gaps").mkdir()
    (customer / "gaps" / "gaps.yml").write_text(_GAPS, encoding="utf-8")
    (customer / "organization.yml").write_text(_organization(name), encoding="utf-8")
    (customer / "roles.yml").write_text(_roles(), encoding="utf-8")
    (customer / "systems.yml").write_text(_systems(every), encoding="utf-8")
    (customer / "agreements.yml").write_text(_agreements(profile.vendor, covered), encoding="utf-8")
    provides = {s.citation: s for s in layers.provider.statements}
    short = profile.short_name
    counted = sorted((c for c in layers.catalog.controls if c.counted), key=lambda c: c.citation)
    for section, controls in groupby(counted, key=lambda c: c.citation.section):
        text = _statements(controls, provides, short)
        (customer / "statements" / f"{section}.yml").write_text(text, encoding="utf-8")


def _organization(name: str) -> str:
    identity = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "organization"
    year = datetime.now(tz=UTC).year  # noqa: TID251 - a front door; only a comment depends on it
    quoted = name.replace("'", "''")
    return f"""# Who the matrix is about. Started in {year}.
id: {identity[:64]}
name: '{quoted}'
entity_role: covered-entity    # or business-associate
summary: >-
  What the organization does with ePHI has not been described yet.
notice: P30D        # how long before it runs out evidence is called due
remediation: P30D   # how soon missing or failing evidence has to be mended
# audit_window: 2026-01-01/2026-12-31   # first and last day that the audit looks at
roles: []           # they stand in roles.yml
"""


def _roles() -> str:
    entries = [
        f"  - id: {identity}\n    title: {title}\n    summary: {summary}\n"
        for identity, title, summary in _ROLES
    ]
    head = "# Roles, never people. Every row names one that answers and one that does the work.\n"
    return head + "roles:\n" + "".join(entries)


def _systems(services: str) -> str:
    return f"""# What runs where, and which of it handles ePHI. An entry looks like this:
#
# spaces:
#   - name: SPACE
#     kind: What the provider calls it
#     region: REGION
#     carries_ephi: true
#     purpose: What it is for.
# systems:
#   - id: portal
#     title: Portal
#     summary: What it does.
#     carries_ephi: true
#     owner: engineering-lead
#     services: [{services}]
#     apps:
#       - name: APP
#         space: SPACE
#         carries_ephi: true
#         purpose: What it is for.
spaces: []
systems: []
"""


def _agreements(vendor: str, services: str) -> str:
    return f"""# Agreements that bear on ePHI. An entry looks like this:
#
# agreements:
#   - id: provider-baa
#     title: Business associate agreement with the provider
#     kind: baa
#     counterparty: {vendor}
#     provider: true
#     signed: 2026-01-31
#     renewal: 2028-01-30
#     services: [{services}]
agreements: []
"""


_GAPS = """# What is known to be missing. A row that is planned or partial has an entry like this:
#
# gaps:
#   - id: gap-short-name
#     citation: CITATION
#     finding: What is missing.
#     severity: medium              # high, medium or low
#     treatment: fix                # fix, alternative, accept or transfer
#     plan: What will be done.
#     owner: security-official      # the id of a role
#     opened_on: 2026-01-31
#     due_on: 2026-06-30
gaps: []
"""
_STATEMENTS_HEAD = """# One entry a row. Replace `party: not-determined`. A finished entry:
#
#   - citation: CITATION
#     party: customer               # provider, shared, customer or not-applicable
#     duty_kind: operate            # configure, operate or provide
#     duty: What has to be done, in the imperative.
#     statement: How it is done here.
#     status: implemented           # anything else takes `remarks:` as well
#     accountable: security-official
#     responsible: platform-engineer
#     evidence:
#       - id: short-name
#         title: What is shown
#         shows: What a reader can see in it.
#         method: examine           # examine, interview or test
#         kind: record              # policy, procedure, record, configuration, sample, ...
#         max_age: P1Y
#
# `shieldbook check` says what an entry still lacks.
statements:
"""


def _statements(
    controls: Iterable[Control], provides: dict[Citation, ProviderStatement], short: str
) -> str:
    return _STATEMENTS_HEAD + "\n".join(
        _statement(c, provides.get(c.citation), short) for c in controls
    )


def _statement(control: Control, provided: ProviderStatement | None, short: str) -> str:
    lines = [f"{control.title} ({control.label.lower()}). {control.requirement}"]
    if provided is not None:
        lines.append(f"{short}: {provided.provides}")
    comments = "".join(
        f"  # {part}\n"
        for line in lines
        for part in textwrap.wrap(line, 92, break_on_hyphens=False)
    )
    return f"{comments}  - citation: {control.citation}\n    party: not-determined\n"
