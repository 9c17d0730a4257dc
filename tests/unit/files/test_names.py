"""What a path's letters show, by the rules of Windows on every system: nothing is asked of a disk, and no server is told anything."""

from __future__ import annotations

import os
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.files.names import server_in, why_no_name

SIGN = "it has a sign that no name can have"
DEVICE = "Windows keeps it for a device"
END = "Windows takes no name that ends with a dot or a space"
LONG = "it is too long"


@pytest.mark.parametrize(
    ("path", "server"),
    [
        (r"\\server\share\records", "server"),
        ("//server/share/records", "server"),
        ("\\/\\server/share", "server"),
        (r"\\10.0.0.9\share", "10.0.0.9"),
        (r"\\server@SSL@8443\DavWWWRoot\a", "server@SSL@8443"),
        (r"\\?\UNC\server\share", "server"),
        (r"\\.\unc\server\share", "server"),
        (r"\??\UNC\server\share", "server"),
        ("//?/UNC/server/share", "server"),
        (r"\\?\GLOBALROOT\Device\Mup\server\share", "GLOBALROOT"),
        (r"\\.\pipe\name", "pipe"),
        (r"\\?\UNC", "UNC"),
        (r"\\.", "."),
        (r"\\?\C:\Users\ash", ""),
        (r"\??\C:\Users\ash", ""),
        (r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\ash", ""),
        (r"C:\Users\ash", ""),
        (r"C:\\server\share", ""),
        (r"\Users\ash", ""),
        ("records", ""),
        ("/home/ash", ""),
        ("", ""),
    ],
)
def test_the_server_is_known_to_which_a_path_of_windows_leads(path: str, server: str) -> None:
    assert server_in(path) == server


@given(st.text(r"\/", min_size=2, max_size=5), st.text("abcUNC?.\\/:@$ä-", max_size=20))
def test_what_begins_with_two_slashes_leads_away_or_to_a_disk(slashes: str, rest: str) -> None:
    parts = (slashes + rest).replace("/", "\\").split("\\")
    named = [each for each in parts if each]
    is_disk = named[:1] in (["?"], ["."]) and named[1:2] and named[1][1:2] == ":" and named[1][0].isalpha()
    assert bool(server_in(slashes + rest)) == (bool(named) and not is_disk)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        *((name, DEVICE) for name in ("NUL", "con", "CON.txt", "aux.tar.gz", "Lpt1 .x", "COM1", "COM²", "conin$")),
        (r"C:\records\COM1", DEVICE),
        (r"C:\nul\profile.json", DEVICE),
        (r"\\.\NUL", DEVICE),
        (r"\\.\PhysicalDrive0", DEVICE),
        (r"\\.\pipe\name", DEVICE),
        (r"\\?\GLOBALROOT\Device\Null", DEVICE),
        (r"C:\x:stream", SIGN),
        ("x:y:z", SIGN),
        ("profile.json::$DATA", SIGN),
        ("a?b", SIGN),
        ("a\nb", SIGN),
        ("profile\0.json", SIGN),
        ("profile\ud800.json", SIGN),
        ("report.", END),
        ("report ", END),
        (r"C:\records.\a", END),
        ("...", END),
        ("a" * 256, LONG),
        ("a/" * 2_500, LONG),
    ],
)  # fmt: skip
def test_what_windows_takes_for_no_name_or_for_another_one_is_known(path: str, why: str) -> None:
    assert why_no_name(PureWindowsPath(path)) == why


@pytest.mark.parametrize(
    "path",
    [
        ".", "..", r"..\records", "records", "Kinder & Jugend #1 ä.json", "con-firm.txt", "nullify", ".hidden", "C:", "C:\\", "C:records",
        r"C:\Users\ash\records", r"\\server\share\records", r"\\?\C:\Users\ash", r"\\?\UNC\server\share\a", "é" * 255,
    ],
)  # fmt: skip
def test_every_other_name_of_windows_may_be_one(path: str) -> None:
    assert why_no_name(PureWindowsPath(path)) == ""


@pytest.mark.parametrize(
    ("path", "why"),
    [("a\0b", SIGN), ("a\ud800b", SIGN), ("a\udcffb", ""), ("NUL", ""), ("a.", ""), ("x:stream", ""), ("a" * 5_000, "")],
)  # fmt: skip
@pytest.mark.skipif(os.name == "nt", reason="POSIX only: how bytes are written as letters")
def test_other_systems_refuse_what_is_no_text_and_the_disk_does_the_rest(path: str, why: str) -> None:
    assert why_no_name(PurePosixPath(path)) == why
