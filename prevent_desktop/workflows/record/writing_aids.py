"""What helps somebody to write: their choices, their own words and phrases, and the names that the record knows.

Kept in the vault's settings and nowhere else: own words and phrases tell about people.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import long_day
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.writing.phrases import Phrase

_CHOICES, _OWN_WORDS, _PHRASES = "writing-choices", "own-words", "phrases"


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingChoices:
    """`in_quotations`: spelling is checked in somebody's own words too; `curly`: straight marks become pairs."""

    spelling: bool = True
    in_quotations: bool = False
    curly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Aids:
    """All of it for one case. `known` are names and places of the record; `facts` fill the placeholders of phrases."""

    choices: WritingChoices
    own_words: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    known: tuple[str, ...] = ()
    facts: Mapping[str, str]


def read_aids(vault: Vault, case_id: str, *, now: datetime) -> Aids:
    """What helps to write about a case; without a case (empty `case_id`), nothing of the record."""
    person = person_of_case(vault, case_id) if case_id else None
    about = {} if person is None else {"name": person.full_name, "school": person.school}
    return Aids(
        choices=choices(vault),
        own_words=own_words(vault),
        phrases=phrases(vault),
        known=(*_names_of_the_vault(vault), *(() if person is None else _names_of(person))),
        facts={**about, "date": long_day(now.date())},
    )


def _names_of(person: Person) -> Iterator[str]:
    yield from (
        person.forenames,
        person.surname,
        person.known_as,
        person.aliases,
        person.address,
        person.school,
    )
    yield from (person.language, person.nationality)
    for member in person.household:
        yield from (member.name, member.school)
    for agency in person.agencies:
        yield from (agency.name, agency.worker)


def _names_of_the_vault(vault: Vault) -> Iterator[str]:
    practitioner = settings.practitioner(vault)
    if practitioner is not None:
        yield from (practitioner.name, practitioner.organisation)
    yield from (receiver.name for receiver in settings.receivers(vault))


def choices(vault: Vault) -> WritingChoices:
    """How the owner of the vault wants to be helped."""
    found: WritingChoices = read(WritingChoices, vault.settings.get(_CHOICES) or "{}", older=True)
    return found


def save_choices(vault: Vault, value: WritingChoices) -> None:
    """Keep how they want to be helped."""
    with vault.transaction():
        vault.settings.set(_CHOICES, text_of(value))


def own_words(vault: Vault) -> tuple[str, ...]:
    """The words that they added, in the order of the alphabet."""
    return _listed(str, vault.settings.get(_OWN_WORDS))


def save_own_words(vault: Vault, words: tuple[str, ...]) -> None:
    """Keep these words in place of those before."""
    with vault.transaction():
        vault.settings.set(_OWN_WORDS, json.dumps(sorted(set(words), key=str.casefold), ensure_ascii=False))


def add_own_word(vault: Vault, word: str) -> tuple[str, ...]:
    """Add a word, and tell all of them."""
    with vault.transaction():
        save_own_words(vault, (*own_words(vault), word))
    return own_words(vault)


def remove_own_word(vault: Vault, word: str) -> None:
    """Take a word away."""
    with vault.transaction():
        save_own_words(vault, tuple(other for other in own_words(vault) if other != word))


def phrases(vault: Vault) -> tuple[Phrase, ...]:
    """Their phrases, in the order of the names."""
    return _listed(Phrase, vault.settings.get(_PHRASES))


def save_phrases(vault: Vault, values: tuple[Phrase, ...]) -> None:
    """Keep these phrases in place of those before; of two with one name the later stays."""
    by_name = {phrase.name.casefold(): phrase for phrase in values}
    ordered = [by_name[name] for name in sorted(by_name)]
    with vault.transaction():
        vault.settings.set(_PHRASES, text_of(ordered, ensure_ascii=False))


def remove_phrase(vault: Vault, phrase: Phrase) -> None:
    """Take a phrase away."""
    with vault.transaction():
        save_phrases(vault, tuple(other for other in phrases(vault) if other != phrase))


def add_phrase(vault: Vault, phrase: Phrase) -> None:
    """Keep one more phrase; one with its name that was written meanwhile stays."""
    with vault.transaction():
        save_phrases(vault, (phrase, *phrases(vault)))


def _listed(kind: Any, kept: str | None) -> tuple[Any, ...]:
    found: tuple[Any, ...] = read(tuple[kind, ...], kept or "[]", older=True)
    return found


def uniting() -> Mapping[str, Callable[[str, str], str]]:
    """How two copies of the vault unite their words and phrases, by the keys of their settings."""
    return {_OWN_WORDS: _united_words, _PHRASES: _united_phrases}


def names() -> dict[str, str]:
    """What the settings are called that may name people, by their keys."""
    return {_OWN_WORDS: _("Own words"), _PHRASES: _("Phrases")}


def _united_words(ours: str, theirs: str) -> str:
    words = {*json.loads(ours), *json.loads(theirs)}
    return json.dumps(sorted(words, key=str.casefold), ensure_ascii=False)


def _united_phrases(ours: str, theirs: str) -> str:
    """Of two with one name and other words, both: theirs under a name of its own."""
    phrases: dict[str, dict[str, str]] = {one["name"].casefold(): one for one in json.loads(ours)}
    texts = {one["text"] for one in phrases.values()}
    for one in json.loads(theirs):
        if one["text"] not in texts:
            name, number = one["name"], 2
            while name.casefold() in phrases:
                name, number = f"{one['name']} ({number})", number + 1
            phrases[name.casefold()] = {**one, "name": name}
    return json.dumps([phrases[name] for name in sorted(phrases)], ensure_ascii=False)
