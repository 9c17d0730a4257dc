"""Which of the languages that a text is there in fits the one that is wanted (BCP 47; RFC 4647 section 3.4, lookup)."""

from __future__ import annotations

from collections.abc import Iterable


def best_match(wanted: str, offered: Iterable[str]) -> str | None:
    """The tag of `offered` that serves `wanted`; None where none does.

    ``cy-GB`` is served by ``cy-GB``, or else by ``cy``; ``cy`` also by a ``cy-GB`` where there is nothing nearer. Case
    and the underscore of locale names do not matter.
    """
    there = {_normal(tag): tag for tag in reversed(list(offered))}
    tag = _normal(wanted)
    if not tag:
        return None
    narrower = next((one for one in reversed(there) if one.startswith(tag + "-")), None)
    while tag:
        if tag in there:
            return there[tag]
        tag = _shorter(tag)
    return there.get(narrower or "")


def _normal(tag: str) -> str:
    return tag.strip().replace("_", "-").casefold()


def _shorter(tag: str) -> str:
    """Without its last part, and without a single letter that would then stand last (``zh-Hant-x-a`` → ``zh-Hant``)."""
    parts = tag.split("-")[:-1]
    while parts and len(parts[-1]) == 1:
        parts.pop()
    return "-".join(parts)
