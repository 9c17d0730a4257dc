"""A vault becomes a receiving desk, with keys that stay in it and a public part for the organisation's profile."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import RecordError, SigningKeyError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import open_bytes, parse_recipient, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.making import receiver_from_desk
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.answering import receipt_for
from prevent_desktop.workflows.receiving.desk import (
    Desk,
    desk_of,
    make_desk,
    public_part,
    receiving_end_of,
    soon_ended,
)
from tests.unit.packs.making import make_key
from tests.unit.workflows.receiving.in_vault import ReceivingVault
from tests.unit.workflows.receiving.packs_in import NOW, PACK


@pytest.fixture
def vault(receiving: ReceivingVault) -> Vault:
    return receiving.vault


def test_what_senders_need_is_public_and_what_is_secret_is_not(
    vault: Vault, receiving: ReceivingVault
) -> None:
    text = public_part(vault)
    public = json.loads(text)
    assert (public["kind"], public["name"]) == ("receiving-desk", "Front door")
    assert public["endpoint"] == receiving.mailbox.endpoint
    assert "SECRET" not in text
    assert "PRIVATE" not in text
    receiver = receiving_end_of(vault, now=NOW)
    sealed = seal_bytes(b"for the desk", [parse_recipient(key) for key in public["seal_to"]])
    assert open_bytes(sealed, receiver.identities) == b"for the desk"
    assert public["seal_to"][0].startswith("age1pq1")
    receipt = receipt_for(receiver, PACK, "ab" * 32, now=NOW)
    checked = verify_receipt(receipt, public["receipt_certificate"], pack_id=PACK, sealed_digest="ab" * 32)
    assert checked.receiver == "Front door"


def test_a_month_before_its_certificate_ends_a_desk_is_told_and_from_then_on(vault: Vault) -> None:
    end = receiving_end_of(vault, now=NOW).ends_at
    told = [
        soon_ended(vault, now=end + timedelta(days=days)) is not None for days in (-400, -31, -29, -1, 1, 400)
    ]
    assert told == [False, False, True, True, True, True]
    assert soon_ended(vault, now=end) == end


def test_changed_it_keeps_its_keys(vault: Vault, tmp_path: Path) -> None:
    before = json.loads(public_part(vault))
    make_desk(
        vault,
        Desk(
            name="New name",
            phone="01632 960 010",
            endpoint="https://packs.example/files",
            folders=(tmp_path,),
        ),
        now=NOW,
    )
    after = json.loads(public_part(vault))
    assert after["seal_to"] == before["seal_to"]
    assert after["receipt_certificate"] == before["receipt_certificate"]
    assert (after["name"], after["phone"], after["endpoint"]) == (
        "New name", "01632 960 010", "https://packs.example/files",
    )  # fmt: skip
    assert desk_of(vault) == Desk(
        name="New name", phone="01632 960 010", endpoint="https://packs.example/files", folders=(tmp_path,)
    )


@pytest.mark.parametrize(
    "incomplete", [Desk(name=" ", folders=(Path("/in"),)), Desk(name="Desk", folders=())]
)
def test_a_desk_needs_a_name_and_a_folder(vault: Vault, incomplete: Desk) -> None:
    before = desk_of(vault)
    with pytest.raises(RecordError):
        make_desk(vault, incomplete, now=NOW)
    assert desk_of(vault) == before


def test_receipts_can_be_signed_with_a_key_that_the_organisation_gave(vault: Vault) -> None:
    key = make_key(Authority.create("Council authority"))
    desks.use_receipt_key(vault, key.to_pkcs12("secret"), "secret")
    assert receiving_end_of(vault, now=NOW).receipt_certificate == key.certificate_pem
    with pytest.raises(SigningKeyError):
        desks.use_receipt_key(vault, key.to_pkcs12("secret"), "wrong")


def test_a_vault_that_is_no_desk_has_no_keys_to_receive_with(vault: Vault) -> None:
    vault.database.run("DELETE FROM settings WHERE key = ?", (desks.DESK,))
    assert desk_of(vault) is None
    with pytest.raises(RecordError, match="not a receiving desk"):
        receiving_end_of(vault, now=NOW)


def test_an_administrator_takes_the_public_part_into_a_profile(vault: Vault) -> None:
    told = receiver_from_desk(public_part(vault).encode(), {"id": "front-door", "form_ids": ["screening"]})
    receiver = receiving_end_of(vault, now=NOW)
    assert told.name == "Front door"
    assert told.seal_to == (str(receiver.identities[0].recipient),)
    assert told.receipt_certificate.encode() == receiver.receipt_certificate


def test_an_empty_folder_becomes_a_mailbox_and_any_other_stays_as_it_is(vault: Vault, tmp_path: Path) -> None:
    empty, stick, server, away = (tmp_path / name for name in ("empty", "stick", "server", "away"))
    for folder in (empty, stick, server / "store"):
        folder.mkdir(parents=True)
    (stick / f"{PACK}.pdf.age").write_bytes(b"sealed")
    make_desk(vault, Desk(name="Desk", folders=(empty, stick, server, away)), now=NOW)
    assert (empty / "incoming").is_dir()
    assert [path.name for path in stick.iterdir()] == [f"{PACK}.pdf.age"]
    assert [path.name for path in server.iterdir()] == ["store"]
    assert not away.exists()
