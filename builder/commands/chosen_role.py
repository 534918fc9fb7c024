"""The role that a person named on the command line, by its id or its title."""

from __future__ import annotations

from builder.commands.terminal import complain
from builder.model.assessment import Assessment
from builder.model.organization import Role


def chosen_role(assessment: Assessment, wanted: str) -> Role | None:
    """The role; None after printing which ones there are."""
    name = "-".join(wanted.lower().split())
    roles = assessment.matrix.workspace.customer.organization.roles
    for role in roles:
        if name in (role.id, "-".join(role.title.lower().split())):
            return role
    complain(f"There is no role `{wanted}`.")
    complain(f"    Roles: {', '.join(role.id for role in roles)}")
    return None
