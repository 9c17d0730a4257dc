"""What a person has saved where they chose: the disk's refusal comes in one way, with what to do next."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from prevent_desktop.errors import NotSavedError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.files.shared import SharedFolder


def test_a_folder_that_is_gone_is_said_with_the_next_step(tmp_path: Path) -> None:
    target = tmp_path / "no such stick" / "list.csv"
    with pytest.raises(NotSavedError) as told, saving(target, "The list could not be saved"):
        write_for_person(target, b"words")
    assert told.value.title == "The list could not be saved"
    assert re.fullmatch(r"list\.csv: [^.]+\.", told.value.what_happened), (
        "the system's words, as one sentence"
    )
    assert sys.platform == "win32" or told.value.what_happened == "list.csv: no such file or directory."
    assert told.value.next_step == "Choose another folder and save it again."


def test_what_is_kept_is_said_after_it(tmp_path: Path) -> None:
    target = tmp_path / "gone" / "copy"
    with pytest.raises(NotSavedError) as told, saving(target, "Not saved", "Your review is kept."):
        write_for_person(target, b"words")
    assert told.value.next_step == "Choose another folder and save it again. Your review is kept."


def test_a_file_that_is_there_is_said_to_be_and_stays(tmp_path: Path) -> None:
    target = tmp_path / "pack.pdf"
    target.write_bytes(b"theirs")
    with (
        pytest.raises(NotSavedError, match=r"pack\.pdf is there already\."),
        saving(target, "The pack could not be saved"),
        SharedFolder(tmp_path).writing(target.name, replace=False) as file,
    ):
        file.write(b"ours")
    assert target.read_bytes() == b"theirs"
