"""Wrong passphrases slow the next ones down: kept over a restart, whatever the clock says, and nothing is wiped."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from prevent_desktop.errors import TooManyTriesError, VaultError, WrongSecretError
from prevent_desktop.files.locks import alone_in
from prevent_desktop.uptime import system_uptime
from prevent_desktop.vault.keys.key_slots import (
    change_passphrase,
    open_with_passphrase,
    unlock_key_with_recovery,
)
from prevent_desktop.vault.keys.wrong_tries import (
    FREE_TRIES,
    LOCK_NAME,
    LONGEST_WAIT,
    TRIES_NAME,
    WrongTries,
    wait_after,
    wait_words,
)
from tests.patience import PATIENCE
from tests.unit.vault.conftest import Made


@dataclass
class Machine:
    """A computer whose clock and uptime the test sets."""

    folder: Path
    at: float = 1_795_600_000.0
    up: float = 5_000.0

    def tries(self) -> WrongTries:
        """As a fresh process sees them."""
        return WrongTries(self.folder, clock=lambda: self.at, uptime=lambda: self.up)

    def passes(self, seconds: float) -> None:
        self.at += seconds
        self.up += seconds

    def restarts(self) -> None:
        self.up = 3.0

    def goes_wrong(self, times: int = 1) -> None:
        for _ in range(times):
            self.passes(self.tries().seconds_left())
            with pytest.raises(WrongSecretError), self.tries().one_try():
                raise WrongSecretError("wrong", "", "")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_waits_grow_from_two_seconds_to_a_quarter_of_an_hour() -> None:
    assert [wait_after(count) for count in range(9)] == [0, 0, 0, 2, 4, 8, 16, 32, 64]
    assert wait_after(12) == LONGEST_WAIT == wait_after(10**9)


def test_the_third_wrong_try_begins_a_wait_that_a_fresh_process_keeps(machine: Machine) -> None:
    machine.goes_wrong(2)
    assert machine.tries().seconds_left() == 0
    machine.goes_wrong()
    assert machine.tries().seconds_left() == 2
    machine.passes(1.5)
    with (
        pytest.raises(TooManyTriesError, match=r"Wait 1 second before.*3 wrong passphrases") as raised,
        machine.tries().one_try(),
    ):
        raise AssertionError("nothing may be tried")
    assert raised.value.seconds == 0.5
    machine.passes(0.5)
    assert machine.tries().seconds_left() == 0


def test_a_refused_try_counts_as_none(machine: Machine) -> None:
    machine.goes_wrong(3)
    for _ in range(50):
        with pytest.raises(TooManyTriesError), machine.tries().one_try():
            pass
    assert machine.tries().seconds_left() == 2


def test_a_right_one_clears_it(machine: Machine) -> None:
    machine.goes_wrong(5)
    machine.passes(8)
    with machine.tries().one_try():
        pass
    assert not (machine.folder / TRIES_NAME).exists()
    machine.goes_wrong(2)
    assert machine.tries().seconds_left() == 0


@pytest.mark.parametrize("set_by", [10 * 365 * 86400.0, 3600.0, -3600.0, -10 * 365 * 86400.0])
def test_setting_the_clock_neither_shortens_nor_lengthens_the_wait(machine: Machine, set_by: float) -> None:
    machine.goes_wrong(8)
    machine.at += set_by
    assert machine.tries().seconds_left() == 64
    machine.passes(64)
    assert machine.tries().seconds_left() == 0


def test_after_a_restart_of_the_system_the_clock_counts(machine: Machine) -> None:
    machine.goes_wrong(8)
    machine.at += 0.5
    machine.restarts()
    assert machine.tries().seconds_left() == 63.5
    machine.at += 39.5
    assert machine.tries().seconds_left() == 24
    machine.passes(24)
    assert machine.tries().seconds_left() == 0


def test_after_a_restart_with_the_clock_set_back_the_wait_begins_anew_and_ends(machine: Machine) -> None:
    machine.goes_wrong(8)
    machine.at -= 10 * 365 * 86400
    machine.restarts()
    assert machine.tries().seconds_left() == 64
    machine.passes(60)
    assert machine.tries().seconds_left() == 4
    machine.passes(4)
    assert machine.tries().seconds_left() == 0


def test_ending_the_program_in_the_middle_of_a_try_counts_as_a_wrong_one(machine: Machine) -> None:
    machine.goes_wrong(2)
    attempt = machine.tries().one_try()
    attempt.__enter__()  # and the process is killed here
    assert machine.tries().seconds_left() == 2


def test_what_was_not_judged_does_not_count(machine: Machine) -> None:
    with pytest.raises(VaultError), machine.tries().one_try():
        raise VaultError("no memory", "", "")
    assert not (machine.folder / TRIES_NAME).exists()
    machine.goes_wrong(2)
    with pytest.raises(VaultError), machine.tries().one_try():
        raise VaultError("no memory", "", "")
    assert machine.tries().seconds_left() == 0
    machine.goes_wrong()
    assert machine.tries().seconds_left() == 2


def test_a_missing_file_is_as_no_try_at_all(machine: Machine) -> None:
    machine.goes_wrong(9)
    (machine.folder / TRIES_NAME).unlink()
    assert machine.tries().seconds_left() == 0
    with machine.tries().one_try():
        pass


@pytest.mark.parametrize("count", [-1, 10**7, 10**400, 1e400, "a", None, [], {}])
@pytest.mark.parametrize("name", ["count", "at", "uptime"])
def test_a_file_with_odd_values_never_makes_a_wait_longer_than_the_longest(
    machine: Machine, name: str, count: object
) -> None:
    members = {"format": "x", "version": 1, "count": 50, "at": machine.at, "uptime": machine.up, name: count}
    (machine.folder / TRIES_NAME).write_text(json.dumps(members))
    assert 0 <= machine.tries().seconds_left() <= LONGEST_WAIT


@given(content=some.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_file_is_read_without_harm(machine: Machine, content: bytes) -> None:
    (machine.folder / TRIES_NAME).write_bytes(content)
    assert 0 <= machine.tries().seconds_left() <= LONGEST_WAIT


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: pipes that are files")
def test_a_pipe_in_its_place_blocks_nobody(machine: Machine) -> None:
    os.mkfifo(machine.folder / TRIES_NAME)
    assert machine.tries().seconds_left() == 0


def test_a_folder_that_cannot_be_written_hinders_no_try(tmp_path: Path) -> None:
    with WrongTries(tmp_path / "not there").one_try():
        pass


def test_the_systems_uptime_goes_on() -> None:
    before = system_uptime()
    assert system_uptime() >= before > 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (2, "2 seconds"), (59.5, "1 minute"), (61, "1 minute 1 second"), (900, "15 minutes")],
)
def test_a_wait_is_said_in_words(seconds: float, words: str) -> None:
    assert wait_words(seconds) == words


def test_the_vault_itself_asks_for_patience_and_is_not_changed(made: Made) -> None:
    machine = Machine(made.folder)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    machine.goes_wrong(2)
    with pytest.raises(WrongSecretError):
        open_with_passphrase(made.folder, "not this one at all", machine.tries())
    with pytest.raises(TooManyTriesError):
        open_with_passphrase(made.folder, made.passphrase, machine.tries())
    assert unlock_key_with_recovery(made.folder, made.recovery_code) == made.key
    machine.passes(2)
    assert open_with_passphrase(made.folder, made.passphrase, machine.tries()).key == made.key
    assert {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()} == before


def test_choosing_a_new_passphrase_ends_the_wait(made: Made) -> None:
    machine = Machine(made.folder)
    machine.goes_wrong(9)
    change_passphrase(made.folder, made.key, "another lamp for seventeen tractors")
    assert machine.tries().seconds_left() == 0


def guess(folder: Path, start: Barrier, judged: Queue[str]) -> None:
    start.wait(PATIENCE)
    try:
        with WrongTries(folder, clock=lambda: 1.0, uptime=lambda: 1.0).one_try():
            judged.put("judged")
            raise WrongSecretError("wrong", "", "")  # noqa: TRY301 -- as the slots say it
    except WrongSecretError:
        pass
    except TooManyTriesError:
        judged.put("told to wait")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: processes that are copies")
def test_of_twelve_guesses_at_once_none_is_judged_before_it_is_counted(tmp_path: Path) -> None:
    processes = get_context("fork")
    start, judged = processes.Barrier(12), processes.Queue()
    children = [processes.Process(target=guess, args=(tmp_path, start, judged)) for _ in range(12)]
    for child in children:
        child.start()
    told = sorted(judged.get(timeout=PATIENCE) for _ in children)
    for child in children:
        child.join(PATIENCE)
    assert told == ["judged"] * (FREE_TRIES + 1) + ["told to wait"] * 9
    assert json.loads((tmp_path / TRIES_NAME).read_text())["count"] == FREE_TRIES + 1


def test_one_that_is_taken_back_leaves_the_others_counted(machine: Machine) -> None:
    def tried_beside_another() -> None:
        with machine.tries().one_try():
            machine.goes_wrong()
            raise VaultError("no memory", "", "")

    with pytest.raises(VaultError):
        tried_beside_another()
    machine.goes_wrong(2)
    assert machine.tries().seconds_left() == 2


def test_whoever_keeps_the_lock_lets_nothing_be_tried_uncounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prevent_desktop.vault.keys.wrong_tries._LONGEST_HELD", 0.05)
    attempt = WrongTries(tmp_path).one_try()
    with alone_in(tmp_path, LOCK_NAME, seconds=1), pytest.raises(TooManyTriesError) as raised:
        attempt.__enter__()
    assert raised.value.seconds == 1
