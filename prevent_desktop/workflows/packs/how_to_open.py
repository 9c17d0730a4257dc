"""The page that a receiver gets on paper: how to open our packs without this program, with the words to compare by phone."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.organisation import Practitioner, Receiver, SealingWay
from prevent_desktop.errors import RecordError, SigningKeyError
from prevent_desktop.packs.how_to_open import HowTo
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.sealing.hybrid import HybridRecipient
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_hex
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key


def how_to_for(vault: Vault, receiver: Receiver, *, now: datetime) -> HowTo:
    """What the page for one receiver tells. Raises RecordError where nobody is named whom the receiver could call."""
    owner = settings.practitioner(vault)
    if owner is None:
        raise RecordError(
            _("The page names nobody to call"),
            _("The settings do not say yet who you are."),
            _("Fill in “Who I am” in the settings, then come back."),
        )
    return page_for(owner, receiver, signer_words=_signer_words(vault), now=now)


def page_for(owner: Practitioner, receiver: Receiver, *, signer_words: str, now: datetime) -> HowTo:
    """The page about packs from `owner` to `receiver`."""
    return HowTo(
        sender=owner,
        recipient_name=receiver.name,
        way=receiver.way,
        is_hybrid=receiver.way is SealingWay.AGE and any(map(_is_hybrid, receiver.seal_to)),
        key_words=key_words(receiver),
        signer_words=signer_words,
        made_at=now.astimezone(),
    )


def _is_hybrid(untrusted_recipient: str) -> bool:
    return isinstance(parse_recipient(untrusted_recipient), HybridRecipient)


def _signer_words(vault: Vault) -> str:
    try:
        return words_for_hex(signing_key(vault).fingerprint)
    except SigningKeyError:
        return ""
