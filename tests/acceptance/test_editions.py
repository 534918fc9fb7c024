"""What is not for a reader is in no file of their edition; what is for them is there."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from builder.model.audience import Audience
from tests.canaries import LEAD, Canary, Planted, words_in
from tests.workspaces import AS_OF_DAY, copy_workspace, replace_in, shieldbook

NOT_PRINTED = {
    ("CustomerStatement", "reason"),
    ("Organization", "timestamp_authority"),
}
"""What even the internal edition does not print: a reason beside a duty, and an address."""

ROW_FACTS = (
    "citation",
    "party",
    "status",
    "provider_status",
    "customer_status",
    "evidence_state",
    "finding",
    "newest_on",
    "due_on",
)


@pytest.fixture(scope="module")
def planted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """A copy of the workspace with canaries, and all three editions of it."""
    work = copy_workspace(root, tmp_path_factory.mktemp("editions") / "work")
    # They say what the files were before, or name in lines what is renamed below.
    for kept in ("log.jsonl", "seals", "records"):
        path = work / "evidence" / kept
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    replace_in(
        work / "controls/heroku-shield/documents.yml", "    renew:", "    nda: true\n    renew:"
    )
    failing = next(
        p for p in work.glob("evidence/*/*/record.yml") if "outcome: fail" in p.read_text()
    )
    failing.write_text(
        "\n".join(
            "classification: nda" if line.startswith("classification:") else line
            for line in failing.read_text(encoding="utf-8").splitlines()
        )
        + "\n",
        encoding="utf-8",
    )
    planted = Planted(work)
    planted.plant()
    _plant_pages(planted)
    for audience in Audience:
        made = shieldbook(work, "build", "--audience", audience, "--as-of", AS_OF_DAY)
        assert made.returncode == 0, made.stderr
    return planted


_NOTE = "quokka-note-to-the-next-author"


def _plant_pages(planted: Planted) -> None:
    for audience in (Audience.INTERNAL, Audience.AUDITOR):
        title = planted.word("page", "text", audience, f"{audience}.md")
        picture = planted.word("page", "picture", audience, f"{audience}.png")
        folder = planted.root / "docs" / "guide"
        (folder / f"{picture}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        head = f"---\naudience: {audience}\n---\n\n"
        text = f"{head}# About {title}\n\n<!-- {_NOTE} -->\n\n![Plan]({picture}.png)\n"
        (folder / f"{title}.md").write_text(text, encoding="utf-8")


def _folder(planted: Planted, audience: Audience) -> Path:
    return planted.root / ("out" if audience is Audience.INTERNAL else f"out-{audience}")


def _kinds(canaries: list[Canary]) -> set[tuple[str, str]]:
    return {(canary.record, canary.field) for canary in canaries}


@pytest.mark.parametrize("audience", [Audience.AUDITOR, Audience.CUSTOMER])
def test_no_word_that_is_not_for_the_reader_is_in_their_edition(
    planted: Planted, audience: Audience
) -> None:
    found = words_in(_folder(planted, audience))
    leaked = [c for c in planted.all if c.word in found and not audience.may_see(c.meant_for)]
    assert leaked == []
    assert not [word for word in found if word.startswith("encoded")]


def test_every_word_is_in_the_internal_edition(planted: Planted) -> None:
    found = words_in(_folder(planted, Audience.INTERNAL))
    missing = [c for c in planted.all if c.word not in found]
    assert _kinds(missing) == NOT_PRINTED, missing[:20]


def test_what_is_for_the_auditor_is_in_the_auditors_edition(planted: Planted) -> None:
    internal = words_in(_folder(planted, Audience.INTERNAL))
    found = words_in(_folder(planted, Audience.AUDITOR))
    lost = [
        c
        for c in planted.all
        if c.word in internal and Audience.AUDITOR.may_see(c.meant_for) and c.word not in found
    ]
    assert lost == []


def test_the_canaries_cover_what_is_internal_by_nature(planted: Planted) -> None:
    inside = _kinds([c for c in planted.all if c.meant_for is Audience.INTERNAL])
    assert inside == {
        ("CustomerStatement", "internal_remarks"),
        ("Gap", "internal_remarks"),
        ("Evidence", "remarks"),
        ("Evidence", "sample"),
        ("Evidence", "population"),  # under an NDA, as all that follows
        ("Evidence", "redactions"),
        ("ProducedBy", "query"),
        ("ProducedBy", "tool"),
        ("ProducedBy", "version"),
        ("Artifact", "file"),
        ("Document", "summary"),
        ("Document", "how_to_get"),
        ("page", "text"),
        ("page", "picture"),
    }


def test_states_and_counts_are_the_same_in_every_edition(planted: Planted) -> None:
    reports = [
        json.loads((_folder(planted, a) / "report.json").read_text(encoding="utf-8"))
        for a in Audience
    ]
    for name in ("totals", "counting"):
        assert len({json.dumps(report[name]) for report in reports}) == 1
    assert len({len(report["gaps"]) for report in reports}) == 1
    assert len({len(report["evidence"]) for report in reports}) == 1
    states = [
        [[r[key] for key in ROW_FACTS] + [len(r["reasons"])] for r in report["rows"]]
        for report in reports
    ]
    assert states[0] == states[1] == states[2]
    assert len(states[0]) == 68
    assert len({report["build_id"] for report in reports}) == 3


def test_every_output_says_for_whom_it_is(planted: Planted) -> None:
    for audience, words in (
        (Audience.INTERNAL, "Internal edition"),
        (Audience.AUDITOR, "Edition for the auditor"),
        (Audience.CUSTOMER, "Edition for customers"),
    ):
        folder = _folder(planted, audience)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        assert report["audience"] == audience
        assert (report["left_out_texts"] > 0) == (audience is not Audience.INTERNAL)
        left_out = f"{report['left_out_texts']:,} texts and {report['left_out_pages']} hand-written"
        pages = [p for p in folder.glob("site/**/*.html") if p.name != "404.html"]
        for page in pages:
            assert words in page.read_text(encoding="utf-8"), page
        verify = (folder / "VERIFY.md").read_text(encoding="utf-8")
        assert words in verify
        assert (left_out in verify) == (audience is not Audience.INTERNAL)
        with zipfile.ZipFile(folder / "shared-responsibility-matrix.xlsx") as package:
            sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
            for name in sheets:
                assert words in package.read(name).decode(), name


def test_a_note_in_a_page_is_in_no_edition(planted: Planted) -> None:
    for audience in Audience:
        files = [path for path in _folder(planted, audience).rglob("*") if path.is_file()]
        assert any(path.suffix == ".html" for path in files)
        assert not [path for path in files if _NOTE.encode() in path.read_bytes()]


def test_an_edition_is_published_by_itself(planted: Planted) -> None:
    before = {a: _folder(planted, a).resolve() for a in Audience}
    assert len({folder.parent for folder in before.values()}) == len(before)
    for audience in Audience:
        again = shieldbook(planted.root, "build", "--audience", audience, "--as-of", AS_OF_DAY)
        assert again.stdout.startswith("Nothing has changed")
    forced = ("build", "--force", "--audience", Audience.AUDITOR, "--as-of", AS_OF_DAY)
    made = shieldbook(planted.root, *forced)
    assert made.returncode == 0
    assert "hand out what `--release` makes" in made.stdout
    changed = {a for a in Audience if _folder(planted, a).resolve() != before[a]}
    assert changed == {Audience.AUDITOR}


def test_answers_on_our_own_screen_are_those_of_the_internal_edition(planted: Planted) -> None:
    forced = ("build", "--force", "--audience", Audience.CUSTOMER, "--as-of", AS_OF_DAY)
    assert shieldbook(planted.root, *forced).returncode == 0
    remarks = [c for c in planted.all if c.field == "internal_remarks"]
    remark = next(c for c in remarks if c.place.endswith("statements/164.312.yml"))
    assert remark.word in shieldbook(planted.root, "who", "312.a.1", "--as-of", AS_OF_DAY).stdout


def test_what_an_artifact_holds_is_in_no_edition(planted: Planted) -> None:
    """Artifacts are vouched for by digest; nothing of them is copied out."""
    lines = {
        line
        for path in planted.root.glob("evidence/*/*/*")
        if path.suffix in (".csv", ".json") and path.stat().st_size < 100_000
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 60 and "sha256" not in line
    }
    assert len(lines) > 50
    for audience in Audience:
        held = (_folder(planted, audience) / "report.json").read_text(encoding="utf-8")
        pages = [p.read_text(encoding="utf-8") for p in _folder(planted, audience).rglob("*.html")]
        together = "\n".join([held, *pages])
        assert [line for line in lines if line in together] == []


def test_exported_pages_are_those_of_the_edition(planted: Planted, tmp_path: Path) -> None:
    for audience in (Audience.AUDITOR, Audience.CUSTOMER):
        target = tmp_path / audience
        made = shieldbook(
            planted.root,
            "export",
            "site",
            str(target),
            "--audience",
            audience,
            "--as-of",
            AS_OF_DAY,
        )
        assert made.returncode == 0, made.stderr
        found = words_in(target)
        leaked = [c for c in planted.all if c.word in found and not audience.may_see(c.meant_for)]
        assert leaked == []


def test_the_search_knows_a_word_in_every_disguise(tmp_path: Path) -> None:
    word = f"{LEAD}abcdefgh"
    disguises = {
        "plain.txt": word.encode(),
        "upper.txt": word.upper().encode(),
        "entity.html": "".join(f"&#{ord(letter)};" for letter in word).encode(),
        "percent.txt": "".join(f"%{ord(letter):02X}" for letter in word).encode(),
        "escaped.json": "".join(f"\\u{ord(letter):04x}" for letter in word).encode(),
        "packed.gz": gzip.compress(word.encode()),
        **{
            f"base{offset}.txt": base64.b64encode(b"x" * offset + word.encode())
            for offset in range(3)
        },
        "hex.txt": word.encode().hex().encode(),
    }
    for name, data in disguises.items():
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        (folder / name).write_bytes(data)
        assert words_in(folder), name
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as package:
        package.writestr("xl/x.xml", word)
    assert word in words_in(tmp_path)
