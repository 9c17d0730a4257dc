"""The schools that a child's file can go to: by the card of their receiving desk, or without this program."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.organisation import Recipient, SealingWay
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import recipient_from_desk


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """A card that was read and is not compared yet: six words of the key, and of the certificate that receipts are signed with."""

    school: Recipient
    key_words: str
    receipt_words: str


def read_card(untrusted: bytes) -> SchoolCard:
    """What the card of a school's receiving desk tells. Nothing is kept. ProfileError for another file."""
    school = recipient_from_desk(untrusted, {"id": "", "form_ids": []})
    named = Recipient(
        id=_id_of(*school.seal_to),
        name=school.name,
        phone=school.phone,
        seal_to=school.seal_to,
        receipt_certificate=school.receipt_certificate,
        endpoint=school.endpoint,
        form_ids=(),
        wants=(),
    )
    return SchoolCard(named, key_words(named), words_for_certificate(named.receipt_certificate))


def keep_card(vault: Vault, card: SchoolCard) -> Recipient:
    """Keep a card whose words were compared by phone: from now on a file can be sealed to that school."""
    settings.save_school(vault, card.school)
    vault.audit.append("school.compared", card.school.id, card.key_words)
    return card.school


def without_program(name: str, phone: str) -> Recipient:
    """A school that has none of this: it gets a PDF under a password that is told by phone."""
    return Recipient(
        id=_id_of("by-password", name.casefold()),
        name=name,
        phone=phone,
        seal_to=(),
        receipt_certificate="",
        endpoint="",
        form_ids=(),
        wants=(),
        way=SealingWay.PASSWORD,
    )


def known_schools(vault: Vault) -> tuple[Recipient, ...]:
    """Whom a file can be sealed to: the schools whose card was compared, and those of the organisation's profile that get no forms.

    A council's signed profile lists the schools of its area that way.
    """
    listed = [one for one in settings.recipients(vault) if not one.form_ids]
    cards = {one.id: one for one in (*settings.schools(vault), *listed) if one.way is SealingWay.AGE}
    return tuple(sorted(cards.values(), key=lambda one: one.name.casefold()))


def _id_of(*parts: str) -> str:
    return f"school-{derived_id(*parts)[:12]}"
