"""Kills the real program, window and all, at random moments, and looks at what it shows when it is started again.

    python -m tests.faults window_kills --runs 20 [--seed 1]

Half of the runs are killed while somebody types into a form: every word after which the status line said "Saved" is
there again, and nothing that was not typed. The other half are killed while two packs are signed and queued: whatever
the record then knows is in the outbox once, and nothing else is. The control takes each word for saved as soon as it
is typed, and must be caught. Ends with 0 when nothing was lost and the control was caught.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.example_answers import type_answers
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin import unlock
from tests.e2e.driving import Home, Program, Xvfb, why_no_window
from tests.e2e.examples import example_of
from tests.e2e.main_job import LEFT_AT, MainJob
from tests.e2e.typist import Typist, question_words
from tests.faults.harness import Asked, ask

_MOST_WORDS = 3
_SETTLED = 2.0
_LONGEST_SIGNING = 3.0  # seconds until both packs are in the outbox, and a little more


@dataclass(frozen=True)
class Ground:
    """A laptop whose owner has receivers, a draft to write in, and a case that is ready to be signed."""

    home: Home
    key: VaultKey

    @property
    def vault(self) -> Path:
        (folder,) = (self.home.data / "vaults").iterdir()
        return folder

    def copy(self, folder: Path) -> Ground:
        shutil.copytree(self.home.folder, folder)
        (folder / "data" / "window.json").unlink(missing_ok=True)  # it names the vault of the original
        return Ground(Home(folder), self.key)


def prepare(folder: Path, screen: Mapping[str, str]) -> Ground:
    """Set the laptop up in the window, and the case by the workflows."""
    folder.mkdir()
    home = Home(folder)
    with Program(home, screen) as program:
        job = MainJob(program)
        job.create_vault()
        job.say_who_i_am()
        job.join_demo_organisation()
        program.close()
    (vault,) = (home.data / "vaults").iterdir()
    ground = Ground(home, unlock.derive_key(vault, job.passphrase))
    with Vault.open(vault, ground.key) as opened:
        _fill_case(opened)
    return ground


def _fill_case(vault: Vault) -> None:
    library = FormLibrary(data_files.forms())
    now = datetime.now(UTC)
    _person, case = people.add_person(
        vault, forenames="Robin", surname="Reed", birth_date=PartialDate(2011), now=now
    )
    for form_id in (SCREENING, LEAD_CHECK, SHARING_DECISION):
        started = fill_form.start_form(vault, library, form_id=form_id, case_id=case.id, now=now)
        response = fill_form.open_form(vault, library, started.id).response
        for _changes in type_answers(response, example_of(form_id)):
            pass
        fill_form.save_draft(
            vault, started.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
            sections_total=0, now=now,
        )  # fmt: skip
        fill_form.finalise(vault, library, started.id, now=now)


class Typing:
    """Somebody writes words into a form, each one told as saved before the next; then the program is killed."""

    def __init__(self, ground: Ground, screen: Mapping[str, str], chance: random.Random) -> None:
        self._home = ground.home
        self._screen = screen
        self._chance = chance

    def lost(self, *, trusting: bool = False) -> bool:
        """Whether a word is gone that was told as saved (`trusting`: or that was only typed)."""
        with Program(self._home, self._screen) as program:
            job = MainJob(program)
            job.unlock()
            job.begin_screening()
            item = Typist(program, example_of(SCREENING)).fill_until(LEFT_AT)
            program.overwrite("")
            saved = self._write_saved_words(program)
            typed = f"{saved}and one more"
            program.write("and one more")
            time.sleep(0 if trusting else self._chance.uniform(0, 0.8))
            program.kill()
            program.start()
            job.unlock()
            # A hurried hand could be there before the list has its rows, and would press Return again.
            program.see(" sections")
            program.tab_to("To finish")
            program.press("Return")
            program.see("Is anybody in immediate danger?")
            found: str = program.tab_to(question_words(item))["value"]
        assert typed.startswith(found), f"“{found}” was never typed"
        is_lost = not found.startswith(typed if trusting else saved)
        if is_lost and not trusting:
            print(f"“{saved}” was told as saved, and “{found}” is there")
        return is_lost

    def _write_saved_words(self, program: Program) -> str:
        """Each word is written in a second of its own, so that the status line's time tells which one it saved."""
        # What was typed before is saved and told by then: it must not be taken for the first word.
        time.sleep(_SETTLED)
        text = ""
        for number in range(self._chance.randint(1, _MOST_WORDS)):
            before = _saved(program.words())
            while _saved_words_at(datetime.now().astimezone()) == before:
                time.sleep(0.05)
            program.write(f"word{number} ")
            text += f"word{number} "
            program.look(partial(_saved_anew, before), "that it is saved")
        return text


def _saved_words_at(moment: datetime) -> str:
    return f"● Saved {moment:%H:%M:%S}"


def _saved_anew(before: str, words: list[str]) -> bool:
    return _saved(words) not in {"", before}


def _saved(words: list[str]) -> str:
    return next((text for text in words if text.startswith("● Saved ")), "")


def kill_while_signing(ground: Ground, screen: Mapping[str, str], chance: random.Random) -> None:
    """Sign and queue, kill, start again: what the record knows is in the outbox, once for each receiver."""
    with Program(ground.home, screen) as program:
        job = MainJob(program)
        job.unlock()
        program.press("Ctrl+2")
        program.see("Find a person")
        program.tab_to("Find a person")
        program.write("Reed")
        program.see("Found: 1 person")
        program.press("Return")
        program.see("tool finished")
        job.look_at_the_pages()
        program.push("Sign and queue")
        time.sleep(chance.uniform(0, _LONGEST_SIGNING))
        program.kill()
        program.start()
        job.unlock()
        program.press("Ctrl+3")
        program.see("Sealed packs leave by themselves")
        program.close()
    check_packs(ground)


def check_packs(ground: Ground) -> None:
    with (
        Vault.open(ground.vault, ground.key) as vault,
        Spool.open(Places.of(ground.home.data).spool) as spool,
    ):
        packs = vault.packs.all()
        assert {item.pack_id for item in spool.items()} == {pack.id for pack in packs}
        assert all(pack.status is PackStatus.QUEUED for pack in packs)
        assert len({pack.recipient_id for pack in packs}) == len(packs) <= 2
        vault.audit.verify()


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="window_kills", runs=4)
    if why_no_window():
        return _run({"QT_QPA_PLATFORM": "offscreen"}, asked)
    server = Xvfb()
    try:
        return _run({"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display}, asked)
    finally:
        server.close()


def _run(screen: Mapping[str, str], asked: Asked) -> int:
    losses = 0
    print(f"the window is shown by {screen['QT_QPA_PLATFORM']}")
    with tempfile.TemporaryDirectory() as name:
        start = prepare(Path(name) / "laptop", screen)
        for number in range(asked.runs):
            ground = start.copy(Path(name) / f"run-{number}")
            if number % 2:
                kill_while_signing(ground, screen, asked.chance)
            else:
                losses += Typing(ground, screen, asked.chance).lost()
            shutil.rmtree(ground.home.folder)
        caught = Typing(start.copy(Path(name) / "control"), screen, asked.chance).lost(trusting=True)
    return asked.tell(losses, controls={"a word counts as saved once typed": caught})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
