"""The main job, end to end, in the real program and in a real window."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.e2e.driving import Home, Program, skip_without, wait_until
from tests.e2e.main_job import HALF_WORD, MainJob, ReceivingSide
from tests.faults.canaries import SharedMemory, find_canaries
from tests.interop.tus_parts import TusServer, why_no_tus_server


@pytest.fixture
def tus(tmp_path: Path) -> Iterator[TusServer]:
    """A server that has a port and is down."""
    if why_no_tus_server():
        pytest.skip(why_no_tus_server())
    server = TusServer(tmp_path / "receiver")
    server.start()
    server.kill()
    yield server
    server.kill()


def test_the_main_job_from_an_empty_machine_to_the_receipts(
    screen: Mapping[str, str], tus: TusServer, tmp_path: Path
) -> None:
    skip_without("pdfsig")
    home, shared = Home(tmp_path / "laptop"), SharedMemory()
    with Program(home, screen) as program:
        job = MainJob(program)
        job.create_vault()
        job.say_who_i_am()
        job.join_demo_organisation()
        job.send_to(tus.endpoint)
        job.begin_screening()
        job.fill_screening(in_the_middle=lambda: lock_in_the_middle_of_a_word(job))
        job.check_with_lead()
        job.decide_to_share()
        job.look_at_the_pages()
        job.sign_and_queue()
        program.close()

        tus.start()
        receiving = ReceivingSide.of(home.data / "demo-organisation", tus, tmp_path / "receiving")
        program.start()
        job.unlock()
        program.press("Ctrl+3")
        job.send_now()
        wait_until(lambda: len(tus.whole_uploads()) == 2, "both packs at the server")
        received = receiving.answer_all()
        job.send_now()
        job.see_packs(2, "Delivered")
        program.close()

    assert len(received) == len({pack.pack_id for pack in received}) == 2
    for pack in received:
        assert_pdfsig_is_content(Path(pack.pdf).read_bytes(), tmp_path / f"{pack.pack_id}.pdf")
    assert_nothing_readable_is_left(home, shared, job.canaries.typed)


def lock_in_the_middle_of_a_word(job: MainJob) -> None:
    job.lock_and_come_back()
    assert job.program.see_focus("What made you notice? (optional)")["value"] == HALF_WORD


def assert_pdfsig_is_content(pdf: bytes, file: Path) -> None:
    file.write_bytes(pdf)
    command = [str(shutil.which("pdfsig")), "-nocert", str(file)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 1, told
    assert "Total document signed" in told, told


def assert_nothing_readable_is_left(home: Home, shared: SharedMemory, typed: list[str]) -> None:
    assert len(set(typed)) >= 50
    assert find_canaries([home.folder, *shared.new()], typed) == []
    planted = home.folder / "home" / "planted.txt"
    planted.write_bytes(b"notes: " + typed[-1].encode("utf-16-le"))
    assert [found.path for found in find_canaries([home.folder], typed)] == [planted]
    planted.unlink()
