"""Draws every page of every kind of document that the program makes as PNG files, to be looked at.

Run: ``python -m tests.e2e.document_pictures FOLDER [--width 827]``. The packs and papers of `tests.unit.packs.documents`, a
correction, slips and second keys; a pack with which a receiver passes on what came in; and of the demo vault: a printed
entry, chronology and form, and a file that goes to a new school. 827 px across are 100 dots an inch, 1654 are 200.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.cli.demo import DEMO_PASSPHRASE, prepare_demo_vault
from prevent_desktop.packs.document import build_document, build_pages
from prevent_desktop.packs.document.sheet import build_second_key_sheet
from prevent_desktop.packs.document.slips import build_slips
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.printing.parts import chronology_to_print, entry_to_print, form_to_print
from prevent_desktop.workflows.printing.to_print import ToPrint
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.school_move.file_contents import FileContents
from prevent_desktop.workflows.school_move.moving import Leaving, choice_for, read_move
from prevent_desktop.workflows.vault_admin import unlock
from tests.e2e.pack_pictures import draw
from tests.unit.packs.documents import DOCUMENTS
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.test_corrections import correction
from tests.unit.packs.test_slips import OF, SLIPS
from tests.unit.workflows.made_office import make_office
from tests.unit.workflows.packs.test_onward import passed_on, three_around

PERSON = "demo-person-jt"
AT_100_DOTS = 827


def of_the_demo() -> Iterator[tuple[str, bytes]]:
    """What is printed of a record, and the file of a child who leaves."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places.of(Path(folder))
        prepare_demo_vault(places)
        vault_folder = places.vaults / "demo"
        library = FormLibrary(data_files.forms())
        with unlock.open_vault(vault_folder, unlock.derive_key(vault_folder, DEMO_PASSPHRASE)) as vault:
            yield from _printed(vault, library)
            yield "a file for a new school", _file_that_moves(vault, library)


def _passed_on() -> bytes:
    """A receiver's own form, and the one that a school had sent it."""
    library = FormLibrary(data_files.forms())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_office(folder / "made", library, lambda _office: None)
        with made.opened(folder / "school", library) as office, three_around(office, folder) as three:
            _pack, content = passed_on(three)
    return build_pages(content)


def _printed(vault: Vault, library: FormLibrary) -> Iterator[tuple[str, bytes]]:
    now = datetime.now(UTC)
    record = read_record(vault, PERSON, now=now)
    for kind, entry in {entry.kind: entry for entry in record.entries}.items():
        yield f"a printed {kind}", _pages(entry_to_print(vault, PERSON, entry, with_name=True, now=now))
    yield "a printed chronology", _pages(chronology_to_print(vault, PERSON, with_name=False, now=now))
    for number, form in enumerate(vault.responses.of_case(record.case.id), start=1):
        yield f"a printed {form.title} {number}", _pages(form_to_print(vault, library, form.id, now=now))


def _pages(wanted: ToPrint) -> bytes:
    pages = wanted.pages()
    assert isinstance(pages, bytes)
    return pages


def _file_that_moves(vault: Vault, library: FormLibrary) -> bytes:
    now, to = datetime.now(UTC), settings.receivers(vault)[0]
    leaving = Leaving(
        kind=FileMoveKind.FILE,
        left_on=date(2026, 11, 27),
        words="Channel support goes on. Please call first.",
    )
    case_id = read_move(vault, PERSON, now=now).case_id
    contents = FileContents(leaving)
    return build_pages(
        contents(vault, library, choice_for(vault, to, now=now), case_id=case_id, pack_id="P-7QF2K8M4T9XW", now=now)
    )  # fmt: skip


def documents() -> Iterator[tuple[str, bytes]]:
    """Each kind by name."""
    for name, made in DOCUMENTS.items():
        yield name, made().pdf
    yield "a correction", build_document(correction())
    yield "slips", build_slips(SLIPS, OF)
    yield "a second key", build_second_key_sheet("A-B-C-D-E-F", SIGNED_AT, holder="Pat Lee", organisation="Example School")  # fmt: skip
    yield "a pack that passes on", _passed_on()
    yield from of_the_demo()


def main() -> None:
    """Draw them all."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--width", type=int, default=AT_100_DOTS)
    chosen = arguments.parse_args()
    for name, pdf in documents():
        file_name = re.sub(r"\W+", "-", name.lower())
        print(f"{name}: {draw(pdf, chosen.folder, file_name, chosen.width)} pages")


if __name__ == "__main__":
    main()
