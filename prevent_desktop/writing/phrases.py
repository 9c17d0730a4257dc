"""Phrases that a person writes often: kept by them, filled in from the record. None comes with the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("name", "school", "date")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text under a short name. `{name}`, `{school}` and `{date}` in it stand for what the record knows."""

    name: str
    text: str


def filled(text: str, facts: Mapping[str, str]) -> str:
    """`text` with its placeholders filled in; one that nothing is known for stays, to be seen and written over."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], "") or found[0], text)


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """The names in braces that the program does not know."""
    return tuple(name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS)


def found_by(typed: str, phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """The phrases that hold every word of `typed`, those first whose name begins with it."""
    wanted = typed.casefold().split()
    found = [phrase for phrase in phrases if _holds(phrase, wanted)]
    return tuple(sorted(found, key=lambda each: (not _begins(each, typed), each.name.casefold())))


def _holds(phrase: Phrase, wanted: Iterable[str]) -> bool:
    text = f"{phrase.name} {phrase.text}".casefold()
    return all(word in text for word in wanted)


def _begins(phrase: Phrase, typed: str) -> bool:
    return phrase.name.casefold().startswith(typed.casefold().strip())
