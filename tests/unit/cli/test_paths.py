"""What stands in the place of a path on a command line: pipes, devices, names that no disk takes. Every command is asked."""

from __future__ import annotations

import argparse
import io
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.cli import reading
from prevent_desktop.cli.inbox_place import place_or_bucket
from prevent_desktop.cli.main import command_parser, run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.cli.paths import file_to_read, file_to_write, place, text_to_read
from prevent_desktop.errors import UsageError

READ: tuple[Callable[..., Any], ...] = (file_to_read, text_to_read)
NAMED: tuple[Callable[..., Any], ...] = (*READ, place, place_or_bucket)
IMPOSSIBLE = {
    "5,000 letters": "a" * 5_000,
    "5,000 letters in a folder": f"folder/{'a' * 5_000}.json",
    "2,500 folders": "a/" * 2_500,
    "a NUL": "profile\0.json",
    "half a letter": "profile\ud800.json",
    "nothing": "",
}
"""Names that no disk takes."""


def commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command that there is, as it is typed, with its own parser."""
    below = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    for name, one in ((name, one) for each in below for name, one in each.choices.items()):
        yield from commands(one, (*words, name))
    if not below:
        yield words, parser


def no_window(_file: Path) -> int:
    return 0


ALL = list(commands(command_parser([], no_window)))


def lines_naming(untrusted: str, types: tuple[Callable[..., Any], ...] = NAMED) -> Iterator[list[str]]:
    """A command line for every place in which a path may stand, with this one in it."""
    for words, parser in ALL:
        before: list[str] = []
        for action in parser._actions:
            if action.type in types:
                yield [
                    *words,
                    *before,
                    *([f"{action.option_strings[-1]}={untrusted}"] if action.option_strings else [untrusted]),
                ]
            if not action.option_strings:
                before.append(next(iter(action.choices)) if action.choices else "plain")


def test_every_path_on_a_command_line_is_judged_before_the_command_begins() -> None:
    unjudged = [(words, each.dest) for words, parser in ALL for each in parser._actions if each.type is Path]
    assert not unjudged
    assert len(list(lines_naming("x"))) > 100


@pytest.mark.parametrize("untrusted", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_name_that_no_disk_takes_is_refused_in_words(
    untrusted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in lines_naming(untrusted):
        assert run_command(line, preview=no_window) == Exit.USAGE, line[:3]
        told = capsys.readouterr().err
        assert told.startswith("That name cannot be used"), line[:3]
        assert "Choose another name." in told
        assert len(told) < 300


@given(st.text(max_size=300) | st.text("a/.~%\\:\0\ud800\udcff", max_size=6_000))
def test_any_text_is_a_path_or_is_refused_in_words(untrusted: str) -> None:
    for judge in (file_to_read, place):
        assert judged(judge, untrusted) in {str(Path(untrusted)), "refused"}


def judged(judge: Callable[[str], Path], untrusted: str) -> str:
    try:
        return str(judge(untrusted))
    except UsageError as error:
        return "refused" if error.what_happened and error.next_step else "without a word"


@pytest.mark.skipif(os.name == "nt", reason="POSIX only: pipes and devices with a name in a folder")
class TestWhatIsNoFile:
    @pytest.fixture(params=["pipe", "socket", "device"])
    def special(
        self, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[str]:
        monkeypatch.chdir(tmp_path)
        if request.param == "pipe":
            os.mkfifo("pipe")
            yield "pipe"
        elif request.param == "socket":
            with socket.socket(socket.AF_UNIX) as there:
                there.bind("socket")
                yield "socket"
        else:
            yield "/dev/zero"

    def test_is_never_waited_for(self, special: str, capsys: pytest.CaptureFixture[str]) -> None:
        for line in lines_naming(special):
            assert run_command(line, preview=no_window) == Exit.USAGE, line
            assert capsys.readouterr().err.startswith("That is not a file"), line

    def test_is_refused_where_it_came_after_that(self, special: str) -> None:
        with pytest.raises(UsageError, match=Path(special).name):
            reading.read_file(Path(special))

    def test_a_loop_of_links_is_no_place(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        loop = tmp_path / "loop"
        loop.symlink_to(loop)
        assert run_command(["vault", "verify", str(loop)]) == Exit.USAGE
        assert "cannot be used" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "nt", reason="Windows only: names that it keeps for devices, or changes")
class TestWhatWindowsWouldReadOrWriteElsewhere:
    @pytest.fixture(autouse=True)
    def kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """The folder in which all of it is tried, with one file: nothing comes to it, and nothing is done to that."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "kept.json").write_text("{}")
        yield
        assert [path.name for path in tmp_path.iterdir()] == ["kept.json"]
        assert (tmp_path / "kept.json").read_text() == "{}"

    @pytest.mark.parametrize("name", ["NUL", "kept.json:stream"])
    def test_is_refused_in_words_by_every_command(
        self, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for line in lines_naming(name, (*NAMED, file_to_write)):
            assert run_command(line, preview=no_window) == Exit.USAGE, line[:3]
            assert capsys.readouterr().err.startswith("That name cannot be used"), line[:3]

    @pytest.mark.parametrize(
        "name",
        [
            "CON", "con.json", "COM1", "folder\\LPT1", "\\\\.\\NUL", "\\\\.\\PhysicalDrive0", "\\\\.\\pipe\\name", "\\\\?\\GLOBALROOT\\Device\\Null",
            "C:\\kept.json:stream", "kept.json.", "kept.json ", "kept.json::$DATA", "kept?.json", "C:kept.json:stream",
        ],
    )  # fmt: skip
    def test_is_refused_as_what_is_read_or_written(self, name: str) -> None:
        for judge in (*NAMED, file_to_write):
            with pytest.raises(UsageError, match="No file or folder can be called"):
                judge(name)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    for place_of_it in (tmp_path / "file", tmp_path / "file" / "folder"):
        assert run_command(["demo", "--headless", "--keep", str(place_of_it)]) == Exit.USAGE
        assert capsys.readouterr().err.startswith("That file cannot be used")


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in lines_naming(str(tmp_path), READ):
        assert run_command(line, preview=no_window) == Exit.USAGE
        told = capsys.readouterr().err
        assert "is not a file" in told
        assert "Choose a file." in told


def test_a_file_larger_than_any_such_file_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "profile.json"
    with huge.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UsageError, match="larger than 64 MB"):
        reading.read_file(huge)


def test_standard_input_is_read_only_where_a_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert run_command(["form", "check", "-"]) == Exit.USAGE
    assert sys.stdin.read() == "{}"
    assert [(words, each.dest) for words, parser in ALL for each in parser._actions if each.type is text_to_read] == [
        (("inbox", "answer"), "text"),
        (("inbox", "answer"), "reason"),
    ]  # fmt: skip
