"""How much the scan for leaks finds, and how often it is wrong, on drawn values and benign lines.

Run ``python -m benchmarks.leaks`` in a checkout; the same seed gives the same figures. The carriers
are lines as they stand in configuration, logs, exports and letters, and are not the examples of the
rules. The values have the forms that the rules know: a form that nobody wrote down is in no figure.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from benchmarks.leak_values import filled
from builder.leaks.matching import RuleSet, ready
from builder.leaks.scanning import scan
from builder.store.leak_rules import leak_rules

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261124
DRAWS = 40
"""Values drawn for each pair of form and carrier."""

SECRETS = {
    "heroku": ("HRKU-{uuid}", "HRKU-AA{alnum:58}"),
    "github": ("ghp_{alnum:36}", "github_pat_{alnum:22}_{alnum:59}", "gho_{alnum:36}"),
    "aws id": ("AKIA{base32:16}",),
    "google": ("AIza{alnum:35}", "GOCSPX-{alnum:28}"),
    "slack": ("xoxb-{digit:12}-{digit:12}-{alnum:24}", "xoxp-{digit:12}-{digit:12}-{hex:32}"),
    "stripe": ("sk_live_{alnum:24}", "rk_live_{alnum:99}", "whsec_{alnum:32}"),
    "jwt": ("eyJ{alnum:33}.eyJ{alnum:120}.{alnum:43}",),
    "database url": (
        "postgres://u{alnum:13}:p{hex:64}@ec2-{digit:2}.example.org:5432/d{alnum:12}",
        "rediss://:p{hex:64}@ec2-{digit:2}.example.org:24130",
        "mysql://app:{alnum:12}@db:3306/x",
        "amqps://{alnum:8}:{alnum:32}@mq.example.org/{alnum:8}",
    ),
    "other tokens": (
        "glpat-{alnum:20}",
        "npm_{alnum:36}",
        "SG.{alnum:22}.{alnum:43}",
        "dop_v1_{hex:64}",
        "hvs.{alnum:95}",
        "shpat_{hex:32}",
        "sk-proj-{alnum:80}",
    ),
}
CARRIERS = (
    "{}",
    "export KEY={}",
    '{{"value": "{}", "updated_at": "2026-11-20T08:00:00Z"}}',
    "2026-11-20T08:00:00Z app[web.1]: connecting with {} failed",
    "name,value,owner\nA,{},release-manager",
    "| setting | `{}` | kept by us |",
    "<td><code>{}</code></td>",
    "curl -H 'X-Key: {}' https://api.example.org",
)
ASSIGNED = ("{alnum:16}", "{alnum:24}", "{hex:32}", "{hex:64}", "{alnum:43}")
ASSIGNING = (
    "password={}",
    "DB_PASSWORD: {}",
    '"client_secret": "{}"',
    "SECRET_KEY_BASE='{}'",
    "api_key = {}",
    "const authToken = '{}'",
    "--token={}",
    "Authorization: Bearer {}",
)
PHI = {
    "ssn": (
        ("{ssn}",),
        ("SSN: {}", "the number {} was on the form", "a,{},b", '"ssn": "{}"', "<td>{}</td>"),
    ),
    "ssn, unbroken": (
        ("{ssn-plain}",),
        ("SSN {}", "ssn={}", "name,ssn\nx,{}", "social security number is {}"),
    ),
    "mrn": (
        ("{digit:8}", "A{digit:7}"),
        ("MRN: {}", "mrn={}", '"mrn": "{}"', "medical record number {}", "id,mrn\n1,{}", "MRN #{}"),
    ),
    "birth date": (
        ("1961-04-{day}", "04/{day}/1987", "12-{day}-1944", "March {day}, 1958"),
        ("DOB {}", "date of birth: {}", '"birthDate": "{}"', "born on {}", "id;dob\n1;{}"),
    ),
    "npi": (
        ("{npi}",),
        ("NPI {}", '"npi": "{}"', "npi: {}", "npi,name\n{},x", "Prescriber NPI#{}"),
    ),
    "mbi": (("{mbi}", "{mbi-dashed}"), ("{}", "MBI: {}", '"mbi": "{}"', "card {} shown")),
    "member": (
        ("W{digit:9}", "{digit:11}", "XYZ{digit:9}"),
        ("Member ID: {}", "member_id={}", '"subscriberId": "{}"', "insurance number {}"),
    ),
    "patient's telephone": (
        ("({area}) {area}-{digit:4}", "{area}-{area}-{digit:4}", "+1 {area} {area} {digit:4}"),
        ("patient phone {}", "called the patient at {}", "patient,phone\nx,{}"),
    ),
}
BENIGN = (
    '"id": "{uuid}"',
    "heroku app {uuid} was released",
    '"app": {{"id": "{uuid}", "name": "alder-portal"}}',
    "sha256: {hex:64}",
    "commit {hex:40}",
    "{hex:64}  site/index.html",
    "build {hex:12}, as of 2026-11-{day}",
    "Request-Id: {uuid}",
    "slug {uuid} v{digit:3} released 2026-11-{day}T08:00:00Z",
    "ticket CHG-{digit:6}, case {digit:8}",
    "support line {area}-555-01{digit:2}",
    "from 10.{digit:2}.0.{digit:2} port {digit:5}",
    "order {digit:10} of {digit:9} bytes",
    "reviewed_on: 2026-11-{day}",
    "token_expiry: 2026-12-{day}",
    "password_policy: minimum length {digit:2}",
    "secret_name: DATABASE_URL_{digit:2}",
    "arn:aws:kms:us-east-1:{digit:12}:key/{uuid}",
    'etag W/"{alnum:27}"',
    "integrity sha256-{alnum:43}=",
    "d{digit:1}.{digit:2}.{digit:4} of the plan",
)


def main() -> None:
    """Print recall by kind and false positives by sort of line; exit 1 when a goal is missed."""
    random, rules = Random(SEED), ready(leak_rules())
    secrets = _recall("secrets", _lines_of_secrets(random), rules)
    phi = _recall("PHI with a form", _lines_of_phi(random), rules)
    wrong = _false_positives(random, rules)
    held = secrets >= 0.98 and phi >= 0.95 and wrong < 0.02
    sys.exit(0 if held else 1)


def _lines_of_secrets(random: Random) -> Iterator[tuple[str, str]]:
    for kind, forms in SECRETS.items():
        yield from _drawn(kind, forms, CARRIERS, random)
    yield from _drawn("assigned", ASSIGNED, ASSIGNING, random)


def _lines_of_phi(random: Random) -> Iterator[tuple[str, str]]:
    for kind, (forms, carriers) in PHI.items():
        yield from _drawn(kind, forms, carriers, random)


def _drawn(
    kind: str, forms: Iterable[str], carriers: Iterable[str], random: Random
) -> Iterator[tuple[str, str]]:
    held = tuple(carriers)
    for form in forms:
        for carrier in held:
            for _ in range(DRAWS):
                yield kind, carrier.format(filled(form, random))


def _recall(title: str, lines: Iterable[tuple[str, str]], rules: RuleSet) -> float:
    drawn: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for kind, text in lines:
        drawn[kind] += 1
        found[kind] += bool(scan("line", text.encode(), rules))
    for kind, count in drawn.items():
        print(f"  {kind:22} {found[kind]:6,} of {count:6,}  {found[kind] / count:.4f}")
    share = found.total() / drawn.total()
    print(f"recall, {title}: {share:.4f} of {drawn.total():,}\n")
    return share


def _false_positives(random: Random, rules: RuleSet) -> float:
    prose = [
        line
        for top in ("docs", "controls", "evidence", "builder")
        for path in sorted((ROOT / top).rglob("*"))
        if path.suffix in (".md", ".yml", ".py", ".csv", ".json") and "rules" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    drawn = [filled(form.replace("{{", "{").replace("}}", "}"), random) for form in BENIGN * 200]
    shares = []
    for title, lines in (("lines of the repository", prose), ("drawn lines", drawn)):
        wrong = [line for line in lines if scan("line", line.encode(), rules)]
        shares.append(len(wrong) / len(lines))
        print(f"false positives, {title}: {len(wrong):,} of {len(lines):,}, {shares[-1]:.4%}")
        for line in wrong[:5]:
            print(f"    {line.strip()[:100]}")
    return max(shares)


if __name__ == "__main__":
    main()
