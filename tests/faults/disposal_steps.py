"""Kills a disposal at each of its steps: afterwards all of the person is there, or nothing once the vault was opened.

    python -m tests.faults disposal_steps [--runs 1]

A step is each file that is opened or removed, and each SQL statement. A child disposes of a person and kills itself
at step 1, then at step 2, and so on until it comes to its end. After each kill the vault is opened as an unlock does:
either every row, word and sealed file of the person is there as before, or none is. The control forgets what is left
to do when it is interrupted, and must be caught. `--runs` is how often all steps are gone through.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import dispose, finish_disposals
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.faults.disposal_scan import WISH, Example, Filled, fill
from tests.faults.harness import ask
from tests.faults.killed_steps import killed_at

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _dispose(filled: Filled) -> None:
    with Vault.open(filled.folder, filled.key) as vault:
        dispose(vault, None, Target(person_id=filled.gone.person.id), WISH, now=NOW)
        finish_disposals(vault, None, now=NOW)


def _dispose_and_forget(filled: Filled) -> None:
    """Broken on purpose: what is left to do is not written down in the same transaction."""
    with Vault.open(filled.folder, filled.key) as vault:
        dispose(vault, None, Target(person_id=filled.gone.person.id), WISH, now=NOW)
        vault.database.run("DELETE FROM left_to_remove")
        for file_id in filled.gone.files:
            vault.attachments.files.destroy(file_id)


def missed(example: Filled, place: Path, work: Callable[[Filled], None], *, every: int = 1) -> Iterator[str]:
    """What is wrong after a kill at each step, in words; at most one a step."""
    step = 1
    while True:
        folder = place / "vault"
        shutil.copytree(example.folder, folder)
        filled = Filled(folder, example.key, example.people, example.gone, example.identity)
        if not killed_at(step, lambda filled=filled: work(filled)):  # type: ignore[misc]  # this round's vault
            shutil.rmtree(folder)
            return
        wrong = _wrong_after_unlock(filled)
        if wrong:
            yield f"step {step}: {wrong}"
        shutil.rmtree(folder)
        step += every


def _wrong_after_unlock(filled: Filled) -> str:
    words, files = filled.gone.words.made[::5], set(filled.gone.files)
    outbox = filled.folder.with_name("outbox")
    with open_vault(filled.folder, filled.key) as vault, Spool.open(outbox) as spool:
        follow_up(vault, spool, now=NOW)
        integrity.check(vault)
        there = filled.gone.person in vault.people.all()
        sealed = files & vault.attachments.files.ids()
        certificates = vault.disposals.all()
    left = filled.words_left(words)
    if there:
        return "" if left and sealed == files and not certificates else "half of it has gone"
    unfinished = [one for one in certificates if one.finished_at is None]
    if left or sealed or len(certificates) != 1 or unfinished:
        return f"{len(left)} words, {len(sealed)} files, {len(certificates)} certificates"
    return ""


def main(arguments: list[str]) -> int:
    asked = ask(arguments, __doc__, name="disposal_steps", runs=1)
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        example = Example.make(place / "example")
        for run in range(asked.runs):
            filled = fill(example, place / f"filled-{run}", asked.chance, 2)
            failures += missed(filled, place, _dispose)
        filled = fill(example, place / "control", random.Random(1), 1)
        caught = bool(list(missed(filled, place, _dispose_and_forget, every=5)))
    return asked.tell(failures, controls={"what is left to do is forgotten": caught})
