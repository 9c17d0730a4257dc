"""What `power_cuts` records: the program's own workflows from an empty folder on, each thing told once it is done.

    python -m tests.faults.power_cut_job DATA TOLD [--short] [--broken WAY]

A vault is made and filled, forms are typed and finalised, packs signed, queued and delivered, a file attached, the
passphrase changed, a backup made and restored, the recovery code renewed, somebody disposed of, and a vault of an older
schema opened. `--short` leaves the packs and the older vault out. `--broken`
leaves out something that makes it safe, for the controls.
"""

from __future__ import annotations

import argparse
import json
import os
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework import disposal
from prevent_desktop.casework.notes import Source
from prevent_desktop.vault import database
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.example_answers import type_answers
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.record import attachments, writing
from prevent_desktop.workflows.retention import dispose
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.vault_admin import back_up, unlock, unlock_methods
from prevent_desktop.workflows.vault_admin import restore as restoring
from tests.e2e.examples import example_of
from tests.faults.main_job_worker import Ground, Worker, join

OLD, NEW = "violet tractor lamp seventeen", "another lamp for seventeen tractors"
OLDER, RESTORED = "older", "restored"
WISH = dispose.Wish(ground=disposal.Ground.RECORDED_IN_ERROR, throw_drafts_away=True, date_is_right=True)
Tell = Callable[..., None]


def now() -> datetime:
    """The device clock."""
    return datetime.now(UTC)


def do(data: Path, tell: Tell, *, short: bool) -> None:
    """All of it, in this order."""
    places = Places(data)
    key = unlock.create(places.vaults / "mine", OLD, cost=FLOOR_COST).key
    tell("created", key.raw.hex())
    ground = Ground(places, key)
    if not short:
        join(ground)
        Worker(ground, tell, lambda _where: None).work()
    with unlock.open_vault(ground.vault, key) as vault:
        _write(vault, tell)
        _attach(vault, data.parent / "letter.txt", tell)
    tell("passphrase-begins")
    unlock.choose_new_passphrase(ground.vault, key, NEW)
    tell("passphrase")
    with unlock.open_vault(ground.vault, key) as vault:
        made = back_up.back_up(vault, data / "backups", now=now())
        tell("backup", str(made.folder.relative_to(data)))
        _write(vault, tell)
        code, slot = unlock_methods.new_recovery(unlock_methods.material(vault))
        unlock_methods.keep(vault, slot)
        tell("recovery", code)
        _dispose(vault, data.parent / "letter.txt", tell)
    restoring.restore(restoring.backup_in(made.folder), key, places.vaults / RESTORED)
    tell("restored")
    if not short:
        Vault.open(data / OLDER, unlock.derive_key(data / OLDER, OLD)).close()
        tell("migrated")


def _write(vault: Vault, tell: Tell) -> None:
    """A case with a form that is typed answer by answer, and a note between."""
    _person, case = people.add_person(vault, forenames="Robin", surname="Reed", birth_date=None, now=now())
    library = FormLibrary(data_files.forms())
    started = fill_form.start_form(vault, library, form_id=LEAD_CHECK, case_id=case.id, now=now())
    opened = fill_form.open_form(vault, library, started.id)
    for number, _changes in enumerate(type_answers(opened.response, example_of(LEAD_CHECK)), start=1):
        fill_form.save_draft(
            vault, started.id, content=opened.response.to_json(keep_disabled=True), place=str(number),
            sections_done=0, sections_total=0, now=now(),
        )  # fmt: skip
        tell("saved", started.id, str(number))
        if number % 3 == 0:
            note = writing.write_note(
                vault, case_id=case.id, text=f"note {number}", source=Source.TOLD, author="Sam", now=now()
            )
            tell("note", note.id)
    done = fill_form.finalise(vault, library, started.id, now=now())
    tell("finalised", done.form_id, done.content_digest)


def _attach(vault: Vault, letter: Path, tell: Tell) -> None:
    letter.write_bytes(b"evidence " * 3000)
    (case, *_others) = vault.cases.open_cases()
    files = attachments.sealed_files(vault)
    taken = attachments.seal_file(files, letter)
    kept = attachments.keep_attachment(vault, files, taken, case_id=case.id, now=now())
    tell("attached", kept.id)


def _dispose(vault: Vault, letter: Path, tell: Tell) -> None:
    """Somebody with a file, who is disposed of."""
    person, case = people.add_person(vault, forenames="Gone", surname="Away", birth_date=None, now=now())
    files = attachments.sealed_files(vault)
    taken = attachments.seal_file(files, letter)
    attachments.keep_attachment(vault, files, taken, case_id=case.id, now=now())
    tell("kept-for-disposal", person.id, taken.stored.id)
    dispose.dispose(vault, None, Target(person_id=person.id), WISH, now=now())
    dispose.finish_disposals(vault, None, now=now())
    tell("disposed", person.id)


def break_synchronous() -> None:
    """The database is told to wait for no sync."""
    changed = [("synchronous", "OFF", 0) if each[0] == "synchronous" else each for each in database.SETTINGS]
    vars(database)["SETTINGS"] = tuple(changed)


def break_syncs_of(kind: Callable[[int], bool]) -> None:
    """Our own syncs of folders, or of files, are left out (SQLite's are its own)."""
    sync = os.fsync

    def broken(handle: int) -> None:
        if not kind(os.fstat(handle).st_mode):
            sync(handle)

    vars(os)["fsync"] = broken


BROKEN: dict[str, Callable[[], None]] = {
    "synchronous-off": break_synchronous,
    "no-sync-of-folders": lambda: break_syncs_of(stat.S_ISDIR),
    "no-sync-of-files": lambda: break_syncs_of(stat.S_ISREG),
}


def key_of(words: str) -> VaultKey:
    """The key that was told."""
    return VaultKey(bytes.fromhex(words))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("told", type=Path)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--until", help="end once this was told")
    parser.add_argument("--broken", choices=BROKEN)
    asked = parser.parse_args(arguments)
    if asked.broken:
        BROKEN[asked.broken]()
    told = os.open(asked.told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def tell(*words: str) -> None:
        os.write(told, (json.dumps(words) + "\n").encode())
        if words[0] == asked.until:
            sys.exit()

    do(asked.data, tell, short=asked.short)


if __name__ == "__main__":
    main(sys.argv[1:])
