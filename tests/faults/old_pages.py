"""Puts older pages and older files of a vault back in their places; each must be noticed at unlock (FAULTS 6).

    python -m tests.faults old_pages --runs 2000 [--seed 1]

A vault is used over many sittings, some of which end in a crash, and copied after each. Then, as somebody without the
key can: one page of an older copy, several, the whole database, the log, the anchor, the key file, each alone and in
pairs. Unlocking must say so; `integrity.check` where only that reads deep enough.

What cannot be noticed from inside is a database, or a log that holds all that changed since, together with the anchor
of the same copy: that is counted apart, and must be noticed by a pack that was sent later. Controls that must miss some: the same harm to a plain database under the same schema's own
checks, and the vault without the digest over its pages.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, HeaderDamagedError, WrongSecretError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.audit.closed_file import PAGE_BYTES
from prevent_desktop.vault.audit.keeper import AsFound
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import (
    DATABASE_NAME,
    SLOTS_NAME,
    VaultKey,
    passphrase_slot,
    read_slots,
)
from prevent_desktop.vault.keys.slots import SlotKind
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin import unlock_methods
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.faults.harness import ask
from tests.unit.vault.examples import a_form, a_note, answers, keep_case, later

NAME = "old_pages"
_SITTINGS = 10
_LOG_NAME = f"{DATABASE_NAME}-wal"
_FILES = (DATABASE_NAME, _LOG_NAME, ANCHOR_NAME, SLOTS_NAME)
_NOTICED = (AuditChainError, DatabaseDamagedError, HeaderDamagedError, WrongSecretError)
_KINDS = ("page", "pages", "database", "log", "anchor", "slots", "pair")

Files = dict[str, bytes]


@dataclass(frozen=True)
class History:
    """What the vault's files were after each sitting, the last as it is now, and the head that a later pack bears."""

    key: VaultKey
    copies: tuple[Files, ...]
    sent_head: str

    @property
    def now(self) -> Files:
        return self.copies[-1]

    @classmethod
    def make(cls, folder: Path) -> History:
        key = create_vault(folder, "violet tractor lamp seventeen", cost=FLOOR_COST).key
        copies: list[Files] = []
        for number in range(_SITTINGS):
            with open_vault(folder, key) as vault:
                _sit(vault, number)
                if number % 3 == 1:
                    copies.append(read_files(folder))  # as a crash leaves them
            copies.append(read_files(folder))
        with Vault.open(folder, key) as vault:
            head = vault.audit.head
        return cls(key, tuple(copies), head)


def _sit(vault: Vault, number: int) -> None:
    """An hour of work: a note, a draft that changes and grows, settings with and without a code, a case's status."""
    case = keep_case(vault)
    vault.notes.add(a_note(case, f"sitting {number} " * 60))
    form = a_form(case, answers(f"draft {number} " * 700))
    vault.responses.add(form)
    vault.responses.save_draft(form.id, answers(f"draft {number}, later " * 700), "s1", 1, 5, later(number))
    vault.settings.set("theme", f"colour {number}")
    vault.settings.set("recipients", f'["number {number}"]')
    vault.audit.append("pack.signed", f"P-{number}")
    if number in {3, 6}:
        former = read_slots(vault.folder).of_kind(SlotKind.PASSPHRASE)[0].id
        slot = passphrase_slot(
            read_slots(vault.folder), vault.key, f"umbrella orchid gravel pancake {number}"
        )
        unlock_methods.keep(vault, slot, instead_of=(former,))


def read_files(folder: Path) -> Files:
    """The vault's files, of those that are there."""
    return {name: (folder / name).read_bytes() for name in _FILES if (folder / name).exists()}


