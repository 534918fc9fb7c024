"""What the tests of collecting share."""

from __future__ import annotations

import pytest

from tests.unit.collect.certificates import Certified


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certified:
    """A certificate for ``localhost``."""
    return Certified(tmp_path_factory.mktemp("certificates") / "localhost")
