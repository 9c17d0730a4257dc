"""What is done while the disk takes nothing more, and how to see afterwards that nothing was lost (FAULTS 3)."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.cli.demo import DEMO_PASSPHRASE, prepare_demo_vault
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import VaultError
from prevent_desktop.vault.copies.backup_place import FoundBackup, find_backups
from prevent_desktop.vault.copies.restore import check_backup
from prevent_desktop.vault.keys.key_slots import VaultKey, unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.sign_pack import SignedPack, sign_and_seal
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.record import attachments
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin import back_up, restore, unlock
from prevent_desktop.workflows.viewing import RECORD, note_view
from tests.unit.vault.released import copy_of, rows_of

NEW_PASSPHRASE = "another lamp for seventeen tractors"
_SAVES = 12
_FILE_BYTES = 150_000

Ack = Callable[[str], None]
"""Named once it is done: from then on it must never be lost."""


@dataclass(frozen=True)
class Example:
    """A demo vault with its outbox, a backup of it, a signed pack that is not kept yet, an older vault."""

    folder: Path
    key: VaultKey
    case_id: str
    draft_id: str
    signed: SignedPack
    backup: FoundBackup
    old_key: VaultKey

    @classmethod
    def make(cls, ground: Path) -> Example:
        with contextlib.redirect_stdout(io.StringIO()):
            prepare_demo_vault(Places.of(ground / "data"))
        (ground / "example").mkdir()
        folder = ground / "example" / "vault"
        next((ground / "data" / "vaults").iterdir()).rename(folder)
        (ground / "data" / "outbox").rename(ground / "example" / "outbox")
        old_key = copy_of(5, ground / "example" / "old")
        key = unlock.derive_key(folder, DEMO_PASSPHRASE)
        with Vault.open(folder, key) as vault:
            draft = vault.responses.drafts()[0]
            signed = _signed_pack(vault)
            back_up.back_up(vault, ground / "stick", now=datetime.now(UTC))
        (backup,) = find_backups(ground / "stick")
        return cls(ground / "example", key, signed[0], draft.id, signed[1], backup, old_key)


def _signed_pack(vault: Vault) -> tuple[str, SignedPack]:
    library, now = FormLibrary(data_files.forms()), datetime.now(UTC)
    for pack in vault.packs.all():
        for choice in prepare_pack.prepare(vault, library, pack.case_id, now=now).choices:
            if choice.receiver.id == pack.recipient_id:
                content = content_for(
                    vault, library, choice, case_id=pack.case_id, pack_id=new_pack_id(), now=now
                )
                key, trusted = signing_key(vault), trusted_certificates(vault)
                return pack.case_id, sign_and_seal(content, choice.receiver, key, trusted)
    raise AssertionError("the demo has no pack")


@dataclass(frozen=True)
class FullCopy:
    """A copy of the example on the disk that will take nothing more."""

    example: Example
    disk: Path

    @classmethod
    def on(cls, disk: Path, example: Example) -> FullCopy:
        for each in disk.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        for name in ("vault", "outbox", "old"):
            shutil.copytree(example.folder / name, disk / name)
        return cls(example, disk)

    @property
    def vault(self) -> Path:
        return self.disk / "vault"


def _now() -> datetime:
    return datetime.now(UTC)


# -- with the vault open


def autosave(vault: Vault, copy: FullCopy, ack: Ack) -> None:
    """A draft is saved again and again, each time with more in it."""
    filled = vault.responses.get(copy.example.draft_id)
    members = json.loads(filled.content)
    for number in range(_SAVES):
        members["typed"] = [f"answer {number} " * 40 * each for each in range(number)]
        content = json.dumps({**members, "last": number})
        fill_form.save_draft(
            vault, filled.id, content=content, place="", sections_done=1, sections_total=9, now=_now()
        )
        ack(f"saved {number}")


def careless_autosave(vault: Vault, copy: FullCopy, ack: Ack) -> None:
    """The control: names each answer before it is saved."""

    def early(words: str) -> None:
        number = int(words.split()[1])
        if number + 1 < _SAVES:
            ack(f"saved {number + 1}")

    ack("saved 0")
    autosave(vault, copy, early)


def finalise(vault: Vault, copy: FullCopy, ack: Ack) -> None:
    """A form is frozen and hashed."""
    opened = fill_form.open_form(vault, FormLibrary(data_files.forms()), copy.example.draft_id)
    with vault.transaction():
        fill_form.freeze(vault, copy.example.draft_id, opened.response, now=_now())
    ack("frozen")


def attach(vault: Vault, copy: FullCopy, ack: Ack) -> None:
    """A file is sealed into the vault."""
    path = copy.example.folder.parent / "evidence.bin"
    path.write_bytes(b"e" * _FILE_BYTES) if not path.exists() else None
    files = attachments.sealed_files(vault)
    taken = attachments.seal_file(files, path)
    kept = attachments.keep_attachment(vault, files, taken, case_id=copy.example.case_id, now=_now())
    ack(f"attached {kept.id}")


def pack(vault: Vault, copy: FullCopy, ack: Ack) -> None:
    """A signed pack is kept and queued."""
    with Spool.open(copy.disk / "outbox") as spool:
        kept = keep_pack.keep_and_queue(
            vault, spool, copy.example.signed, case_id=copy.example.case_id, now=_now()
        )
    ack(f"queued {kept.id}")


def view(vault: Vault, _copy: FullCopy, ack: Ack) -> None:
    """Records are looked at, and that is written down."""
    for person in vault.people.all():
        if note_view(vault, RECORD, person.id) and not vault.is_read_only:
            ack(f"viewed {person.id}")
        vault.cases.of_person(person.id)
    ack("looked")


def backup(vault: Vault, copy: FullCopy, ack: Ack) -> None:
    """A backup is made."""
    made = back_up.back_up(vault, copy.disk / "stick", now=_now())
    ack(f"backup {made.folder}")


# -- without


def change_slot(copy: FullCopy, ack: Ack) -> None:
    """The passphrase is changed."""
    unlock.choose_new_passphrase(copy.vault, copy.example.key, NEW_PASSPHRASE)
    ack("changed")


def bring_back(copy: FullCopy, ack: Ack) -> None:
    """A backup from elsewhere becomes a vault on this disk."""
    restore.restore(copy.example.backup, copy.example.key, copy.disk / "restored")
    ack("restored")


# -- afterwards


def what_is_lost(copy: FullCopy, vault: Vault, acked: Sequence[str]) -> Iterator[str]:
    """Everything that was named and is not there, in words."""
    for words in acked:
        what, _space, detail = words.partition(" ")
        if not _is_kept(copy, vault, what, detail):
            yield f"{words}: lost"


def _is_kept(copy: FullCopy, vault: Vault, what: str, detail: str) -> bool:
    looks: dict[str, Callable[[], bool]] = {
        "saved": lambda: _last_saved(copy, vault) >= int(detail),
        "frozen": lambda: vault.responses.get(copy.example.draft_id).is_finalised,
        "attached": lambda: vault.attachments.read(detail) == b"e" * _FILE_BYTES,
        "queued": lambda: _is_queued(copy, vault, detail),
        "viewed": lambda: vault.audit.has(RECORD, detail),
        "backup": lambda: check_backup(restore.backup_in(Path(detail)), copy.example.key) == (),
    }
    return what not in looks or looks[what]()


def _last_saved(copy: FullCopy, vault: Vault) -> int:
    return int(json.loads(vault.responses.get(copy.example.draft_id).content).get("last", -1))


def _is_queued(copy: FullCopy, vault: Vault, pack_id: str) -> bool:
    with Spool.open(copy.disk / "outbox") as spool:
        there = any(item.pack_id == pack_id for item in spool.items())
    return there and vault.packs.get(pack_id).status is PackStatus.QUEUED


def what_is_half(copy: FullCopy, vault: Vault) -> Iterator[str]:
    """What an interrupted work left that is neither there nor not there, in words."""
    for found in find_backups(copy.disk / "stick"):
        if check_backup(found, copy.example.key):
            yield "a backup is half"
    for each in vault.attachments.all():
        try:
            vault.attachments.files.verify(each.id, each.sha256)
        except VaultError:
            yield f"the file of attachment {each.id} is not whole"
    if any(path.suffix == ".part" for path in copy.vault.rglob("*")):
        yield "an unfinished file was left after the next unlock"
    with Spool.open(copy.disk / "outbox") as spool:
        follow_up(vault, spool, now=_now())
        if not {p.status for p in vault.packs.all()} <= {PackStatus.QUEUED, PackStatus.DELIVERED}:
            yield "a pack stays between the record and the outbox"
    if (copy.disk / "restored").exists():
        with Vault.open(copy.disk / "restored", copy.example.key) as restored:
            if not restored.audit.has("backup.restored", ""):
                yield "a restored vault is half"


def opens_by_a_passphrase(copy: FullCopy, *, changed: bool) -> bool:
    """Whether the old passphrase opens the vault, or the new one; only the new one once that was named."""
    for passphrase in (NEW_PASSPHRASE,) if changed else (DEMO_PASSPHRASE, NEW_PASSPHRASE):
        with contextlib.suppress(VaultError):
            return unlock_key(copy.vault, passphrase) == copy.example.key
    return False


def old_rows(folder: Path, key: VaultKey) -> int:
    """How many rows the older vault has in the tables that it always had."""
    rows = rows_of(folder, key)
    return sum(len(rows[table]) for table in ("people", "cases", "notes", "events", "responses"))
