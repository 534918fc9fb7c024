"""The commands that check a workspace's log and seals without this program, ready to be run."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from builder.model.log_state import LogState, SealState
from builder.model.seal import NAMESPACE, SEALS, Beside
from builder.render.log_facts import beside_file

ROOT_OF_LINES = """\
row=()
while IFS= read -r line; do
  row+=("$(printf '\\0%s' "$line" | sha256sum | cut -c1-64)")
done < <(cat {lists})
while ((${{#row[@]}} > 1)); do
  next=()
  for ((i = 0; i < ${{#row[@]}}; i += 2)); do
    if ((i + 1 == ${{#row[@]}})); then next+=("${{row[i]}}"); continue; fi
    pair=$(printf 01%s%s "${{row[i]}}" "${{row[i+1]}}" | sed 's/../\\\\x&/g')
    next+=("$(printf "$pair" | sha256sum | cut -c1-64)")
  done
  row=("${{next[@]}}")
done
echo "${{row[0]}}\""""
"""RFC 6962, 2.1: a leaf is hashed after a zero byte, two nodes after a one, an odd one goes up."""

ENVELOPE_OF_SEAL = """\
dir=$(mktemp -d)
sed -n 's/^ "payload": "\\(.*\\)",$/\\1/p' {envelope} | openssl base64 -d -A > "$dir/payload"
sed -n 's/^ *"sig": "\\(.*\\)"$/\\1/p' {envelope} | openssl base64 -d -A > "$dir/sig"
{{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < "$dir/payload")"
  cat "$dir/payload"; }} > "$dir/signed"
{{ printf '\\x30\\x2a\\x30\\x05\\x06\\x03\\x2b\\x65\\x70\\x03\\x21\\x00'
  grep "^$IDENTITY " "$SIGNERS" | grep -o 'AAAAC3NzaC1lZDI1NTE5[A-Za-z0-9+/]*' \\
    | openssl base64 -d -A | tail -c 32; }} > "$dir/key"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$dir/key" -rawin -in "$dir/signed" \\
  -sigfile "$dir/sig" && grep -o "$(sha256sum < {seal} | cut -c1-64)" "$dir/payload\""""
"""DSSE's encoding of type and payload is what is signed; the key is given to OpenSSL as DER."""


class Step(Struct, frozen=True, kw_only=True):
    """One thing to check."""

    title: str
    says: str
    """What the command prints when all is well."""
    command: str


def verify_steps(state: LogState) -> Iterable[Step]:
    """What can be checked in the folder of the workspace, by ``bash``; nothing without a seal."""
    seal = state.seal
    if seal is None:
        return
    lists = " ".join(f"{SEALS}/{number:04}" for number in range(1, seal.number + 1))
    yield Step(
        title="Are all files that were sealed there, and unchanged?",
        says="It prints nothing when they are.",
        command=f"sha256sum --quiet --check {_each(lists, 'sha256')}",
    )
    yield Step(
        title="Are these lists the ones that were sealed?",
        says="Both lines hold the same digest.",
        command=f"sha256sum {_beside(seal, 'sha256')}; grep files_sha256 {seal.name}",
    )
    yield Step(
        title="Is every sealed line still in the log?",
        says="It prints nothing when all are; otherwise the digest of each line that is gone.",
        command='while IFS= read -r line; do printf %s "$line" | sha256sum | cut -c1-64; done'
        f" < evidence/log.jsonl | LC_ALL=C sort | LC_ALL=C comm -13 -"
        f" <(cat {_each(lists, 'lines')} | LC_ALL=C sort)",
    )
    yield Step(
        title="Is the root that of the sealed lines?",
        says=f"It prints {seal.root}",
        command=ROOT_OF_LINES.format(lists=_each(lists, "lines")),
    )
    yield from _signed(seal)


def _signed(seal: SealState) -> Iterable[Step]:
    if Beside.SIGNATURE in seal.beside:
        signature = beside_file(seal, Beside.SIGNATURE)
        yield Step(
            title="Who sealed it?",
            says='It prints: Good "shieldbook-seal" signature. SIGNERS is a file of keys, IDENTITY'
            " a name in it; both come from outside: ask whoever sealed.",
            command=f'ssh-keygen -Y verify -f "$SIGNERS" -I "$IDENTITY" -n {NAMESPACE}'
            f" -s {signature} < {seal.name}",
        )
    if Beside.ENVELOPE in seal.beside:
        yield Step(
            title="Does the envelope say the same?",
            says="It prints: Signature Verified Successfully, and the digest of the seal's file.",
            command=ENVELOPE_OF_SEAL.format(
                envelope=beside_file(seal, Beside.ENVELOPE), seal=seal.name
            ),
        )
    if Beside.TIME_STAMP in seal.beside:
        stamp = beside_file(seal, Beside.TIME_STAMP)
        yield Step(
            title="When was it there at the latest?",
            says="It prints the time, and: Verification: OK. TSA_CA is the file of the authority's"
            " certificates, from outside; they have to have been valid at that time.",
            command=f"time=$(openssl ts -reply -in {stamp} -text | sed -n 's/^Time stamp: //p')\n"
            f'echo "$time"; openssl ts -verify -data {seal.name} -in {stamp} -CAfile "$TSA_CA"'
            ' -attime "$(date -u -d "$time" +%s)"',
        )


def _each(lists: str, suffix: str) -> str:
    return " ".join(f"{name}.{suffix}" for name in lists.split())


def _beside(seal: SealState, suffix: str) -> str:
    return f"{seal.name.removesuffix('json')}{suffix}"
