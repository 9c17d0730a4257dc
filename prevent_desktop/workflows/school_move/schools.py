"""The schools that a child's file can go to: by the card of their receiving desk, or without this program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import no_receiver, receiver_from_desk
from prevent_desktop.workflows.organisation.receiver_rules import (
    endpoint_problem,
    keys_problem,
    receipt_certificate_problem,
)

_LONGEST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """A card that was read and is not compared yet: six words of the key, and of the certificate that receipts are signed with."""

    school: Receiver
    key_words: str
    receipt_words: str


def read_card(untrusted: bytes) -> SchoolCard:
    """What the card of a school's receiving desk tells. Nothing is kept. ProfileError for another file, or one that nothing can go to."""
    school = receiver_from_desk(untrusted, {"id": "", "form_ids": []})
    if not _can_be_shown(school):
        raise no_receiver()
    if problem := _problem(school):
        raise no_receiver(problem)
    named = school_of(school.name, school.phone, school.seal_to, school.receipt_certificate, school.endpoint)
    return SchoolCard(named, key_words(named), words_for_certificate(named.receipt_certificate))


def _can_be_shown(school: Receiver) -> bool:
    shown = f"{school.name}{school.phone}"
    return bool(school.name.strip()) and len(shown) <= _LONGEST_SHOWN and shown.isprintable()


def _problem(school: Receiver) -> str:
    """What is wrong with where a card says that a file goes to; empty where nothing is."""
    return (
        keys_problem(school.seal_to)
        or receipt_certificate_problem(school.receipt_certificate)
        or (endpoint_problem(school.endpoint) if school.endpoint else "")
    )


def school_of(
    name: str, phone: str, seal_to: tuple[str, ...], receipt_certificate: str, endpoint: str
) -> Receiver:
    """A school as whom a file is sealed to. It is known by its key: the same one on a card and in a directory."""
    return Receiver(
        id=_id_of(*seal_to),
        name=name,
        phone=phone,
        seal_to=seal_to,
        receipt_certificate=receipt_certificate,
        endpoint=endpoint,
        form_ids=(),
        wants=(),
    )


COMPARED: Final = "school.compared"
CHOSEN: Final = "school.chosen"
"""What the audit says of a school: its card was compared by phone, or it was chosen in the council's directory."""


def keep_card(vault: Vault, card: SchoolCard) -> Receiver:
    """Keep a card whose words were compared by phone: from now on a file can be sealed to that school."""
    settings.save_school(vault, card.school)
    vault.audit.append(COMPARED, card.school.id, card.key_words)
    return card.school


def without_program(name: str, phone: str) -> Receiver:
    """A school that has none of this: it gets a PDF under a password that is told by phone."""
    return Receiver(
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


def known_schools(vault: Vault) -> tuple[Receiver, ...]:
    """Whom a file can be sealed to at once: the schools whose card was compared, and those that were chosen in the council's directory."""
    known = (one for one in settings.schools(vault) if one.way is SealingWay.AGE)
    return tuple(sorted(known, key=lambda one: one.name.casefold()))


def _id_of(*parts: str) -> str:
    return f"school-{derived_id(*parts)[:12]}"
