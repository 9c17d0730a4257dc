"""``inbox run --watch``, as the real program: it takes what comes, and ends well when the service is stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prevent_desktop.cli.inbox_words import log_json, log_line
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.workflows.receiving.outcomes import Waits
from tests.benchmarks.inbox_ground import command, environment, make_ground


@pytest.mark.skipif(sys.platform == "win32", reason="a service of that system is stopped otherwise")
@pytest.mark.parametrize("wanted", [signal.SIGTERM, signal.SIGINT])
def test_two_services_take_each_pack_once_and_end_with_0(tmp_path: Path, wanted: signal.Signals) -> None:
    ground = make_ground(tmp_path / "ground", 6)
    mailbox, output = FolderMailbox.create(tmp_path / "mailbox"), tmp_path / "out"
    line = command("inbox", "run", *ground.options, str(mailbox.folder), "-o", str(output), "--json")
    services = [
        subprocess.Popen(
            [*line, "--watch", "--every", "0.1"], env=environment(), stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        ground.fill(mailbox)
        while any(mailbox.incoming.path.iterdir()):
            assert all(service.poll() is None for service in services)
            time.sleep(0.05)
        for service in services:
            service.send_signal(wanted)
        said = [service.communicate()[0] for service in services]
    finally:
        for service in services:
            service.kill()
            service.wait()
    assert [service.returncode for service in services] == [0, 0]
    kept = [json.loads(each)["pack"] for text in said for each in text.splitlines()]
    assert sorted(kept) == sorted(ground.pdfs)
    assert "Sam" not in "".join(said), "what a service says lands in a log"
    assert ground.findings(mailbox, output) == []


def test_a_service_that_cannot_begin_ends_with_an_error(tmp_path: Path) -> None:
    ground = make_ground(tmp_path / "ground", 0)
    line = command("inbox", "run", *ground.options, str(tmp_path / "nowhere"), "-o", str(tmp_path / "out"))
    ended = subprocess.run([*line, "--watch"], env=environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "nowhere" in ended.stderr


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "1e9", "soon"])
def test_how_often_it_looks_must_make_sense(tmp_path: Path, seconds: str) -> None:
    ground = make_ground(tmp_path / "ground", 0)
    line = command("inbox", "run", *ground.options, str(tmp_path), "-o", str(tmp_path / "out"))
    ended = subprocess.run(
        [*line, "--watch", "--every", seconds], env=environment(), capture_output=True, check=False
    )
    assert ended.returncode == 2


def test_what_lands_in_a_log_has_no_name_of_a_person_even_where_a_file_is_called_by_one() -> None:
    name = "P-7QF2K8M4T9XW Ali Bexample.pdf.age"
    waits = Waits(name=name, title="No", what_happened=f"{name}: No space left.", next_step="Make room.")
    assert log_line(waits) == "P-7QF2K8M4T9XW: not taken. P-7QF2K8M4T9XW: No space left. Make room."
    assert "Ali" not in json.dumps(log_json(waits))
