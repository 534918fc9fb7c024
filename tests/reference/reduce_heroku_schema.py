"""Reduces the published schemas of the Heroku APIs to the shapes of what a GET answers.

``python tests/reference/reduce_heroku_schema.py PLATFORM VARIANT DATA`` prints what
``heroku-shapes.json`` holds.

PLATFORM is ``schema.json`` of github.com/heroku/platform-api (MIT licence), VARIANT and DATA are
``heroku-schema-3.sdk.json`` and the read endpoints of ``shogun-schemas.json`` of
github.com/heroku/typescript-api-schema (MIT licence). Only types, lists of words, required keys and
references are kept: facts about the interface, no sentence and no example.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_PATHS = """
    /account /account/keys /account/rate-limits /addon-attachments /addons /addons/{}
    /addons/{}/addon-attachments /apps /apps/{} /apps/{}/addon-attachments /apps/{}/addons
    /apps/{}/collaborators /apps/{}/config-vars /apps/{}/domains /apps/{}/dynos /apps/{}/features
    /apps/{}/features/{} /apps/{}/formation /apps/{}/log-drains /apps/{}/pipeline-couplings
    /apps/{}/releases /apps/{}/slugs/{} /apps/{}/sni-endpoints /apps/{}/webhooks
    /enterprise-accounts /enterprise-accounts/{}/archives /enterprise-accounts/{}/members
    /identity-providers/{} /oauth/authorizations /pipelines/{}/review-app-config /plans/{} /regions
    /spaces /spaces/{} /spaces/{}/inbound-ruleset /spaces/{}/log-drain /spaces/{}/members
    /spaces/{}/nat /spaces/{}/peerings /spaces/{}/topology /spaces/{}/vpn-connections /stacks /teams
    /teams/{} /teams/{}/allowed-addon-services /teams/{}/apps /teams/{}/identity-providers
    /teams/apps/{}/collaborators /teams/permissions
    /teams/{}/invitations /teams/{}/members /teams/{}/permissions /teams/{}/preferences
    /client/v11/apps/{}/transfers /client/v11/databases/{} /client/v11/databases/{}/followers
    /client/v11/databases/{}/transfer-schedules /data/kafka/v0/clusters/{}
    /data/kafka/v0/clusters/{}/ip-rules /data/kafka/v0/clusters/{}/topics /data/maintenances/v1/{}
    /postgres/v0/databases/{}/config /postgres/v0/databases/{}/credentials
    /postgres/v0/databases/{}/tls-endpoint /postgres/v0/databases/{}/tls-endpoint/certificates
    /postgres/v0/databases/{}/tls-endpoint/ip-rules /private-link/v0/databases/{}
    /redis/v0/databases/{}
"""
ASKED = frozenset(_PATHS.split())
"""What the collectors ask for, and a few more that a client of the provider's asks."""
_REFERENCE = re.compile(r'#/definitions/([^/"]+(?:/definitions/[^/"]+)?)')
_KEPT = frozenset({"type", "enum", "required", "$ref", "minimum", "maximum"})
_LISTS = ("anyOf", "oneOf", "allOf")
_HREF = re.compile(r"\{\([^)]*\)\}")


def main() -> None:
    platform, variant, data = (json.loads(Path(name).read_text()) for name in sys.argv[1:4])
    shapes: dict[str, Any] = {
        "source": "Heroku Platform API (v3, variant 3.sdk) and Data API; schemas under MIT licence",
        "definitions": _definitions(platform),
        "answers": _answers(platform),
        "variant_definitions": _definitions(variant),
        "variant_answers": _answers(variant),
        "data_answers": {
            _plain(name.removeprefix("GET ")): _reduced(found["responses"]["200"])
            for name, found in data["endpoints"].items()
            if "200" in found["responses"]
        },
    }
    for lead in ("", "variant_"):
        _prune(shapes[f"{lead}answers"], shapes[f"{lead}definitions"])
    for path in shapes["data_answers"].keys() - ASKED:
        del shapes["data_answers"][path]
    json.dump(shapes, sys.stdout, indent=0, sort_keys=True)
    sys.stdout.write("\n")


def _prune(answers: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Keep what is asked for, and what that refers to."""
    for path in answers.keys() - ASKED:
        del answers[path]
    waiting: list[Any] = [answers]
    needed: set[str] = set()
    while waiting:
        for name in set(_REFERENCE.findall(json.dumps(waiting.pop()))) - needed:
            kind, _, inner = name.partition("/definitions/")
            needed |= {name, kind}
            own = {key: value for key, value in definitions[kind].items() if key != "definitions"}
            waiting += [definitions[kind]["definitions"][inner]] if inner else [own]
    for kind in definitions.keys() - needed:
        del definitions[kind]
    for kind, definition in definitions.items():
        inner_ones = definition["definitions"]
        for inner in [one for one in inner_ones if f"{kind}/definitions/{one}" not in needed]:
            del inner_ones[inner]


def _definitions(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, definition in schema["definitions"].items():
        found[name] = {"definitions": {}, **_reduced(definition)}
    return found


def _answers(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, definition in schema["definitions"].items():
        for link in definition.get("links", ()):
            if link.get("method", "").upper() != "GET":
                continue
            own = {"$ref": f"#/definitions/{name}"}
            several = link.get("rel") == "instances"
            usual = {"type": ["array"], "items": own} if several else own
            target = link.get("targetSchema")
            path = _HREF.sub("{}", unquote(link["href"]))
            found[path] = _reduced(target) if target is not None else usual
    return found


def _reduced(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return {}
    kept = {key: value for key, value in schema.items() if key in _KEPT}
    for key in ("properties", "patternProperties", "definitions"):
        if key in schema:
            kept[key] = {name: _reduced(inner) for name, inner in schema[key].items()}
    for key in _LISTS:
        if key in schema:
            kept[key] = [_reduced(inner) for inner in schema[key]]
    if isinstance(schema.get("items"), dict):
        kept["items"] = _reduced(schema["items"])
    if schema.get("strictProperties") or schema.get("additionalProperties") is False:
        kept["additionalProperties"] = False
    return kept


def _plain(path: str) -> str:
    return re.sub(r":[a-z_]+|\{[a-z_]+\}", "{}", path)


if __name__ == "__main__":
    main()
