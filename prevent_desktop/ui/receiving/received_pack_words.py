"""What is told of a pack that came in: who signed it, what does not fit, and whom it is about. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import DecisionDue, ReceivedPack
from prevent_desktop.formatting import (
    each_of,
    long_day,
    near_day,
    short_day_near,
    short_moment_near,
)
from prevent_desktop.packs.names import stands_in
from prevent_desktop.translation import _
from prevent_desktop.ui.components.due_words import due_in_words
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.workflows.fingerprint_words import words_for_hex


def day_asked_for(pack: ReceivedPack, today: date) -> str:
    """By which day the sender asks for an answer, and what is odd about it; empty where they ask for none."""
    if pack.answer_by is None:
        return ""
    if pack.day_was_over_when_signed:
        words = _("{day}: that day was over when it was signed. Ask them which day they mean")
        return words.format(day=short_day_near(pack.answer_by, today))
    if pack.day_was_over_when_received:
        words = _("{day}: that day was over when it came in")
        return words.format(day=short_day_near(pack.answer_by, today))
    if pack.answer_by < today:
        return _("{day}, in the past").format(day=short_day_near(pack.answer_by, today))
    return near_day(pack.answer_by, today)


def title_of(pack: ReceivedPack) -> str:
    """The heading over a pack."""
    return _("Pack {pack} from {organisation}").format(
        pack=short_pack_id(pack.pack_id), organisation=pack.sender_organisation
    )


def verified_facts(
    pack: ReceivedPack,
    now: datetime,
    made_for: str = "",
    due: DecisionDue | None = None,
    word: WordOf | None = None,
) -> tuple[KeyValue, ...]:
    """What is told of who signed it, and by when a decision is due; `made_for` is read out of the pack itself.

    `word` says whose word it is, where it is not known here that it is so.
    """
    facts: list[tuple[str, tuple[str, ...]]] = [
        (_("Signed by"), (pack.sender_name, pack.sender_organisation)),
        (_("Their certificate, in words"), (words_for_hex(pack.fingerprint),)),
        (_("Signed"), (signed_in_words(pack, now),)),
    ]
    if pack.later_signers:
        facts.append((_("Signed too by"), pack.later_signers))
    facts += [
        (_("Came"), (short_moment_near(pack.received_at, now),)),
        (_("Your reference"), (pack.reference,)),
        (_("Pack"), (pack.pack_id,)),
    ]
    if pack.answer_by is not None:
        facts.append((_("Answer asked for by"), (day_asked_for(pack, now.astimezone().date()),)))
    if due is not None and due.counted:
        facts.append((_("Decide by"), due_in_words(due, pack, now)))
    if made_for:
        facts.insert(1, (_("Made for"), (made_for,)))
    if word is not None:
        words = (
            _("{name}’s laptop. This laptop checked: it is not so.")
            if word.is_false
            else _("{name}’s laptop. This laptop has not confirmed it.")
        )
        facts.insert(0, (_("Told by"), (words.format(name=word.colleague),)))
    return tuple(KeyValue(key=label, label=label, values=values) for label, values in facts)


def signed_heading(word: WordOf | None) -> str:
    """Over what is told of who signed a pack: whether it was checked here."""
    if word is None:
        return _("Checked")
    return _("Checked: not as it says") if word.is_false else _("Not confirmed on this laptop")


def found_false(word: WordOf | None, pack: ReceivedPack) -> str:
    """A warning where this vault checked a pack that a colleague's vault took in, and found otherwise."""
    if word is None or not word.is_false:
        return ""
    return _(
        "{colleague}’s laptop says that {name} signed this. This laptop checked the file: {name} did not sign it as it says here. "
        "Do not rely on it. Ask {colleague}, and call the sender on a number that you know."
    ).format(colleague=word.colleague, name=pack.sender_name)


def made_for_another(made_for: str, desk_name: str) -> str:
    """A warning where the sender made it for somebody else: whoever has a pack can seal it for others."""
    if not made_for or not desk_name or _letters(made_for) == _letters(desk_name):
        return ""
    return _("It was made for {receiver}, and your desk is called {desk}. Ask the sender whether it is meant for you.").format(
        receiver=made_for, desk=desk_name
    )  # fmt: skip