def write_files(folder: Path, files: Files) -> None:
    """Put these files in place of all that is there."""
    for name in (*_FILES, f"{DATABASE_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def pages(content: bytes) -> list[bytes]:
    return [content[start : start + PAGE_BYTES] for start in range(0, len(content), PAGE_BYTES)]


def with_old_pages(now: bytes, older: bytes, count: int, chance: random.Random) -> bytes:
    """`now` with up to `count` of the pages that differ as they were in `older`."""
    new, old = pages(now), pages(older)
    differing = [place for place in range(min(len(new), len(old))) if new[place] != old[place]]
    for place in chance.sample(differing, min(count, len(differing))):
        new[place] = old[place]
    return b"".join(new)


def put_back(history: History, chance: random.Random) -> tuple[str, Files]:
    """What was put back, in words, and the files with it."""
    number = chance.randrange(len(history.copies) - 1)
    older, kind, files = history.copies[number], chance.choice(_KINDS), dict(history.now)
    if kind in {"page", "pages"}:
        count = 1 if kind == "page" else chance.randint(2, 12)
        files[DATABASE_NAME] = with_old_pages(files[DATABASE_NAME], older[DATABASE_NAME], count, chance)
        return f"{count} of copy {number}", files
    names = {
        "database": [DATABASE_NAME],
        "log": [_LOG_NAME],
        "anchor": [ANCHOR_NAME],
        "slots": [SLOTS_NAME],
    }.get(kind, chance.sample(_FILES, 2))
    for name in names:
        if name in older:
            files[name] = older[name]
    return f"{', '.join(names)} of copy {number}", files


def noticed_by(folder: Path, history: History, files: Files) -> str:
    """What says that something is not as it was: the vault at unlock or when all is read, else a pack; else empty."""
    write_files(folder, files)
    try:
        with open_vault(folder, history.key) as vault:
            integrity.check(vault)
            return "" if vault.audit.holds(history.sent_head) else "pack"
    except _NOTICED:
        return "vault"


def missed(folder: Path, history: History, runs: int, chance: random.Random) -> tuple[list[str], int]:
    """Everything that was put back and not noticed, in words; and how often a pack alone told."""
    found, by_pack = [], 0
    for _run in range(runs):
        told, files = "", history.now
        while files == history.now:
            told, files = put_back(history, chance)
        witness = noticed_by(folder, history, files)
        names = set(told.replace(",", "").split())
        alone = ANCHOR_NAME in names and not names.isdisjoint({DATABASE_NAME, _LOG_NAME})
        by_pack += witness == "pack"
        if not witness or (witness == "pack" and not alone):
            found.append(told)
    if noticed_by(folder, history, history.now):
        found.append("the untouched vault is taken for an older one")
    return found, by_pack


def all_files_back(folder: Path, history: History) -> tuple[int, int]:
    """All files of a copy together: how many unlock without a word, and how many a later pack tells of."""
    silent = told = 0
    for copy in history.copies[:-1]:
        write_files(folder, copy)
        with open_vault(folder, history.key) as vault:
            silent += 1
            told += not vault.audit.holds(history.sent_head)
    return silent, told


def missed_without_page_digest(folder: Path, history: History, runs: int, chance: random.Random) -> int:
    """The same single pages, where nobody compares the digest over the pages: structure and audit must miss some."""
    found = 0
    for _run in range(runs):
        older = chance.choice(history.copies[:-1])
        content = with_old_pages(history.now[DATABASE_NAME], older[DATABASE_NAME], 1, chance)
        if content == history.now[DATABASE_NAME]:
            continue
        write_files(folder, {**history.now, DATABASE_NAME: content})
        try:
            with Vault.open(folder, history.key) as vault:
                vault.anchor.found = AsFound.NOT_CLOSED
                integrity.check(vault)
                found += 1
        except _NOTICED:
            pass
    return found


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name=NAME, runs=500)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "vault"
        history = History.make(folder)
        failures, by_pack = missed(folder, history, asked.runs, asked.chance)
        silent, told = all_files_back(folder, history)
        control = missed_without_page_digest(folder, history, 150, asked.chance)
        shutil.rmtree(folder)
    print(f"  database or log, and anchor, of one copy: {by_pack} times, told by a pack alone")
    print(f"  all files of one copy together: {silent} unlock in silence, a pack sent later tells of {told}")
    if told != silent:
        failures.append("an older copy of all files that a pack sent later does not tell of")
    return asked.tell(
        failures, controls={"without the digest over the pages, single older pages missed": control}
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
