"""What a receiving desk gives away is what an administrator puts in, and the words that both see are the same."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate
from prevent_desktop.workflows.organisation.profile.making import receiver_from_desk, with_receiver
from prevent_desktop.workflows.organisation.profile.taking import look_at_profile
from prevent_desktop.workflows.receiving.desk import Desk, keys_of, make_desk, public_part
from tests.profiles import Administrator, a_profile
from tests.unit.workflows.conftest import now


def test_a_desks_file_becomes_a_receiver_with_the_words_that_the_desk_shows(
    vault: Vault, ada: Administrator, tmp_path: Path
) -> None:
    make_desk(vault, Desk(name="Front door", phone="1", folders=(tmp_path / "mailbox",)), now=now())
    more = {"id": "front-door", "form_ids": ["screening-tool"]}
    receiver = receiver_from_desk(public_part(vault).encode(), more)
    assert (receiver.name, receiver.phone, receiver.endpoint.startswith("file://")) == (
        "Front door",
        "1",
        True,
    )
    keys = keys_of(vault)
    assert keys.seal_words == key_words(receiver)
    assert keys.receipt_words == words_for_certificate(receiver.receipt_certificate)
    signed = ada.sign(with_receiver(a_profile(recipients=()), receiver))
    assert look_at_profile(vault, signed, now=now()).profile.recipients == (receiver,)
