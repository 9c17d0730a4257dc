"""What a person decides about sending holds from the command line too, and a scheduler reads the exit codes."""

from __future__ import annotations

import json
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.outbox_orders import schedule_for
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.connection.network_rules import NetworkRules, keep_rules, read_rules
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.workflows.places import Places
from tests.unit.delivery.receivers import OTHER_PACK, PACK, Receiver

RECEIVER = Receiver.make()
ODD = ["/opt/Prevent 50% $HOME/run", "-m", "prevent_desktop"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def outbox(data: Path, *words: str) -> int:
    return run_command(["outbox", *words, "--data", str(data)])


def queue(data: Path, endpoint: str, pack_id: str = PACK) -> None:
    with Spool.open(Places.of(data).spool) as spool:
        spool.queue(pack_id, b"sealed", endpoint=endpoint, receipt_certificate=RECEIVER.certificate_pem)


def item(data: Path, pack_id: str = PACK) -> SpoolItem:
    with Spool.open(Places.of(data).spool) as spool:
        found = spool.get(pack_id)
    assert found is not None
    return found


class TestSend:
    def test_a_pack_that_could_not_go_is_exit_3(self, data: Path, tmp_path: Path) -> None:
        queue(data, (tmp_path / "a stick that is away").as_uri())
        assert outbox(data, "send") == Exit.WORLD
        assert item(data).reason.kind == FailureReason.FOLDER_AWAY  # type: ignore[union-attr]

    def test_one_that_was_sent_is_exit_0(self, data: Path, tmp_path: Path) -> None:
        queue(data, FolderMailbox.create(tmp_path / "mailbox").endpoint)
        assert outbox(data, "send") == Exit.DONE
        assert item(data).state is State.SENT

    def test_one_that_needs_a_person_is_exit_1_also_beside_others(self, data: Path, tmp_path: Path) -> None:
        queue(data, (tmp_path / "away").as_uri())
        with Spool.open(Places.of(data).spool) as spool:
            lease = spool.claim(spool._clock())
            assert lease is not None
            lease.needs_you(refused(FailureReason.NOT_TUS, "r.example"))
        queue(data, (tmp_path / "away").as_uri(), OTHER_PACK)
        assert outbox(data, "send") == Exit.NOT_VALID

    def test_what_a_person_holds_back_is_no_failure(
        self, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        queue(data, FolderMailbox.create(tmp_path / "mailbox").endpoint)
        assert outbox(data, "hold", PACK) == Exit.DONE
        assert outbox(data, "send") == Exit.DONE
        assert "Paused" in capsys.readouterr().out
        assert outbox(data, "go-on", PACK) == Exit.DONE
        assert outbox(data, "pause") == Exit.DONE
        assert outbox(data, "send") == Exit.DONE
        assert "outbox resume" in capsys.readouterr().out
        assert item(data).state is State.QUEUED
        assert outbox(data, "resume") == Exit.DONE
        assert outbox(data, "send") == Exit.DONE
        assert item(data).state is State.SENT

    def test_a_rule_about_networks_holds_here_too(self, data: Path) -> None:
        queue(data, "https://receiver.invalid/files")
        with Spool.open(Places.of(data).spool) as spool:
            keep_rules(spool.settings, NetworkRules(only=frozenset()))
        assert outbox(data, "send") == Exit.WORLD
        reason = item(data).reason
        assert reason is not None
        assert FailureReason(reason.kind) in {FailureReason.OTHER_NETWORK, FailureReason.NETWORK_UNTOLD}


def test_the_order_is_changed_and_a_pack_cancelled(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue(data, "https://receiver.invalid/files")
    assert outbox(data, "first", PACK) == Exit.DONE
    assert item(data).priority == 1
    assert outbox(data, "in-turn", PACK) == Exit.DONE
    assert item(data).priority == 0
    capsys.readouterr()
    assert outbox(data, "cancel", PACK) == Exit.DONE
    assert capsys.readouterr().out == f"{PACK}  Cancelled. Nothing of it was sent.\n"
    assert outbox(data, "cancel", PACK) == Exit.WORLD, "it is ended already"
    assert outbox(data, "hold", "P-NOTHERE") == Exit.WORLD
    assert outbox(data, "list", "--json") == Exit.DONE
    listed = json.loads(capsys.readouterr().out)
    assert (listed[0]["state"], listed[0]["held"]) == ("cancelled", False)


def test_a_damaged_list_says_how_it_is_rebuilt_and_is(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue(data, "https://receiver.invalid/files")
    (Places.of(data).spool / "spool.db").write_bytes(b"not a database at all")
    assert outbox(data, "list") == Exit.WORLD
    assert "outbox rebuild" in capsys.readouterr().err
    assert outbox(data, "rebuild") == Exit.NOT_VALID
    assert "sending is paused" in capsys.readouterr().out
    assert item(data).state is State.WAITING
    assert outbox(data, "rebuild") == Exit.DONE, "what was set could be read this time"
    with Spool.open(Places.of(data).spool) as spool:
        assert spool.paused


def test_rules_about_networks_are_set_and_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outbox(data, "networks") == Exit.DONE
    assert "Networks: all" in capsys.readouterr().out
    assert outbox(data, "networks", "--metered", "no", "--over", "chosen") == Exit.NOT_VALID
    assert "Networks: 0 chosen" in capsys.readouterr().out
    with Spool.open(Places.of(data).spool) as spool:
        assert read_rules(spool.settings) == NetworkRules(not_metered=True, only=frozenset())
    assert outbox(data, "networks", "--metered", "yes", "--over", "all") == Exit.DONE


class TestSchedule:
    def test_each_scheduler_gets_the_programs_own_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        for kind in ("systemd", "cron", "windows", "macos"):
            assert run_command(["outbox", "schedule", kind]) == Exit.DONE
            said = capsys.readouterr().out
            assert "outbox" in said
            assert "send" in said

    def test_the_launch_agent_holds_the_very_command(self) -> None:
        agent = plistlib.loads(schedule_for("macos", ODD).encode())
        assert agent["ProgramArguments"] == [*ODD, "outbox", "send"]

    def test_systemd_takes_the_units(self, tmp_path: Path) -> None:
        analyze = shutil.which("systemd-analyze")
        if analyze is None:
            pytest.skip("systemd-analyze is not installed")
        program = tmp_path / "a 50% $HOME" / "run it"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        text = schedule_for("systemd", [str(program)])
        service, timer = text.split("# ~/.config/systemd/user/prevent-desktop-outbox.timer\n")
        (tmp_path / "prevent-desktop-outbox.service").write_text(service)
        (tmp_path / "prevent-desktop-outbox.timer").write_text(timer)
        command = [analyze, "--user", "verify", str(tmp_path / "prevent-desktop-outbox.timer")]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        ours = [line for line in ran.stderr.splitlines() if "prevent-desktop-outbox" in line]
        assert ours == []

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: a shell")
    def test_cron_runs_the_very_command(self) -> None:
        line = schedule_for("cron", ODD).removeprefix("*/15 * * * * ").replace("\\%", "%")
        shell = subprocess.run(
            ["/bin/sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True
        )
        assert shell.stdout.splitlines() == [*ODD, "outbox", "send"]
