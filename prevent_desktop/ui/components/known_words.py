"""How far a look at all who are recorded has come, in words. No Qt."""

from __future__ import annotations

from prevent_desktop.formatting import number_in_words
from prevent_desktop.translation import ngettext


def still_looking_words(left: int) -> str:
    """How many who are recorded were not looked at yet; empty where there are none."""
    if not left:
        return ""
    words = ngettext(
        "Looking whether they are known already: {number} person to go",
        "Looking whether they are known already: {number} people to go",
        left,
    )
    return words.format(number=number_in_words(left))
