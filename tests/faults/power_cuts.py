"""Power cuts, replayed from a log of every write and sync that the real workflows made (FAULTS 2).

    python -m tests.faults power_cuts --runs 100000 [--seed 1] [--short]

`power_cut_job` runs under strace: a vault is made, forms typed, packs signed, queued and delivered, a file attached, the
passphrase changed, a backup made, an older vault brought up; it tells each thing once it is done. Then the harness
picks a moment, takes one of the states in which a power cut may leave the disk then (`disk_model`), lays it out as
files, and opens it with the program's own code: vault, slot file, anchor, attachments, backup and outbox together.
All that was told before the cut has to be there. Each run is one state; states that were met before are passed over.

Three broken programs must be caught by the same harness: one with `synchronous=OFF`, one that syncs no folder after a
rename, one that syncs no file before it. `--short` records no packs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import WrongSecretError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.restore import check_backup
from prevent_desktop.vault.keys.key_slots import SLOTS_NAME, unlock_key, unlock_key_with_recovery
from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.vault.migrating import our_migrations, schema_version
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin.restore import backup_in
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.faults.disk_log import Log, Told, recorded, why_not
from tests.faults.disk_model import Disk, State
from tests.faults.harness import ROOT, ask, memory_folder
from tests.faults.main_job_kills import Job
from tests.faults.main_job_worker import now
from tests.faults.power_cut_job import BROKEN, NEW, OLD, OLDER, RESTORED, key_of
from tests.unit.vault.examples import a_note
from tests.unit.vault.released import RELEASED, copy_of, rows_of

_THOROUGH_EVERY = 50
_MOST_CONTROL_STATES = 1_000
_NEWEST = our_migrations()[-1].number


def record(folder: Path, *options: str) -> Log:
    """What the job does to the disk. A vault of an older schema is there before it begins."""
    data = folder / "data"
    for place in ("vaults", "backups"):
        (data / place).mkdir(parents=True)
    copy_of(RELEASED[-1], data / OLDER)
    command = [sys.executable, "-m", "tests.faults.power_cut_job", str(data), str(folder / "told"), *options]
    return recorded(command, root=data, told=folder / "told", cwd=ROOT)


@dataclass(frozen=True)
class Cut:
    """A state after a cut, and what had been told before it; `coming` is what would have been told next."""

    state: State
    told: tuple[tuple[str, ...], ...]
    coming: str


def cuts(log: Log, chance: random.Random, runs: int) -> Iterator[Cut]:
    """That many different cuts, in the order of their moments.

    Half of the moments are any operation, half lie within any of the things that were told, so that what is done
    once is met as often as what is done a hundred times.
    """
    met: set[tuple[bytes, int]] = set()
    wanted = _moments(log, chance, runs)
    disk, told, made = Disk.first(log), [], 0
    words = [json.loads(each.words) for each in log.operations if isinstance(each, Told)]
    for number, operation in enumerate(log.operations):
        if isinstance(operation, Told):
            told.append(tuple(json.loads(operation.words)))
        disk.do(operation)
        for _try in range(wanted[number]):
            state = disk.after_a_cut(chance)
            if (state.digest, len(told)) in met:
                continue
            met.add((state.digest, len(told)))
            made += 1
            yield Cut(state, tuple(told), words[len(told)][0] if len(told) < len(words) else "")
    print(f"{made} different states of {wanted.total()} cuts at {len(log.operations)} operations", flush=True)


def _moments(log: Log, chance: random.Random, runs: int) -> Counter[int]:
    count = len(log.operations)
    ends = [number for number, each in enumerate(log.operations) if isinstance(each, Told)] or [count]
    begins = [0, *ends]
    moments: Counter[int] = Counter()
    for run in range(runs):
        if run % 2:
            moments[chance.randrange(count)] += 1
        else:
            within = chance.randrange(len(ends))
            moments[chance.randint(begins[within], min(ends[within], count - 1))] += 1
    return moments


@dataclass
class Judge:
    """Opens states of the disk with the program's own code. `folder` is laid out anew for each."""

    folder: Path
    keys: dict[tuple[bytes, str], VaultKey | None] = field(default_factory=dict)
    opened: int = 0

    def loses(self, cut: Cut) -> str:
        """What is lost or broken in this state, in words; empty where all is well."""
        shutil.rmtree(self.folder, ignore_errors=True)
        lay_out(cut.state, self.folder)
        self.opened += 1
        try:
            self._check(cut, thorough=self.opened % _THOROUGH_EVERY == 0)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody's vault does not open as it was
            last = cut.told[-1] if cut.told else ("nothing",)
            return f"after “{last[0]}”, before “{cut.coming}”: {type(error).__name__}: {error}"
        return ""

    def _check(self, cut: Cut, *, thorough: bool) -> None:
        told = {words[0]: words[1:] for words in cut.told}
        mine = self.folder / "vaults" / "mine"
        if "created" not in told:
            if mine.exists() and any(mine.iterdir()):  # it has its name already: then it is whole
                key = self._key(mine, OLD)
                assert key is not None, "a vault that nobody opens"
                open_vault(mine, key).close()
            return
        key = key_of(told["created"][0])
        self._check_passphrase(mine, key, set(told))
        self._check_vault(mine, key, cut, thorough=thorough)
        if "backup" in told and (thorough or cut.coming in {"backup", "saved"}):
            _check_copy(self.folder / told["backup"][0], key)
        if "recovery" in told:
            assert self._key(mine, told["recovery"][0], by_code=True) == key, (
                "the new recovery code opens nothing"
            )
        if thorough or cut.coming in {"restored", "migrated", ""}:
            _check_restored(self.folder / "vaults" / RESTORED, key, told="restored" in told)
        if (thorough or cut.coming in {"migrated", ""}) and (self.folder / OLDER).exists():
            self._check_older()

    def _check_passphrase(self, mine: Path, key: VaultKey, told: set[str]) -> None:
        opens = {passphrase for passphrase in (OLD, NEW) if self._key(mine, passphrase) == key}
        if "passphrase" in told:
            assert opens == {NEW}, f"the vault opens with {opens}"
        elif "passphrase-begins" in told:
            assert len(opens) == 1, f"the vault opens with {opens}"
        else:
            assert opens == {OLD}, f"the vault opens with {opens}"

    def _key(self, vault: Path, secret: str, *, by_code: bool = False) -> VaultKey | None:
        """Deriving a key takes long, and there are few different slot files: each is tried once."""
        slots = (vault / SLOTS_NAME).read_bytes()
        if (slots, secret) not in self.keys:
            try:
                self.keys[slots, secret] = (unlock_key_with_recovery if by_code else unlock_key)(
                    vault, secret
                )
            except WrongSecretError:
                self.keys[slots, secret] = None
        return self.keys[slots, secret]

    def _check_vault(self, mine: Path, key: VaultKey, cut: Cut, *, thorough: bool) -> None:
        spool_folder = Places(self.folder).spool
        with open_vault(mine, key) as vault, Spool.open(_made(spool_folder)) as spool:
            assert schema_version(vault.database) == _NEWEST
            newest = {
                (kind, *words[:1]): (kind, *words) for kind, *words in cut.told
            }  # a later save holds the earlier
            for kind, *words in newest.values():
                if check := getattr(self, f"_told_{kind}", None) or getattr(Job, f"_check_{kind}", None):
                    check(vault, *words)
            vault.audit.verify()
            _check_disposal(vault, cut)
            self._check_outbox(vault, spool, cut)
            if thorough:
                integrity.check(vault)
                for case in vault.cases.open_cases()[:1]:
                    vault.notes.add(a_note(case, "written after the cut"))

    @staticmethod
    def _told_finalised(vault: Vault, form_id: str, digest: str) -> None:
        held = vault.database.value(
            "SELECT count(*) FROM responses WHERE content_digest = ? AND finalised_at IS NOT NULL", (digest,)
        )
        assert held, f"a finalised {form_id} is lost"  # the same answers in two cases have one digest

    @staticmethod
    def _told_note(vault: Vault, note_id: str) -> None:
        assert vault.notes.get(note_id).text

    @staticmethod
    def _told_attached(vault: Vault, attachment_id: str) -> None:
        vault.attachments.files.verify(attachment_id, vault.attachments.get(attachment_id).sha256)

    @staticmethod
    def _check_outbox(vault: Vault, spool: Spool, cut: Cut) -> None:
        packs = {pack.id for pack in vault.packs.all()}
        for item in spool.items():
            assert item.pack_id in packs, "the outbox holds a pack that the record does not know"
        follow_up(vault, spool, now=now())
        items = {item.pack_id: item for item in spool.items()}
        assert set(items) == packs, (
            f"a pack was dropped: the record has {sorted(packs)}, the outbox {sorted(items)} {[(p.name, p.stat().st_size) for p in spool.folder.rglob(chr(42))]}"
        )
        for kind, *words in cut.told:
            if kind == "queued" and not items[words[0]].receipt:
                spool.open_sealed(items[words[0]]).close()

    def _check_older(self) -> None:
        older = self.folder / OLDER
        key = self._key(older, OLD)
        assert key is not None, "the older vault's passphrase does not open it"
        with open_vault(older, key) as vault:
            integrity.check(vault)
        rows = rows_of(older, key)
        assert all(rows[table] for table in ("people", "notes", "packs", "undo_histories")), "rows are lost"


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _check_restored(restored: Path, key: VaultKey, *, told: bool) -> None:
    """It is there whole, or not at all."""
    if restored.exists() and any(restored.iterdir()):
        with open_vault(restored, key) as vault:
            integrity.check(vault)
    else:
        assert not told, "the restored vault is lost"