def signed_as_another(signed_as: str, pack: ReceivedPack) -> str:
    """A warning where page one names somebody else than the certificate: `signed_as` is what its signature field says."""
    if not signed_as or stands_in(pack.sender_name, signed_as):
        return ""
    return _("Its certificate is in the name of {name}, and page one says “{told}”. Call the sender on a number that you know.").format(
        name=pack.sender_name, told=signed_as
    )  # fmt: skip


def looks_like_another(looks_like: tuple[str, str] | None) -> str:
    """A warning where whoever signed has a name that looks like one that we know, in other letters."""
    if looks_like is None:
        return ""
    return _("“{name}” looks the same as “{known}”, a name that you know, but is spelt with other letters. Call the sender on a number that you know.").format(
        name=looks_like[0], known=looks_like[1]
    )  # fmt: skip


def number_of_others(others: Iterable[ReceivedPack]) -> str:
    """A warning where others signed packs under the same number: a number is its signer's, and one of them is false."""
    names = each_of(dict.fromkeys(one.sender_name for one in others))
    if not names:
        return ""
    return _("Another pack with this number came, signed by {names}. Call the sender on a number that you know.").format(
        names=names
    )  # fmt: skip


def _letters(name: str) -> str:
    """Letters and digits alone: apostrophes, hyphens and capitals are written in many ways."""
    return "".join(filter(str.isalnum, name.casefold()))


def signed_in_words(pack: ReceivedPack, now: datetime) -> str:
    """When it was signed, and who says so."""
    if pack.trusted_at is not None:
        return _("{when}, proved by a timestamp").format(when=short_moment_near(pack.trusted_at, now))
    return _("{when}, by the clock of the sender’s device").format(
        when=short_moment_near(pack.claimed_at, now)
    )


def person_rows(person: Person) -> Iterator[KeyValue]:
    """The person as the sender knows them; what they did not tell is left out."""
    born = "" if person.birth_date is None else long_day(person.birth_date)
    facts = (
        (_("Name"), person.full_name),
        (_("Known as"), person.known_as),
        (_("Date of birth"), born),
        (_("Address"), each_of((person.address, person.postcode))),
        (_("NHS number"), person.nhs_number),
        (_("Unique pupil number"), person.upn),
        (_("School"), person.school),
    )
    return (KeyValue(key=label, label=label, values=(fact,)) for label, fact in facts if fact)


def takes_place_words(pack: ReceivedPack, earlier: ReceivedPack | None) -> str:
    """Whose place a pack takes; empty where nobody's. Of a pack that somebody else signed, that it says so."""
    if not pack.corrects:
        return ""
    if earlier is None or earlier.fingerprint == pack.fingerprint:
        return _("Takes the place of pack {pack}").format(pack=short_pack_id(pack.corrects))
    words = _("Says that it takes the place of pack {pack}, which {name} signed")
    if _is_namesake(pack, earlier):
        words = _("Says that it takes the place of pack {pack}, which {name} signed with another key")
    return words.format(pack=short_pack_id(pack.corrects), name=earlier.sender_name)


def replaced_words(pack: ReceivedPack, later: ReceivedPack) -> str:
    """What takes the place of a pack; of what somebody else signed, that it says so."""
    if later.takes_the_place_of(pack):
        return _("Pack {pack} takes the place of this one.").format(pack=short_pack_id(later.pack_id))
    words = _("Pack {pack}, which {name} signed, says that it takes the place of this one.")
    if _is_namesake(later, pack):
        words = _(
            "Pack {pack}, which {name} signed with another key, says that it takes the place of this one."
        )
    return words.format(pack=short_pack_id(later.pack_id), name=later.sender_name)


def _is_namesake(one: ReceivedPack, other: ReceivedPack) -> bool:
    """Whether another key bears the same name: a renewed one, or somebody else's."""
    return (one.sender_name, one.sender_organisation) == (other.sender_name, other.sender_organisation)
