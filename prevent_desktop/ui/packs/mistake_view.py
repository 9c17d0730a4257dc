"""What the page about a pack with a mistake says, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import PackStatus, corrected_in_words
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.workflows.packs.pack_mistake import Got


@dataclass(frozen=True, slots=True, kw_only=True)
class GotLine:
    """One who got it: the name, where the pack is, and whether it can still be taken back."""

    pack_id: str
    receiver: str
    where: str
    may_withdraw: bool


def got_line(got: Got, now: datetime) -> GotLine:
    """In words."""
    parts = [_("Pack {pack}.").format(pack=short_pack_id(got.pack.id)), where_it_is(got, now)]
    if not got.still_a_receiver:
        parts.append(
            _("They are not among your receivers any more: add them again in the settings, or phone them.")
        )
    if got.corrected_by is not None:
        parts.append(corrected_in_words(got.corrected_by, now))
    return GotLine(
        pack_id=got.pack.id,
        receiver=got.pack.recipient_name,
        where=" ".join(parts),
        may_withdraw=got.may_withdraw,
    )


def where_it_is(got: Got, now: datetime) -> str:
    """What became of a pack."""
    pack = got.pack
    if pack.receipt_at is not None:
        return _("Received {when}, reference {reference}.").format(
            when=short_moment_near(pack.receipt_at, now), reference=pack.receiver_reference
        )
    if pack.status is PackStatus.AWAITING:
        return _("It waits here for the countersignature, and was not sent.")
    if pack.status is PackStatus.SAVED:
        return _("Saved or printed {when}; whether they have it is not known.").format(
            when=short_moment_near(pack.signed_at, now)
        )
    if got.may_withdraw:
        return _("It waits in the outbox, and nothing of it has left this computer.")
    return _("Sent or on its way; no receipt yet.")
