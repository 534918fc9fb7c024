"""Which files of docs/ are not part of an edition: pages for others, and what only they show."""

from __future__ import annotations

from pathlib import Path

from builder.model.audience import Audience
from builder.store.prose_files import DOCS, PROSE_FOLDERS, Prose, page_bytes
from builder.store.site_settings import SETTINGS


def pages_left_out(prose: Prose, audience: Audience) -> frozenset[str]:
    """Workspace-relative names of the pages that are not for an audience."""
    return frozenset(
        name for name, meant_for in prose.audiences.items() if not audience.may_see(meant_for)
    )


def pages_to_tell(prose: Prose, audience: Audience) -> int:
    """How many pages of the navigation an edition does not hold."""
    lead = tuple(f"{DOCS}/{folder}/" for folder in PROSE_FOLDERS)
    return sum(name.startswith(lead) for name in pages_left_out(prose, audience))


def files_left_out(root: Path, prose: Prose, audience: Audience) -> frozenset[str]:
    """The pages that are not for an audience, and other files that none of its pages names.

    A picture has no head to say for whom it is, so an edition for others holds only what a page of
    its own, or the settings of the site, refer to.
    """
    if audience is Audience.INTERNAL:
        return frozenset()
    left_out = pages_left_out(prose, audience)
    shown = [page_bytes(root, name) for name in prose.audiences if name not in left_out]
    settings = root / SETTINGS
    shown += [settings.read_bytes()] if settings.is_file() else []
    named = b"\n".join(shown)
    others = (name for name in prose.digests if name not in prose.audiences)
    return left_out | {name for name in others if name.rpartition("/")[2].encode() not in named}
