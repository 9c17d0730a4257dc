from __future__ import annotations

import hashlib
import io
import json
import random
from pathlib import Path

import pytest

from prevent_desktop.errors import AuditChainError, NotSavedError, SigningKeyError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signing_identity import trusted_certificates
from prevent_desktop.workflows.vault_admin.audit_export import (
    check_export,
    export_all,
    export_person,
    save_export,
)
from tests.unit.vault.conftest import made, made_once, vault  # noqa: F401  # a vault without a key
from tests.unit.workflows.conftest import Office, now


@pytest.fixture
def saved(office: Office, tmp_path: Path) -> Path:
    for number in range(20):
        office.vault.audit.append("pack.signed", f"P-{number}", "x")
    return save_export(export_all(office.vault, now=now()), tmp_path / "all.audit.jsonl")


def check(content: bytes) -> None:
    check_export(io.BytesIO(content))


def test_a_saved_list_adds_up_and_says_who_signed_it(office: Office, saved: Path) -> None:
    with saved.open("rb") as file:
        checked = check_export(file, trusted_certificates(office.vault))
    assert checked.entries == len(office.vault.audit.entries())
    assert checked.head == office.vault.audit.last()
    assert (checked.signer, checked.organisation, checked.is_trusted) == ("Sam Field", "Example School", True)
    assert checked.person_id == ""
    with saved.open("rb") as file:
        assert not check_export(file).is_trusted  # nobody said which authority to trust


def test_somebody_else_can_check_it_with_nothing_but_sha256_and_json_and_it_names_nobody(saved: Path) -> None:
    text = saved.read_text()
    assert '"action": "audit.exported"' in text.splitlines()[-2]
    assert "Alex" not in text
    assert "Brook" not in text
    *lines, last = saved.read_bytes().splitlines()
    previous = "0" * 64
    for line in lines:
        entry = json.loads(line)
        six = [entry[name] for name in ("position", "at", "action", "subject", "detail", "previous")]
        assert entry["previous"] == previous
        previous = hashlib.sha256(json.dumps(six, separators=(",", ":")).encode()).hexdigest()
        assert entry["digest"] == previous
    assert json.loads(last)["signed"].count(".") == 2


def test_one_persons_list_holds_theirs_alone(office: Office, tmp_path: Path) -> None:
    office.vault.audit.append("record.viewed", "somebody else")
    target = save_export(export_person(office.vault, office.person.id, now=now()), tmp_path / "one.jsonl")
    with target.open("rb") as file:
        checked = check_export(file)
    assert checked.person_id == office.person.id
    assert checked.entries == 3
    assert "somebody else" not in target.read_text()


@pytest.mark.parametrize("whole", [True, False])
def test_each_edit_cut_insertion_and_reorder_is_noticed(
    office: Office, tmp_path: Path, *, whole: bool
) -> None:
    chance = random.Random(3)
    for number in range(10):
        office.vault.audit.append("record.viewed", office.person.id if number % 2 else "x")
    export = (
        export_all(office.vault, now=now())
        if whole
        else export_person(office.vault, office.person.id, now=now())
    )
    content = save_export(export, tmp_path / "list").read_bytes()
    check(content)
    lines = content.splitlines(keepends=True)
    for number in range(len(lines)):
        without = [*lines[:number], *lines[number + 1 :]]
        twice = [*lines[:number], lines[number], *lines[number:]]
        swapped = [*lines[:number], *reversed(lines[number : number + 2]), *lines[number + 2 :]]
        changes = [without, twice, *([swapped] if number + 1 < len(lines) else [])]
        for change in changes:
            with pytest.raises(AuditChainError):
                check(b"".join(change))
    for _time in range(300):
        changed = bytearray(content)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        with pytest.raises(AuditChainError):
            check(bytes(changed))
    with pytest.raises(AuditChainError):
        check(content + b"{}\n")
    with pytest.raises(AuditChainError):
        check(b"")


def test_an_entry_made_anew_with_its_digest_does_not_fit_the_signature(
    office: Office, tmp_path: Path
) -> None:
    content = save_export(
        export_person(office.vault, office.person.id, now=now()), tmp_path / "list"
    ).read_bytes()
    *lines, signed = content.splitlines()
    entry = json.loads(lines[0])
    entry["action"] = "person.removed"
    six = [entry[name] for name in ("position", "at", "action", "subject", "detail", "previous")]
    entry["digest"] = hashlib.sha256(json.dumps(six, separators=(",", ":")).encode()).hexdigest()
    forged = b"\n".join([json.dumps(entry).encode(), *lines[1:], signed]) + b"\n"
    with pytest.raises(AuditChainError):
        check(forged)


def test_without_a_key_nothing_is_saved_or_written_down(vault: Vault) -> None:  # noqa: F811
    with pytest.raises(SigningKeyError):
        export_all(vault, now=now())
    assert [entry.action for entry in vault.audit.entries()] == ["vault.created"]


def test_a_folder_that_is_not_there_is_named_and_nothing_is_left(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotSavedError, match=r"list\.jsonl"):
        save_export(export_all(office.vault, now=now()), tmp_path / "gone" / "list.jsonl")
    assert not (tmp_path / "gone").exists()
