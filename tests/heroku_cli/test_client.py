"""The provider's client understands the stand-in, and prints what our collectors keep."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.collect.collector import Scope
from builder.collect.collectors import collectors
from builder.collect.saved_output import SavedOutput
from builder.model.datasets import Dataset
from tests.fake_heroku.answers import answer
from tests.fake_heroku.clients import ALL, SECRET, asking, collected
from tests.fake_heroku.estates import alder
from tests.fake_heroku.server import FakeHeroku

CLIENT = Path(__file__).parent / "node_modules" / ".bin" / "heroku"
pytestmark = pytest.mark.skipif(not CLIENT.exists(), reason="`make heroku-cli` installs it")

PRINTS = {
    "spaces:info -s alder-phi-core": "/spaces/alder-phi-core",
    "spaces:trusted-ips -s alder-phi-core": "/spaces/alder-phi-core/inbound-ruleset",
    "spaces:drains:get -s alder-phi-core": "/spaces/alder-phi-core/log-drain",
    "spaces:topology -s alder-phi-core": "/spaces/alder-phi-core/topology",
    "members --team alder-care": "/teams/alder-care/members",
    "addons -a alder-console": "/apps/alder-console/addons",
    "access -a alder-console": "/apps/alder-console/collaborators",
    "domains -a alder-console": "/apps/alder-console/domains",
    "drains -a alder-console": "/apps/alder-console/log-drains",
    "releases -a alder-console": "/apps/alder-console/releases",
    "features -a alder-console": "/apps/alder-console/features",
    "authorizations": "/oauth/authorizations",
}
"""Commands whose ``--json`` is what a path answers."""
SAVED_AS = {
    "members --team alder-care": ("members@alder-care.json", "team-members"),
    "addons -a alder-console": ("addons@alder-console.json", "add-ons"),
    "access -a alder-console": ("access@alder-console.json", "app-collaborators"),
    "domains -a alder-console": ("domains@alder-console.json", "app-domains"),
    "releases -a alder-console": ("releases@alder-console.json", "app-releases"),
    "features -a alder-console": ("features@alder-console.json", "app-features"),
    "spaces:trusted-ips -s alder-phi-core": (
        "spaces-trusted-ips@alder-phi-core.json",
        "space-inbound-rules",
    ),
}
"""Commands whose output a person may save, under what name, and the dataset that it gives."""
ADDS_ADMINS = "access -a alder-console"
"""Lists the admins of the team as well, who are no collaborators of the app."""


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeHeroku]:
    made = FakeHeroku(alder())
    made.tokens[SECRET] = ALL
    with made.running():
        yield made


@pytest.fixture(scope="module")
def printed(fake: FakeHeroku, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command printed."""
    home = tmp_path_factory.mktemp("home")
    environ = {
        **os.environ,
        **fake.environment,
        "HEROKU_API_KEY": SECRET,
        "HEROKU_PARTICLEBOARD_URL": fake.address,
        "DISABLE_TELEMETRY": "true",
        "CI": "true",
        "NO_COLOR": "1",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    found: dict[str, Any] = {}
    for command in PRINTS:
        done = subprocess.run(
            (str(CLIENT), *command.split(), "--json"),
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        found[command] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("command", PRINTS)
def test_the_client_prints_what_the_stand_in_serves(
    fake: FakeHeroku, printed: dict[str, Any], command: str
) -> None:
    served = _by_id(answer(fake.estate, PRINTS[command]))
    told = _by_id(printed[command])
    assert served.keys() <= told.keys()
    assert command == ADDS_ADMINS or served.keys() == told.keys()
    for name, theirs in served.items():
        shared = told[name].keys() & theirs.keys()
        assert len(shared) > 1
        changed = {key for key in shared if told[name][key] != theirs[key]}
        assert changed <= {"generation", "plan"}, command  # of another variant, and expanded


def _by_id(value: Any) -> dict[str, dict[str, Any]]:
    things = value if isinstance(value, list) else [value]
    return {str(one.get("id") or (one.get("user") or one)): one for one in things}


@pytest.mark.parametrize("command", SAVED_AS)
def test_what_the_client_prints_gives_what_we_collect(
    fake: FakeHeroku, printed: dict[str, Any], command: str
) -> None:
    name, dataset = SAVED_AS[command]
    with asking(fake) as asked:
        held = collected(fake, asked)
    scope = Scope(spaces=("alder-phi-core",), apps=("alder-console",))
    (one,) = (c for c in collectors(str) if c.name == dataset)
    output = SavedOutput({name: json.dumps(printed[command]).encode()})
    again: Dataset = one.collect(output, scope, held)
    subjects = {"alder-phi-core", "alder-console", "alder-care"}
    live = [item for item in held[dataset].items if subjects & set(map(str, item.values()))]
    assert again.complete
    if command == ADDS_ADMINS:
        assert all(item in again.items for item in live)
    else:
        assert sorted(map(str, again.items)) == sorted(map(str, live))
    assert not [r for r in fake.requests if r["method"] not in ("GET", "POST")]
