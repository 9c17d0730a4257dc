"""What the card says that gives a case to the lead, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.notes import Note
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.packs.view import what_it_gets
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.forms.add_to_record import short_label
from prevent_desktop.workflows.packs.for_lead import ToLead

_STILL = frozenset({State.DELIVERED, State.CANCELLED})
"""States that do not change by themselves."""


def card_title(found: ToLead | None) -> str:
    """What the card is for: sending, until the lead has or gets all that there is."""
    return _("Send it to your lead") if found is None or found.has_news else _("To your lead")


def confirmation(found: ToLead) -> tuple[KeyValue, ...]:
    """Who gets it, what it is, and in whose name it is signed."""
    if found.choice is None:
        return ()
    how = _("As a file under six words. Give them the file, and tell them the words by phone.")
    rows: list[tuple[str, str, tuple[str, ...]]] = [
        ("who", _("Who gets it"), (found.choice.receiver.name,)),
        ("what", _("What they get"), _what(found)),
        ("signed", _("Signed as"), found.signed_as or (_("Not said yet"),)),
    ]
    if found.by_hand:
        rows.insert(2, ("how", _("How it goes"), (how,)))
    return tuple(KeyValue(key=key, label=label, values=values) for key, label, values in rows)


def _what(found: ToLead) -> tuple[str, ...]:
    """The forms and files, where there are any; the notes have a tick box each."""
    if found.choice is None or (found.notes and not found.choice.forms):
        return (_("The notes that you tick"),)
    return (what_it_gets(found.choice),)


def note_words(note: Note, now: datetime) -> str:
    """A note by when it was written and its first words."""
    words = _("Send the note of {when}: “{words}”")
    return words.format(when=short_moment_near(note.written_at, now), words=short_label(note.text))


def spoken_rows(rows: Sequence[KeyValue]) -> str:
    """The same for whoever hears it with the button."""
    return " ".join(f"{row.label}: {', '.join(row.values)}." for row in rows)


def where_it_is(found: ToLead, now: datetime) -> tuple[str, Tone]:
    """Where the pack is that the lead has or gets: a sentence, and its tone. Empty where none was signed."""
    pack, item = found.sent, found.item
    if pack is None:
        return "", Tone.INFO
    if pack.status is PackStatus.DELIVERED and pack.receipt_at is not None:
        when = short_moment_near(pack.receipt_at, now)
        words = _("Your lead’s desk has it: receipt of {when}, reference {reference}.")
        return words.format(when=when, reference=pack.receiver_reference), Tone.SUCCESS
    if pack.status is PackStatus.SAVED and found.is_answered:
        return _("Your lead has answered. It stands in the record."), Tone.SUCCESS
    if pack.status is PackStatus.SAVED and found.by_hand:
        return _("Saved as a file. Your lead needs the file, and the six words by phone."), Tone.WARNING
    if pack.status not in {PackStatus.SIGNED, PackStatus.QUEUED}:
        return _("{state}.").format(state=pack.status.label), Tone.INFO
    return _on_its_way(item)


def _on_its_way(item: SpoolItem | None) -> tuple[str, Tone]:
    if item is not None and (item.held or item.state in {State.NEEDS_YOU, State.CANCELLED}):
        return f"{item.state.label}. {item.what_happens_next}", Tone.WARNING
    if item is not None and item.state in {State.SENDING, State.SENT, State.DELIVERED}:
        return _("On its way. The receipt from your lead’s desk is still to come."), Tone.INFO
    return _("Waits for a connection. It goes by itself, also while this is locked."), Tone.WARNING


def may_move(found: ToLead) -> bool:
    """Whether where it is may change by itself."""
    pack, item = found.sent, found.item
    going = pack is not None and pack.status in {PackStatus.SIGNED, PackStatus.QUEUED}
    return going and not (item is not None and item.state in _STILL and item.recorded_at is not None)


def sent_words(found: ToLead, now: datetime) -> str:
    """Which pack it is, and whether there is anything new for them since."""
    if found.sent is None:
        return ""
    words = (
        _("Signed {when} as pack {pack}. Something is new since.")
        if found.has_news
        else _("Signed {when} as pack {pack}.")
    )
    return words.format(when=short_moment_near(found.sent.signed_at, now), pack=short_pack_id(found.sent.id))


def what_comes_next(found: ToLead) -> str:
    """What the lead does with it, and how they are reached where it cannot wait. Empty where none was signed."""
    if found.sent is None:
        return ""
    phone = "" if found.choice is None else found.choice.receiver.phone
    words = _(
        "What comes next: your lead reads it and decides. What they tell you stands on My work and in the record."
    )
    if found.by_hand:
        words = _(
            "What comes next: your lead reads it and decides. Their answer comes by phone, or as a file that you bring in on the Outbox page. My work shows that it waits."
        )
    waits = (
        _("Where it cannot wait, phone them: {phone}.") if phone else _("Where it cannot wait, phone them.")
    )
    return f"{words} {waits.format(phone=phone)}"
