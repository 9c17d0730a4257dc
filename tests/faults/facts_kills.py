"""Kills the taking of a pack's facts into a record at each of its steps (FAULTS 4).

    python -m tests.faults facts_kills [--runs 1] [--seed 1] [--every 1]

A step is each file that is opened, renamed or removed, and each SQL statement. A child puts a received pack in a case, with what its
forms tell, or takes that for a pack that is in the case already; it dies at step 1, then at step 2, and so on until it comes to its
end. Of the kills at a step (`--runs`), the first comes exactly there and the others up to two milliseconds later. After each kill the
vault opens, is whole, and has the facts of all forms or of none; taking them then brings all, and taking them again changes nothing.
The control takes form by form without a transaction, and must be caught.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_vault import read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.receiving import filing
from prevent_desktop.workflows.receiving.take_facts import ToldForm, judge_forms, take_now
from tests.faults.harness import ask, memory_folder
from tests.faults.killed_steps import WithoutTransaction, every_option, is_caught, kill_at_every_step
from tests.unit.vault.examples import keep_case
from tests.unit.vault.merging.two_laptops import records
from tests.unit.vault.test_received import receive

Records = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Ground:
    """A vault with a case and a pack that came in, as it is before each kill, and what it comes to. `in_case`: the pack is there already."""

    place: Path
    example: Path
    key: VaultKey
    forms: tuple[ToldForm, ...]
    case_id: str
    received_id: str
    in_case: bool
    before: Records
    after: Records

    @classmethod
    def make(cls, folder: Path, *, in_case: bool) -> Ground:
        """The forms are those that a demo case has finished."""
        key = create_vault(folder / "example", "violet tractor lamp seventeen", cost=FLOOR_COST).key
        library = FormLibrary(data_files.forms(), known_value_sets(data_files.resources() / "value-sets"))
        said = read_cases(data_files.resources())["cases"][0]["forms"]
        texts = [json.dumps(one["response"]) for one in said if one["status"] == "completed"]
        forms = judge_forms(library, texts).told
        with Vault.open(folder / "example", key) as vault:
            case_id, received_id = keep_case(vault).id, receive(vault).id
            if in_case:
                filing.put_in_case(vault, received_id, case_id)
        ground = cls(folder / "place", folder / "example", key, forms, case_id, received_id, in_case, {}, {})
        ground.prepare()
        with ground.opened() as vault:
            before = records(vault)
            ground.take(vault)
            after = records(vault)
        assert sum(map(len, after.values())) > sum(map(len, before.values())) + 2, "more than one fact"
        return replace(ground, before=before, after=after)

    def prepare(self) -> None:
        """Begin anew."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.example, self.place)

    @contextmanager
    def opened(self) -> Iterator[Vault]:
        with Vault.open(self.place, self.key) as vault:
            yield vault

    def take(self, vault: Vault) -> None:
        if self.in_case or vault.received.get(self.received_id).case_id is not None:
            take_now(vault, self.received_id, self.forms)
        else:
            filing.put_in_case(vault, self.received_id, self.case_id, self.forms)

    def work(self) -> None:
        with self.opened() as vault:
            self.take(vault)

    def check(self) -> None:
        """In whole or not at all; it can be finished, and again changes nothing."""
        with self.opened() as vault:
            integrity.check(vault)
            assert records(vault) in (self.before, self.after), "half of the facts came"
            for _time in range(2):
                self.take(vault)
                assert records(vault) == self.after, "taking them did not bring all, or brought them twice"
            assert integrity.check(vault).stray_files == ()


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="facts_kills", runs=1, more=every_option)
    failures, kills, caught = [], 0, dict[str, object]()
    for in_case, what in ((False, "put in a case"), (True, "taken later")):
        with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
            ground = Ground.make(Path(name), in_case=in_case)
            try:
                kills += kill_at_every_step(ground, asked.options.every, asked.runs, asked.chance)
            except (PreventDesktopError, AssertionError) as error:
                failures.append(f"{what}: {type(error).__name__}: {error}")
            caught[f"form by form, {what}"] = is_caught(WithoutTransaction(ground), every=3)
    return asked.tell(failures, runs=kills, controls=caught)