def _check_disposal(vault: Vault, cut: Cut) -> None:
    """All of the person is there, or nothing: unlocking has ended what was cut short."""
    for kind, *words in cut.told:
        person_id, files = (words or [""])[0], words[1:]
        if kind == "kept-for-disposal":
            is_there = bool(vault.database.value("SELECT count(*) FROM people WHERE id = ?", (person_id,)))
            assert is_there == (files[0] in vault.attachments.files.ids()), "half a person is there"
            assert not is_there or ("disposed", person_id) not in cut.told, (
                "a person who was disposed of came back"
            )


def _check_copy(copy: Path, key: VaultKey) -> None:
    assert check_backup(backup_in(copy), key) == (), "the backup lacks something"


def lay_out(state: State, folder: Path) -> None:
    """Write the state's files, for the owner only."""
    folder.mkdir(mode=0o700)
    for path in sorted(state.folders):
        (folder / path).mkdir(mode=0o700)
    for path, content in state.files.items():
        handle = os.open(folder / path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, content)
        os.close(handle)


def losses(log: Log, folder: Path, chance: random.Random, runs: int) -> Iterator[str]:
    """What each state loses; empty words where it loses nothing."""
    judge = Judge(folder)
    for cut in cuts(log, chance, runs):
        yield judge.loses(cut)


def control(folder: Path, way: str, chance: random.Random) -> str:
    """How a broken program was caught; empty where it never was."""
    log = record(folder / way, "--short", "--until", "attached", "--broken", way)
    for number, loss in enumerate(losses(log, folder / "state", chance, _MOST_CONTROL_STATES), start=1):
        if loss:
            return f"after {number} states: {loss}"
    return ""


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--short", action="store_true", help="record no packs and no older vault")


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="power_cuts", runs=1_000, more=_more)
    if reason := why_not():
        print(reason)
        return 1
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        folder = Path(name)
        log = record(folder / "sound", *(["--short"] if asked.options.short else []))
        lost, states = [], 0
        for loss in losses(log, folder / "state", asked.chance, asked.runs):
            states += 1
            if loss:
                lost.append(loss)
            if states % 5_000 == 0:
                print(f"{states} states, {len(lost)} lost something", flush=True)
        caught = {way: control(folder, way, asked.chance) for way in BROKEN}
    return asked.tell(lost, runs=states, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
