"""The scan finds what it must find: a scan that finds nothing anywhere would prove nothing."""

from __future__ import annotations

import base64
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.canaries import LETTER, find_canaries, write_into_vault

CANARIES = [f"canary{number}xylophone{number * 7919}" for number in range(50)]
CANARY = CANARIES[7]


def as_base64(before: bytes) -> Callable[[str], bytes]:
    return lambda canary: base64.b64encode(before + canary.encode() + b" and more")


@pytest.mark.parametrize(
    "written",
    [
        str.encode,
        lambda canary: canary.encode("utf-16-le"),
        lambda canary: canary.encode("utf-16-be"),
        as_base64(b""),
        as_base64(b"a"),
        as_base64(b"ab"),
        as_base64(b"abc"),
        lambda canary: base64.urlsafe_b64encode(b"\xff\xfe" + canary.encode("utf-16-le")),
        lambda canary: base64.encodebytes(b"x" * 50 + canary.encode() * 2),
        lambda canary: canary.encode()[:9] + b"\r\n" + canary.encode()[9:],
    ],
)
def test_a_canary_is_found_in_each_form(tmp_path: Path, written: Callable[[str], bytes]) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    path = tmp_path / "deep" / "er" / "file.bin"
    path.write_bytes(os.urandom(5000) + written(CANARY) + os.urandom(5000))
    assert {(found.path, found.canary) for found in find_canaries([tmp_path], CANARIES)} == {(path, CANARY)}
    assert find_canaries([path], CANARIES)


def test_a_canary_in_a_name_is_found(tmp_path: Path) -> None:
    (tmp_path / f"{CANARY}.txt").touch()
    assert [found.canary for found in find_canaries([tmp_path], CANARIES)] == [CANARY]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(os.urandom(200_000))
    (tmp_path / "link").symlink_to(tmp_path / "file.bin")
    assert find_canaries([tmp_path, tmp_path / "nothing"], CANARIES) == []


def test_a_database_in_clear_would_be_caught(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "clear.db")) as database, database:
        database.execute("CREATE TABLE notes (text)")
        database.executemany("INSERT INTO notes VALUES (?)", [(canary,) for canary in CANARIES])
    assert {found.canary for found in find_canaries([tmp_path], CANARIES)} == set(CANARIES)


def test_no_canary_typed_into_the_vault_is_found_open_or_closed(tmp_path: Path) -> None:
    assert write_into_vault(tmp_path, CANARIES) == ()
    assert find_canaries([tmp_path / "vault"], CANARIES) == []
    assert [found.path.name for found in find_canaries([tmp_path], CANARIES)] == [LETTER]  # the control
