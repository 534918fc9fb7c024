"""``python -m tests.fake_heroku``: serve an estate until interrupted, and print how to ask it."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from tests.fake_heroku.clients import ALL, SECRET
from tests.fake_heroku.estates import PLANTED, alder, big
from tests.fake_heroku.server import FakeHeroku

_NO_END = 10**9


def main() -> None:
    """Serve the example organization's estate, or a larger one."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_heroku", description=__doc__)
    parser.add_argument("--apps", type=int, help="an estate of so many apps in its place")
    parser.add_argument("--plant", nargs="*", default=[], choices=sorted(PLANTED))
    parser.add_argument("--no-limit", action="store_true", help="a pool that never runs low")
    options = parser.parse_args()
    now = datetime.now(tz=UTC)  # noqa: TID251 - a front door
    estate = alder(now) if options.apps is None else big(3, options.apps, 60, 40, now)
    for name in options.plant:
        PLANTED[name](estate)
    fake = FakeHeroku(estate)
    fake.tokens[SECRET] = ALL
    fake.remaining = _NO_END if options.no_limit else fake.remaining
    for name, value in {**fake.environment, "HEROKU_API_KEY": SECRET}.items():
        sys.stdout.write(f"export {name}={value}\n")
    sys.stdout.flush()
    fake.serve()


if __name__ == "__main__":
    main()
