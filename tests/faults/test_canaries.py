"""The scan finds what it must find: a scan that finds nothing anywhere would prove nothing."""

from __future__ import annotations

import base64
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.vault import Vault
from tests.faults.canaries import find_canaries
from tests.unit.vault.examples import (
    a_case,
    a_decision,
    a_form,
    a_note,
    a_person,
    answers,
    keep_questionnaire,
)

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
    with sqlite3.connect(tmp_path / "clear.db") as database:
        database.execute("CREATE TABLE notes (text)")
        database.executemany("INSERT INTO notes VALUES (?)", [(canary,) for canary in CANARIES])
    database.close()
    assert {found.canary for found in find_canaries([tmp_path], CANARIES)} == set(CANARIES)


def test_no_canary_typed_into_the_vault_is_found_open_or_closed(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    key = create_vault(folder, f"{CANARIES[0]} passphrase", cost=FLOOR_COST).key
    with Vault.open(folder, key) as vault:
        person = a_person(CANARIES[1], CANARIES[2])
        case = a_case(person)
        vault.people.add(person)
        vault.cases.add(case)
        keep_questionnaire(vault)
        vault.notes.add(a_note(case, CANARIES[3]))
        vault.decisions.add(a_decision(case))
        form = a_form(case, answers(*CANARIES[4:20]))
        vault.responses.add(form)
        for canary in CANARIES[20:40]:
            vault.responses.save_draft(form.id, answers(canary), canary, 0, 0, form.changed_at)
        with (tmp_path / "letter").open("w+b") as letter:
            letter.write(CANARIES[40].encode() * 1000)
            letter.seek(0)
            vault.attachments.add(
                letter, case_id=case.id, file_name=CANARIES[41], media_type="text/plain", at=form.changed_at
            )
        vault.settings.set(CANARIES[42], CANARIES[43])
        vault.secrets.set("key", CANARIES[44].encode())
        vault.audit.append("noted", CANARIES[45], CANARIES[46])
        assert vault.search(CANARIES[3])
        assert find_canaries([folder], CANARIES) == []
    assert find_canaries([folder], CANARIES) == []
    assert [found.path.name for found in find_canaries([tmp_path], CANARIES)] == ["letter"]
