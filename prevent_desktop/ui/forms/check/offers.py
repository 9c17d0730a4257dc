"""What a form says otherwise than the record, in words, and what was decided about it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.casework.person_changes import change_words
from prevent_desktop.casework.person_values import LISTS, read_member
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.forms.record_offers import RecordOffer


class Choice(StrEnum):
    """What was decided about a difference."""

    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferState:
    """One difference as it stands. `drafts` are the ids of other drafts that still say the old value."""

    offer: RecordOffer
    choice: Choice = Choice.OPEN
    drafts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The field, and for an entry of a list whom or what it is about."""
        offer = self.offer
        name = read_member(offer.field, offer.answered).name if offer.field in LISTS else ""
        return f"{offer.label}: {name}" if name else offer.label

    @property
    def record_says(self) -> str:
        """What stands in the record."""
        if not self.offer.recorded:
            return _("Not in the record yet")
        return _("The record says: {value}").format(value=value_words(self.offer.field, self.offer.recorded))

    @property
    def form_says(self) -> str:
        """What stands in the form."""
        words = _("This form still says: {value}") if self.offer.behind else _("You wrote: {value}")
        return words.format(value=value_words(self.offer.field, self.offer.answered))

    @property
    def take_words(self) -> str:
        """What the first button does."""
        if self.offer.behind:
            return _("Use what the record says")
        return _("Add to the record") if not self.offer.recorded else _("Update the record")

    @property
    def done_words(self) -> str:
        """What was done, once it is."""
        if self.choice is Choice.LEFT:
            return _("Left as it is. You are not asked about this value again.")
        return _("The record is updated. What it said before is kept among its earlier values.")

    @property
    def drafts_words(self) -> str:
        """That other drafts still say the old value; empty where none does."""
        if not self.drafts:
            return ""
        return ngettext(
            "{number} draft still says: {value}", "{number} drafts still say: {value}", len(self.drafts)
        ).format(number=len(self.drafts), value=value_words(self.offer.field, self.offer.recorded))


def value_words(field: str, text: str) -> str:
    """A value as a person reads it."""
    return change_words(field, text, long_day)
