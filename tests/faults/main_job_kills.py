"""Kills the main job at random moments and looks at what is left (FAULTS 1): forms, packs, delivery and receipts.

    python -m tests.faults main_job_kills --runs 200 [--seed 1]

A worker does the main job by the program's own workflows on real parts: it fills three forms answer by answer,
finalises them, signs, seals and queues a pack for each of two receivers, delivers both and records the receipts. It
names each step once it has returned. It is killed by SIGKILL after a random time and started again, until the job is
done; then the next job begins. After each kill nothing that was named may be missing. When a job is done each
receiver has got exactly one pack and has given exactly one receipt, and all answers are those that were typed.

Three broken workers must be caught: one names answers before they are saved, one forgets to follow up packs that were
signed and not queued, one queues packs before they are in the record. These are killed where it hurts.
Ends with 0 when the sound worker lost nothing and all broken ones were caught.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from tests.e2e.examples import example_of
from tests.e2e.typist import asked as asked_in
from tests.faults.harness import ask, fork, was_killed
from tests.faults.main_job_worker import (
    FORMS,
    Ground,
    NamesAnswersTooEarly,
    NeverFollowsUp,
    QueuesBeforeKeeping,
    Worker,
    own_organisation,
    prepare,
)
from tests.faults.reading_here import reading_here

_LONGEST_LIFE = 1.5  # seconds; a whole job takes about three
_LONGER_EACH_TIME = 0.5  # so that a job comes to its end on a slow machine too
_MOST_CONTROL_KILLS = 60
_LONGEST_AIM = 0.003  # seconds after the hint: the step that hurts takes a few milliseconds
_NEVER = 1e9

Step = tuple[str, ...]


@dataclass
class Life:
    """One life of a worker: what it named, and whether it came to the end of the job."""

    named: list[Step] = field(default_factory=list)
    done: bool = False


def live(ground: Ground, kind: type[Worker], seconds: float, aim: str = "") -> Life:
    """Run a worker and kill it after `seconds`, counted from the hint `aim` where that is given."""
    reading, writing = os.pipe()
    child = fork(lambda: _be_worker(ground, kind, writing))
    os.close(writing)
    life = Life()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        _watch(pipe.fileno(), life, child, seconds, aim)
    life.done = not was_killed(child)
    return life


def _be_worker(ground: Ground, kind: type[Worker], pipe: int) -> None:
    def tell(*words: str) -> None:
        os.write(pipe, (json.dumps(words) + "\n").encode())

    kind(ground, tell, lambda where: tell("hint", where)).work()


def _watch(pipe: int, life: Life, child: int, seconds: float, aim: str) -> None:
    """Read what is named until the worker ends, and kill it when its time has come."""
    pending = b""
    end = time.monotonic() + (_NEVER if aim else seconds)
    while True:
        left = end - time.monotonic()
        if left <= 0:
            os.kill(child, signal.SIGKILL)
            end, left = time.monotonic() + _NEVER, _NEVER
        if not select.select([pipe], [], [], min(left, 3600.0))[0]:
            continue
        received = os.read(pipe, 1 << 16)
        if not received:
            return
        *lines, pending = (pending + received).split(b"\n")
        for line in lines:
            step = tuple(json.loads(line))
            if step[0] != "hint":
                life.named.append(step)
            elif step[1] == aim:
                end, aim = time.monotonic() + seconds, ""


class Job:
    """One main job, killed and continued until it is done."""

    def __init__(
        self, start: Ground, folder: Path, kind: type[Worker], typed: Mapping[str, list[Any]]
    ) -> None:
        self._ground = start.copy(folder)
        self._typed = typed
        self._kind = kind
        self._named: list[Step] = []
        self.kills = 0

    def live(self, seconds: float, aim: str = "") -> bool:
        """One more life; whether the job is done. Raises AssertionError where something is lost."""
        life = live(self._ground, self._kind, seconds, aim)
        self._named += life.named
        self.kills += not life.done
        self.check_named()
        if life.done:
            self.check_whole()
        return life.done

    def remove(self) -> None:
        shutil.rmtree(self._ground.places.data)

    def check_named(self) -> None:
        """Nothing that was named is missing."""
        with Vault.open(self._ground.vault, self._ground.key) as vault:
            for step in self._named:
                getattr(self, f"_check_{step[0]}")(vault, *step[1:])
            vault.audit.verify()

    @staticmethod
    def _check_person(vault: Vault, person_id: str) -> None:
        assert vault.people.get(person_id).id == person_id

    @staticmethod
    def _check_saved(vault: Vault, response_id: str, number: str) -> None:
        form = vault.responses.get(response_id)
        assert form.is_finalised or int(form.place or 0) >= int(number), "a named answer is lost"

    @staticmethod
    def _check_finalised(vault: Vault, form_id: str, digest: str) -> None:
        digests = [
            form.content_digest
            for case in vault.cases.open_cases()
            for form in vault.responses.of_case(case.id)
        ]
        assert digests.count(digest) == 1, f"a finalised {form_id} is lost"

    @staticmethod
    def _check_queued(vault: Vault, pack_id: str) -> None:
        assert vault.packs.get(pack_id).status in {PackStatus.QUEUED, PackStatus.DELIVERED}

    @staticmethod
    def _check_receipt(vault: Vault, pack_id: str) -> None:
        assert vault.packs.get(pack_id).receipt

    def check_whole(self) -> None:
        """The job is done: all is there, each thing once."""
        organisation = own_organisation(self._ground)
        with (
            Vault.open(self._ground.vault, self._ground.key) as vault,
            Spool.open(self._ground.places.spool) as spool,
        ):
            integrity.check(vault)
            packs = vault.packs.all()
            assert {pack.status for pack in packs} == {PackStatus.DELIVERED}, "a pack was dropped"
            queued = {item.pack_id for item in spool.items()}
            assert queued == {pack.id for pack in packs}, (
                "the outbox holds a pack that the record does not know"
            )
            for receiver in organisation.receivers:
                received = receiver.mailbox.folder.with_name("received")
                assert len(list(received.glob("P-*.pdf"))) == 1, "a receiver did not get exactly one pack"
                assert not receiver.mailbox.arrived(), "a pack was not taken in"
                assert len(list(receiver.mailbox.receipts_folder.glob("*.jws"))) == 1
                assert [pack.recipient_id for pack in packs].count(receiver.receiver.id) == 1
            (case,) = vault.cases.open_cases()
            forms = vault.responses.of_case(case.id)
            assert Counter(form.form_id for form in forms) == Counter(FORMS)
            for form in forms:
                assert _answers(form.content) == self._typed.get(form.form_id, _answers(form.content))
            assert len(vault.events.of_case(case.id)) == 2

    def answers(self) -> dict[str, list[Any]]:
        """The answers of each form, by form id."""
        with Vault.open(self._ground.vault, self._ground.key) as vault:
            (case,) = vault.cases.open_cases()
            return {form.form_id: _answers(form.content) for form in vault.responses.of_case(case.id)}


def _answers(content: str) -> list[Any]:
    items: list[Any] = json.loads(content)["item"]
    return items


def without_a_kill(start: Ground, folder: Path) -> dict[str, list[Any]]:
    """The answers of each form after a job that nobody disturbed."""
    job = Job(start, folder, Worker, {})
    assert job.live(_NEVER)
    answers = job.answers()
    job.remove()
    for form_id in FORMS:
        for node in asked_in(example_of(form_id)):
            assert all(
                not isinstance(answer, str) or json.dumps(answer)[1:-1] in json.dumps(answers[form_id])
                for answer in node.answers
            )
    return answers


def kills_of(
    start: Ground, folder: Path, typed: Mapping[str, list[Any]], chance: random.Random
) -> Iterator[int]:
    """Kill jobs of a sound worker for ever; yields 1 for a kill, 0 where a life came to the end of its job."""
    number = 0
    while True:
        number += 1
        job = Job(start, folder / f"job-{number}", Worker, typed)
        done = False
        while not done:
            done = job.live(chance.uniform(0, _LONGEST_LIFE + job.kills * _LONGER_EACH_TIME))
            yield int(not done)
        job.remove()


def control(start: Ground, folder: Path, kind: type[Worker], aim: str, chance: random.Random) -> str | None:
    """How a broken worker was caught, aimed at; None where it never was."""
    for number in range(1, _MOST_CONTROL_KILLS + 1):
        job = Job(start, folder / f"{kind.__name__}-{number}", kind, {})
        try:
            job.live(chance.uniform(0, _LONGEST_AIM), aim)
            job.live(_NEVER)
        except AssertionError as error:
            return f"after {number} kills: {error}"
        finally:
            job.remove()
    return None


CONTROLS = ((NamesAnswersTooEarly, "naming"), (NeverFollowsUp, "kept"), (QueuesBeforeKeeping, "queued"))


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="main_job_kills", runs=20)
    failures = []
    with tempfile.TemporaryDirectory() as name, reading_here():
        folder = Path(name)
        start = prepare(folder / "ground")
        kills = jobs = 0
        try:
            typed = without_a_kill(start, folder / "undisturbed")
            for killed in kills_of(start, folder, typed, asked.chance):
                kills, jobs = kills + killed, jobs + (not killed)
                if kills >= asked.runs and not killed:
                    break
        except AssertionError as error:
            failures.append(f"after {kills} kills: {error}")
        print(f"{kills} kills in {jobs} jobs", flush=True)
        caught = {kind.__name__: control(start, folder, kind, aim, asked.chance) for kind, aim in CONTROLS}
    return asked.tell(failures, runs=kills, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
