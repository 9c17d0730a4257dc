"""What a colleague's entry in the organisation's profile needs of this vault: public keys, a name, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_keys
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.organisation.profile.making import COLLEAGUE
from prevent_desktop.workflows.organisation.signing_identity import signer_certificate

CARD_FILE = "colleague.json"


def own_card(vault: Vault) -> str:
    """The entry as JSON. Raises SigningKeyError where there is no signing key yet."""
    owner, key = settings.practitioner(vault), signer_certificate(vault)
    return json.dumps(
        {
            "version": 1,
            "kind": COLLEAGUE,
            "name": key.name if owner is None else owner.name,
            "role": key.role if owner is None else owner.role,
            "recipient": answer_recipient(vault),
            "certificate": key.certificate_pem.decode("ascii"),
        },
        indent=2,
        ensure_ascii=False,
    )


def save_card(vault: Vault, target: Path) -> str:
    """Write the entry to a file; it is public, so it may stand anywhere. Tells the words of the key, to be compared."""
    with saving(target, _("The file could not be saved")):
        write_for_person(target, own_card(vault).encode())
    return words_for_keys((answer_recipient(vault),))
