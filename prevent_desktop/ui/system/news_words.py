"""What came to the outbox between two looks, in words that name nobody."""

from __future__ import annotations

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.window.outbox_watch import OutboxState


def news_in_words(before: OutboxState, after: OutboxState) -> str:
    """What came between two looks at the outbox; "" for nothing that a person waits for."""
    said = []
    receipts = after.arrived - before.arrived
    if receipts > 0:
        words = ngettext(
            "{number} pack has arrived: its receipt is here.",
            "{number} packs have arrived: their receipts are here.",
            receipts,
        )
        said.append(words.format(number=receipts))
    if after.last_came > before.last_came:
        said.append(_("An answer has come. Unlock to read it."))
    if after.need_you > before.need_you:
        said.append(_("A pack needs you."))
    return " ".join(said)
