"""The three layers joined by citation."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from builder.model.catalog import ControlKind
from builder.model.citation import Citation
from builder.model.organization import AgreementKind
from builder.model.provider import Service
from builder.model.responsibility import Party
from builder.rules.merge import merge, services_in_force
from tests.factories import (
    DAY,
    make_agreement,
    make_control,
    make_feature,
    make_gap,
    make_provider_statement,
    make_statement,
    make_workspace,
)


def test_a_row_has_both_sides() -> None:
    workspace = make_workspace(offered=(make_provider_statement(),), gaps=(make_gap(),))
    (row,) = merge(workspace, DAY).rows
    assert row.citation == Citation("9.10(b)")
    assert row.customer is workspace.customer.statements[0]
    assert row.provider is workspace.provider.statements[0]
    assert [feature.id for feature in row.features] == ["door"]
    assert [claim.id for claim in (*row.provisions, *row.obligations, *row.limits)] == [
        "door.provision", "door.obligation", "door.limit"
    ]  # fmt: skip
    assert [gap.id for gap in row.gaps] == ["gap"]


def test_a_control_without_statement_is_not_determined() -> None:
    (row,) = merge(make_workspace(statements=()), DAY).rows
    assert row.customer.party is Party.NOT_DETERMINED
    assert row.customer.citation == row.citation
    assert row.provider is None


def test_every_control_is_a_row_or_uncounted_in_the_order_of_the_rule() -> None:
    controls = tuple(
        make_control(citation, counted=counted)
        for citation, counted in [
            ("9.10(b)", True),
            ("9.8(a)", False),
            ("9.2", True),
            ("9.9", False),
        ]
    )
    matrix = merge(make_workspace(controls=controls), DAY)
    assert [str(row.citation) for row in matrix.rows] == ["9.2", "9.10(b)"]
    assert [str(control.citation) for control in matrix.uncounted] == ["9.8(a)", "9.9"]


def test_the_parts_of_a_standard_are_its_counted_specifications() -> None:
    standard = Citation("9.10(b)")
    part = {"kind": ControlKind.SPECIFICATION, "parent": standard}
    controls = (
        make_control("9.10(b)(2)", **part),
        make_control("9.10(b)(1)", **part),
        make_control("9.10(b)(3)", **part | {"counted": False}),
        make_control("9.10(b)(4)", **part | {"parent": None}),
        make_control("9.10(b)(5)", parent=standard),
        make_control("9.10(b)"),
    )
    rows = merge(make_workspace(controls=controls), DAY).rows
    assert [str(citation) for citation in rows[0].parts] == ["9.10(b)(1)", "9.10(b)(2)"]
    assert all(row.parts == () for row in rows[1:])


@pytest.mark.parametrize(
    "agreement",
    [
        make_agreement(services=()),
        make_agreement(provider=False),
        make_agreement(kind=AgreementKind.OTHER),
        make_agreement(renewal=date(2026, 6, 29)),
        make_agreement(signed=date(2026, 7, 1)),
    ],
)
def test_what_is_not_covered_promises_nothing(agreement: object) -> None:
    workspace = make_workspace(agreements=(agreement,))
    assert services_in_force(workspace, DAY) == frozenset()
    (row,) = merge(workspace, DAY).rows
    assert (row.features, row.provisions, row.obligations, row.limits) == ((), (), (), ())


def test_a_service_without_ephi_needs_no_agreement_but_has_to_be_used() -> None:
    service = Service(id="guard", title="Guard", carries_ephi=False, summary="A guard.")
    unused = replace(service, id="moat")
    workspace = make_workspace(services=(service, unused), agreements=())
    assert services_in_force(workspace, DAY) == {"guard"}


def test_only_the_claims_that_serve_the_row_are_on_it() -> None:
    feature = make_feature()
    other = replace(feature.limits[0], id="other", citations=(Citation("9.12"),))
    feature = replace(feature, limits=(*feature.limits, other))
    (row,) = merge(make_workspace(features=(feature,)), DAY).rows
    assert [limit.id for limit in row.limits] == ["door.limit"]


def test_features_and_gaps_stand_in_the_order_of_their_ids() -> None:
    workspace = make_workspace(
        features=(make_feature("b"), make_feature("a")),
        gaps=(make_gap("z"), make_gap("y"), make_gap("x", "9.12")),
        statements=(make_statement(),),
    )
    (row,) = merge(workspace, DAY).rows
    assert [feature.id for feature in row.features] == ["a", "b"]
    assert [gap.id for gap in row.gaps] == ["y", "z"]
