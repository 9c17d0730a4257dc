from __future__ import annotations

import itertools
import json
import random

import pytest

from prevent_desktop.errors import AuditChainError, RecordError
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.audit.audit_chain import START, entry_digest
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made


@pytest.fixture
def written(vault: Vault) -> Vault:
    """Twelve entries, one of them from the vault's creation."""
    for number in range(11):
        vault.audit.append("pack.signed", f"P-{number}", f"detail {number}")
    return vault


def unfrozen(vault: Vault) -> None:
    """What somebody does who has the key and edits the database."""
    vault.database.run("DROP TRIGGER audit_is_never_changed")
    vault.database.run("DROP TRIGGER audit_is_never_deleted")


def test_each_entry_holds_the_digest_of_the_one_before(written: Vault) -> None:
    entries = written.audit.entries()
    assert [entry.position for entry in entries] == list(range(1, 13))
    assert entries[0].previous == START
    for before, after in itertools.pairwise(entries):
        assert after.previous == before.digest
    assert written.audit.head == entries[-1].digest
    assert written.audit.verify() == 12


def test_the_first_entry_tells_of_the_creation(vault: Vault) -> None:
    assert [entry.action for entry in vault.audit.entries()] == ["vault.created"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET detail = 'x' WHERE position = 3",
        "DELETE FROM audit WHERE position = 12",
        "REPLACE INTO audit SELECT * FROM audit WHERE position = 5",
        "INSERT OR REPLACE INTO audit SELECT 5, at, action, subject, 'x', previous, digest FROM audit WHERE position = 5",
        "DELETE FROM audit",
    ],
)
def test_an_entry_is_never_changed_or_deleted(written: Vault, sql: str) -> None:
    with pytest.raises(RecordError, match="frozen"):
        written.database.run(sql)
    assert written.audit.verify() == 12


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("UPDATE audit SET at = '2020-01-01T00:00:00.000000+00:00' WHERE position = 3", 3),
        ("UPDATE audit SET action = 'x' WHERE position = 1", 1),
        ("UPDATE audit SET subject = 'x' WHERE position = 12", 12),
        ("UPDATE audit SET detail = 'x' WHERE position = 7", 7),
        ("DELETE FROM audit WHERE position = 5", 5),
        ("DELETE FROM audit WHERE position = 1", 1),
        ("UPDATE audit SET position = position + 100 WHERE position > 6", 7),
        ("UPDATE audit SET position = CASE position WHEN 4 THEN -1 ELSE position END", 1),
    ],
)
def test_an_edit_is_noticed_and_its_entry_named(written: Vault, sql: str, number: int) -> None:
    unfrozen(written)
    written.database.run(sql)
    with pytest.raises(AuditChainError, match=f"Entry {number} "):
        written.audit.verify()


def test_an_entry_edited_with_its_digest_breaks_the_next_one(written: Vault) -> None:
    entry = written.audit.entries()[4]
    at = written.database.value("SELECT at FROM audit WHERE position = 5")
    digest = entry_digest(5, at, "harmless", entry.subject, entry.detail, entry.previous)
    unfrozen(written)
    written.database.run("UPDATE audit SET action = 'harmless', digest = ? WHERE position = 5", (digest,))
    with pytest.raises(AuditChainError, match="Entry 6 "):
        written.audit.verify()


def verify_with(vault: Vault, sql: str, position: int) -> None:
    """Verify with an edit that is undone afterwards."""
    with vault.transaction():
        vault.database.run(sql, (position,))
        vault.audit.verify()


def test_random_edits_are_noticed(written: Vault) -> None:
    chance = random.Random(7)
    unfrozen(written)
    for _ in range(200):
        column = chance.choice(["at", "action", "subject", "detail", "previous", "digest"])
        sql = f"UPDATE audit SET {column} = {column} || '!' WHERE position = ?"  # noqa: S608 - the names above
        with pytest.raises(AuditChainError):
            verify_with(written, sql, chance.randint(1, 12))
    assert written.audit.verify() == 12


def test_a_tail_cut_off_is_noticed_through_the_anchor(written: Vault) -> None:
    written.audit.write_anchor()
    unfrozen(written)
    written.database.run("DELETE FROM audit WHERE position > 10")
    with pytest.raises(AuditChainError, match="Entry 12 "):
        written.audit.verify()


def test_a_whole_chain_made_anew_is_noticed_through_the_anchor(written: Vault) -> None:
    written.audit.write_anchor()
    unfrozen(written)
    written.database.run("DELETE FROM audit")
    for number in range(12):
        written.audit.append("invented", str(number))
    with pytest.raises(AuditChainError, match="older copy"):
        written.audit.verify()


def test_an_older_database_put_back_is_noticed(made: Made) -> None:
    older = (made.folder / DATABASE_NAME).read_bytes()
    with Vault.open(made.folder, made.key) as vault:
        vault.audit.append("pack.signed", "P-1")
    (made.folder / DATABASE_NAME).write_bytes(older)
    with Vault.open(made.folder, made.key) as vault, pytest.raises(AuditChainError, match="Entry 2 "):
        vault.audit.verify_anchor()


def test_closing_an_older_database_does_not_hide_that_it_is_older(made: Made) -> None:
    older = (made.folder / DATABASE_NAME).read_bytes()
    with Vault.open(made.folder, made.key) as vault:
        vault.audit.append("pack.signed", "P-1")
    (made.folder / DATABASE_NAME).write_bytes(older)
    Vault.open(made.folder, made.key).close()
    with Vault.open(made.folder, made.key) as vault, pytest.raises(AuditChainError, match="older copy"):
        vault.audit.verify_anchor()


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"[]"),
        lambda path: path.write_bytes(b"x" * 100_000),
        lambda path: path.write_text(
            json.dumps({**json.loads(path.read_text()), "position": 0, "head": START})
        ),
        lambda path: path.write_text(json.dumps({**json.loads(path.read_text()), "mac": "é"})),
        lambda path: path.write_text(json.dumps({**json.loads(path.read_text()), "head": "\ud800"})),
        lambda path: path.write_text(json.dumps({**json.loads(path.read_text()), "version": 3})),
        lambda path: path.write_bytes(path.read_bytes() + b" "),
    ],
)
def test_an_anchor_taken_away_or_changed_is_noticed(vault: Vault, change: object) -> None:
    vault.audit.verify()
    assert callable(change)
    change(vault.folder / ANCHOR_NAME)
    with pytest.raises(AuditChainError, match="anchor"):
        vault.audit.verify()


def test_another_vaults_anchor_is_not_trusted(vault: Vault) -> None:
    path = vault.folder / ANCHOR_NAME
    members = json.loads(path.read_text())
    path.write_text(json.dumps({**members, "mac": "00" * 32}))
    with pytest.raises(AuditChainError, match="anchor"):
        vault.audit.verify()


def test_an_entry_that_is_undone_is_not_anchored(made: Made) -> None:
    vault = Vault.open(made.folder, made.key)
    before = vault.anchor.read().newest

    def append_and_fail() -> None:
        with vault.transaction():
            vault.audit.append("pack.signed", "P-1")
            vault.audit.write_anchor()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_and_fail()
    vault.close()
    with Vault.open(made.folder, made.key) as again:
        assert again.anchor.read().newest == before
