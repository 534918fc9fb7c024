"""Where what can be made again is kept between runs: the user's cache folder, safe to delete."""

from __future__ import annotations

import os


def cache_folder() -> str:
    """``shieldbook`` below ``XDG_CACHE_HOME``, else below ``~/.cache``; it need not exist yet."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - `who` loads no pathlib
    return os.path.join(home, "shieldbook")  # noqa: PTH118 - as above
