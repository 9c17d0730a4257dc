"""What commands print, and how they end where nobody reads it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit, complain, say, say_json, say_text
from prevent_desktop.errors import UsageError
from tests.unit.packs.making import Signed, make_signed


@pytest.fixture(scope="module")
def signed() -> Signed:
    return make_signed()


def test_a_pipe_that_is_closed_ends_a_command_quietly(
    signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pack.pdf").write_bytes(signed.pdf)
    (tmp_path / "authority.pem").write_bytes(signed.authority.certificate_pem)
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as closed:
        os.close(reader)
        monkeypatch.setattr("sys.stdout", closed)
        command = ["pack", "verify", str(tmp_path / "pack.pdf"), "--trust", str(tmp_path / "authority.pem")]
        assert run_command(command) == Exit.NOBODY_READS
        assert closed.closed
    assert capfd.readouterr().err == ""


def test_a_name_that_no_file_can_have_is_told_and_is_no_closed_pipe(
    signed: Signed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "authority.pem").write_bytes(signed.authority.certificate_pem)
    name = str(tmp_path / "pack?.pdf")  # Windows says EINVAL of it, as of a pipe that is closed
    assert run_command(["pack", "verify", name, "--trust", str(tmp_path / "authority.pem")]) == Exit.USAGE
    assert "pack?.pdf" in capsys.readouterr().err


def test_what_a_name_from_elsewhere_holds_commands_no_terminal_and_turns_no_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_text("Signed by Sam\x1b[2J\u202e elpmaxE\x9b\n  on Monday")
    complain(UsageError("No\x07", "Sam\u2066", "Look\x1b]0;x\x07"))
    told = capsys.readouterr()
    assert told.out == "Signed by Sam[2J elpmaxE\n  on Monday\n"
    assert told.err == "No\n  Sam\n  What to do: Look]0;x\n"


@pytest.mark.skipif(os.name == "nt", reason="no name of a file holds a line break there")
def test_a_line_break_in_a_files_own_name_makes_no_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else may have named it: the second line would be read as what the program says."""
    file = tmp_path / "form\nSigned by your authority\r\n\u2028all is well.json"
    assert run_command(["form", "check", str(file)]) != Exit.DONE
    said = capsys.readouterr()
    assert not any(line.startswith(("Signed", "all")) for line in (said.out + said.err).splitlines())
    say(f"{file}: fine")
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_json_commands_no_terminal_either_and_says_the_same_to_a_program(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Terminals that read UTF-8 take U+009B for the beginning of a command."""
    value = {"file": "a\x9b2J\u202egpj.exe\x1b[2J\U000e0041\x7f\u2028", "name": "Zoë می\u200cخواهم"}
    say_json(value)
    told = capsys.readouterr().out
    assert json.loads(told) == value
    assert "Zoë می\u200cخواهم" in told
    assert told.replace("\n", "").replace("\u200c", "").isprintable()


def test_letters_that_need_joiners_keep_them(capsys: pytest.CaptureFixture[str]) -> None:
    say("می\u200cخواهم क्\u200dष")
    assert capsys.readouterr().out == "می\u200cخواهم क्\u200dष\n"
