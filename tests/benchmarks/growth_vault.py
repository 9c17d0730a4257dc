"""A vault after ten years of work: 10,000 cases, 100,000 notes, packs, forms and attachments, all of invented words.

Made once and kept in the system's temporary folder, because it takes minutes; `made(...)` gives it back.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.filled_forms import ResponseStatus
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.vault.attachment_files import StoredFile
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey, unlock_key
from prevent_desktop.vault.vault import Vault
from tests.benchmarks.bench_vault import Words
from tests.unit.vault.examples import (
    NOW,
    a_case,
    a_decision,
    a_form,
    a_note,
    a_pack,
    a_person,
    an_event,
    answers,
    keep_questionnaire,
)

PASSPHRASE = "violet tractor lamp seventeen"
NOTES_A_CASE = 10
_TEMPLATES = 24
_AT_ONCE = 500
_DAYS = 3650
_OPEN_OF = 20  # one case of so many is still open, and one of twice as many has a draft


@dataclass(frozen=True, slots=True)
class Grown:
    """A closed vault and what opens it."""

    folder: Path
    key: VaultKey


def made(cases: int, gigabytes: float) -> Grown:
    """The vault of this size: the one that is there, or a new one."""
    folder = Path(tempfile.gettempdir()) / f"prevent-growth-{cases}-{gigabytes:g}"
    finished = folder / "finished"
    if not finished.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        build(folder / "vault", cases, gigabytes)
        finished.touch()
    return Grown(folder / "vault", unlock_key(folder / "vault", PASSPHRASE))


def build(folder: Path, cases: int, gigabytes: float) -> None:
    """Fill a new vault."""
    key = create_vault(folder, PASSPHRASE, cost=FLOOR_COST).key
    words = Words(random.Random(20261124))
    sizes = attachment_sizes(gigabytes, random.Random(7))
    with Vault.open(folder, key) as vault:
        keep_questionnaire(vault)
        sealed = Templates(vault)
        for start in range(0, cases, _AT_ONCE):
            with vault.transaction():
                for number in range(start, min(start + _AT_ONCE, cases)):
                    begun = NOW - timedelta(days=_DAYS * (1 - number / cases))
                    case = _fill_case(vault, words, number, begun, sealed)
                    for size in sizes[number::cases]:
                        _attach(vault, case, sealed.copy(vault, sealed.of_size(size)))
                    _work_on(vault, case)
        sealed.remove(vault)


def attachment_sizes(gigabytes: float, chance: random.Random) -> list[int]:
    """Sizes in bytes that add up: letters of 40 kB, photographs, now and then a film."""
    sizes, left = [], int(gigabytes * 1e9)
    while left > 0:
        size = min(left, int(40_000 * 2 ** (chance.random() * 6.7)))
        sizes.append(size)
        left -= size
    return sizes


def _fill_case(vault: Vault, words: Words, number: int, begun: datetime, sealed: Templates) -> Case:
    person = dataclasses.replace(
        a_person(words.text(1).title(), words.text(1).title()), created_at=begun, changed_at=begun
    )
    case = dataclasses.replace(a_case(person), opened_at=begun, changed_at=begun)
    vault.people.add(person)
    vault.cases.add(case)
    for count in range(NOTES_A_CASE):
        at = begun + timedelta(days=count)
        vault.notes.add(dataclasses.replace(a_note(case, words.text(60)), written_at=at))
    for _event in range(2):
        vault.events.add(dataclasses.replace(an_event(case), what=words.text(20), written_at=begun))
    vault.decisions.add(dataclasses.replace(a_decision(case), reason=words.text(15), decided_at=begun))
    _fill_form(vault, words, case, finished=number % (2 * _OPEN_OF) != 0)
    if number % 2:
        _send(vault, case, sealed, settled=number % _OPEN_OF != 1)
    if number % _OPEN_OF > 1:
        vault.cases.set_status(case.id, CaseStatus.CLOSED, begun + timedelta(days=90))
    return case


def _fill_form(vault: Vault, words: Words, case: Case, *, finished: bool) -> None:
    content = answers(*(words.text(12) for _answer in range(25)))
    form = dataclasses.replace(a_form(case, content), started_at=case.opened_at, changed_at=case.opened_at)
    if not finished:
        vault.responses.add(form)
        return
    digest = hashlib.sha256(content.encode()).hexdigest()
    vault.responses.add(
        dataclasses.replace(
            form, status=ResponseStatus.COMPLETED, content_digest=digest, finalised_at=case.opened_at
        )
    )
    vault.audit.append("form.finalised", form.id, digest)


def _send(vault: Vault, case: Case, sealed: Templates, *, settled: bool) -> None:
    attachment = vault.attachments.add_stored(
        sealed.copy(vault, 0),
        case_id=case.id,
        file_name="pack.pdf",
        media_type="application/pdf",
        at=case.opened_at,
    )
    pack: PackRecord = dataclasses.replace(
        a_pack(case, attachment.id),
        pdf_digest=attachment.sha256,
        signed_at=case.opened_at,
        status=PackStatus.QUEUED,
    )
    vault.packs.add(pack)
    vault.audit.append("pack.signed", pack.id, pack.pdf_digest)
    if settled:
        vault.packs.set_receipt(pack.id, "x" * 1500, case.opened_at, f"26-{new_id()[:5]}")
        vault.audit.append("receipt.verified", pack.id)


def _attach(vault: Vault, case: Case, stored: StoredFile) -> None:
    vault.attachments.add_stored(
        stored, case_id=case.id, file_name=f"photo {stored.size}.jpg", media_type="image/jpeg",
        description="a photograph", at=case.opened_at,
    )  # fmt: skip


class Templates:
    """A few sealed files, letters of 2 kB to films of 4 MB; each attachment is a copy of one of them under its own id.

    Sealing each of tens of thousands anew would say nothing more and take an hour.
    """

    def __init__(self, vault: Vault) -> None:
        sizes = [2000, *(int(40_000 * 2 ** (step * 6.7 / (_TEMPLATES - 1))) for step in range(_TEMPLATES))]
        self._sealed = [vault.attachments.files.put(io.BytesIO(os.urandom(size))) for size in sizes]

    def of_size(self, size: int) -> int:
        """The number of the template that comes nearest to `size` bytes."""
        return min(range(len(self._sealed)), key=lambda number: abs(self._sealed[number].size - size))

    def copy(self, vault: Vault, number: int) -> StoredFile:
        """One more file like the template."""
        template, files = self._sealed[number], vault.attachments.files
        stored = dataclasses.replace(template, id=new_id())
        shutil.copyfile(files.path(template.id), files.path(stored.id))
        return stored

    def remove(self, vault: Vault) -> None:
        """The templates themselves belong to nobody."""
        for template in self._sealed:
            vault.attachments.files.remove(template.id)


def _work_on(vault: Vault, case: Case) -> None:
    """Thirty lines of audit, as a case gathers them in a few weeks."""
    for action in ("record.opened", "record.opened", "note.written") * 10:
        vault.audit.append(action, case.person_id if action == "record.opened" else case.id, case.id)


def people_with_most(vault: Vault, count: int) -> Iterator[str]:
    """Some people, spread over the years."""
    rows = vault.database.rows("SELECT id FROM people ORDER BY rowid")
    step = max(1, len(rows) // count)
    return (row["id"] for row in rows[::step])
