"""Changes that are told of and have not come, in words. Imported with the window's first pages, so that nothing else stands here."""

from __future__ import annotations

from prevent_desktop.translation import ngettext


def missing_words(number: int, who: str, by: str) -> str:
    """Such as "2 changes of PL have not come"; where it is the word of somebody else, `by` whose."""
    if not by:
        words = ngettext(
            "{number} change of {who} has not come", "{number} changes of {who} have not come", number
        )
        return words.format(number=number, who=who)
    words = ngettext(
        "{by}’s laptop tells of {number} change of {who} that has not come",
        "{by}’s laptop tells of {number} changes of {who} that have not come",
        number,
    )
    return words.format(by=by, number=number, who=who)
