"""What is said where it takes two people to close a repeat. No Qt."""

from __future__ import annotations

from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.second_person import Closing


def closing_words(closing: Closing) -> str:
    """What whoever decides has to know; empty where one person may close it."""
    if not closing.takes_two:
        return ""
    if closing.of_others:
        word = closing.of_others[-1]
        words = _(
            "They were referred before. {name} says that it can be closed: “{reason}” Read both, and sign as the second person or decide otherwise."
        )
        return words.format(name=word.decided_by, reason=word.reason)
    if closing.own:
        words = _(
            "You said on {day} that it can be closed. It waits for a second person, who signs it or decides otherwise."
        )
        time = closing.own[-1].time
        return words.format(day="" if time is None else long_day(time.date()))
    if closing.perhaps:
        return _(
            "Somebody in your records could be the same person. Your organisation wants two people to close a repeat, so what you write waits for a second person."
        )
    return _(
        "They were referred before. Your organisation wants two people to close such a repeat, so what you write waits for a second person."
    )


def short_closing_words(closing: Closing) -> str:
    """The same in a line of a list; empty while it waits for nobody."""
    if not closing.waits:
        return ""
    if closing.waits_for_me:
        return _("{name} wants to close it and needs a second person").format(
            name=closing.of_others[-1].decided_by
        )
    return _("Waiting for a second person")
