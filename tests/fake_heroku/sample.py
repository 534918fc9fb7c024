"""Makes the sample evidence that collectors bring: ``python -m tests.fake_heroku.sample``.

Serves the example organization's estate on loopback, collects it as of the moment at which it is as
it is, and files the records in the workspace that the command runs in. What an earlier run filed is
taken away first. Everything in it is invented.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from builder.commands.collect import collect
from tests.fake_heroku.estate import identity
from tests.fake_heroku.estates import PLANTED, alder
from tests.fake_heroku.server import FakeHeroku

COLLECTED_AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
WRONG = ("open-inbound", "old-one-off-dyno", "stray-service-account")
"""What is not as it should be there, as the gaps of the example say."""


def main(root: Path) -> int:
    """Collect into ``root``; returns the exit code of the collection."""
    evidence = root / "evidence"
    shutil.rmtree(evidence / "records", ignore_errors=True)
    (evidence / "log.jsonl").unlink(missing_ok=True)
    estate = alder(COLLECTED_AT)
    for name in WRONG:
        PLANTED[name](estate)
    fake = FakeHeroku(estate)
    word = identity("token", "sample")
    fake.tokens[word] = frozenset({"identity", "read", "manage"})
    with fake.running():
        os.environ.update(fake.environment, HEROKU_API_KEY=word)
        options = argparse.Namespace(
            root=root,
            provider="heroku",
            only=None,
            config_var_names=False,
            dry_run=False,
            discover=False,
            explain_access=False,
            json=False,
            saved=None,
            probe=None,
            collected_at=None,
        )
        code = collect(options, COLLECTED_AT)
    # The example's other records were written by hand and are in no log, so this one has none.
    (evidence / "log.jsonl").unlink(missing_ok=True)
    return code


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
