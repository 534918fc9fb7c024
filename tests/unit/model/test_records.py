"""What records of the layers know about themselves."""

from __future__ import annotations

from datetime import date

from msgspec.structs import fields, replace

from builder.errors import BuilderError
from builder.model.catalog import (
    Control,
    ControlKind,
    Counted,
    CountingConvention,
    Designation,
    Edition,
    Framework,
)
from builder.model.citation import Citation
from builder.model.issues import Issue, Location, Origin
from builder.model.organization import AgreementKind, Role
from tests.factories import make_agreement, make_control, make_feature, make_gap, make_workspace

EDITION = Edition(
    title="First", citation="1 XR 9", effective=date(2020, 1, 1), source="https://rules.example/",
    source_date=date(2026, 1, 1),
)  # fmt: skip


def test_an_agreement_holds_from_its_first_to_its_last_day() -> None:
    agreement = make_agreement()
    assert not agreement.holds_on(date(2025, 12, 31))
    assert agreement.holds_on(date(2026, 1, 1))
    assert agreement.holds_on(date(2026, 12, 31))
    assert not agreement.holds_on(date(2027, 1, 1))


def test_only_the_providers_baa_in_force_covers_services() -> None:
    organization = make_workspace().customer.organization
    day = date(2026, 6, 30)
    assert organization.covered_services(day) == {"guard"}
    for wrong in (
        make_agreement(provider=False),
        make_agreement(kind=AgreementKind.SUBSCRIPTION),
        make_agreement(renewal=date(2026, 6, 29)),
    ):
        assert replace(organization, agreements=(wrong,)).covered_services(day) == frozenset()


def test_an_organization_knows_its_roles() -> None:
    role = Role(id="manager", title="Manager", summary="Answers.")
    organization = replace(make_workspace().customer.organization, roles=(role,))
    assert organization.role("manager") is role
    assert organization.role("nobody") is None


def test_a_provider_knows_its_services() -> None:
    provider = make_workspace().provider
    service = provider.service("guard")
    assert service is not None
    assert service.title == "Guard"
    assert provider.service("moat") is None


def test_a_gap_is_open_from_the_day_it_was_opened_until_the_day_it_is_closed() -> None:
    gap = make_gap(opened_on=date(2026, 5, 1), closed_on=date(2026, 6, 1))
    assert not gap.open_on(date(2026, 4, 30))
    assert gap.open_on(date(2026, 5, 1))
    assert gap.open_on(date(2026, 5, 31))
    assert not gap.open_on(date(2026, 6, 1))
    assert replace(gap, closed_on=None).open_on(date(2036, 1, 1))


def test_a_feature_lists_its_claims_and_citations_in_order() -> None:
    feature = make_feature()
    assert [claim.id for claim in feature.claims] == [
        "door.provision",
        "door.obligation",
        "door.limit",
    ]
    assert feature.citations == (Citation("9.10(b)"),)


def test_a_control_is_labelled_by_its_designation_or_its_kind() -> None:
    assert make_control().label == "Standard"
    assert make_control(designation=Designation.ADDRESSABLE).label == "Addressable"
    assert make_control(kind=ControlKind.GENERAL).label == "General"


def test_a_framework_names_its_main_counting() -> None:
    main = CountingConvention(id="m", title="M", note="", counts=Counted.COUNTED, main=True)
    other = CountingConvention(id="o", title="O", note="", counts=Counted.ALL)
    framework = Framework(
        id="f", title="F", short_title="F", citation_prefixes=(), edition=EDITION, families=(),
        counting=(other, main),
    )  # fmt: skip
    assert framework.main_counting is main
    assert replace(framework, counting=(other,)).main_counting is None


def test_the_words_of_counting_are_fields_of_a_control() -> None:
    names = {field.name for field in fields(Control)}
    assert {str(word) for word in Counted} - names == {"all"}


def test_issues_are_ordered_by_place() -> None:
    def issue(line: int, code: str) -> Issue:
        return Issue(code=code, message="m", location=Location("b.yml", line))

    first = Issue(code="YML001", message="m", origin=Origin("a.yml", ("x",)))
    nowhere = Issue(code="YML001", message="m")
    issues = [issue(10, "REC001"), issue(9, "REC002"), issue(9, "REC001"), first, nowhere]
    ordered = sorted(issues, key=Issue.sort_key)
    assert ordered == [nowhere, first, issues[2], issues[1], issues[0]]
    assert str(Location("b.yml", 9, 3)) == "b.yml:9:3"


def test_a_failure_of_the_surroundings_says_what_to_try() -> None:
    error = BuilderError("the disk is full", "Make room.")
    assert (error.message, error.hint, str(error)) == (
        "the disk is full", "Make room.", "the disk is full"
    )  # fmt: skip
