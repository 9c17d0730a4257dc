"""What the palette lists: an entry leads to a route or does what a key does. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum

from prevent_desktop.formatting import days_in_words, each_of
from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.search import Found as FoundPage
from prevent_desktop.ui.guidance.search import has_all, marks_in, searched_words
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import (
    ROUTES,
    ConcernAbout,
    FormAbout,
    Guidance,
    NewPerson,
    NoteAbout,
    People,
    Record,
    Route,
    ScreeningAbout,
    Settings,
)
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.workflows.forms.form_library import CONCERN, SCREENING
from prevent_desktop.workflows.people.find import Found, FoundPerson, FoundText

_FIRST: tuple[type[Route], ...] = (ConcernAbout, ScreeningAbout, NoteAbout, NewPerson)
"""What people come for most, before all else."""
_BY_KEY = (
    Shortcut.PRINT,
    Shortcut.LOCK,
    Shortcut.BLANK,
    Shortcut.SWITCH_USER,
    Shortcut.KEYS,
    Shortcut.LARGER,
    Shortcut.SMALLER,
    Shortcut.USUAL_SIZE,
)
_LONGEST_NAME = 5
"""More words than these are no name."""


class Group(StrEnum):
    """The groups of the list, in their order."""

    PEOPLE = "people"
    ACTIONS = "actions"
    SETTINGS = "settings"
    GUIDANCE = "guidance"

    @property
    def label(self) -> str:
        """The heading over the group."""
        return {
            Group.PEOPLE: _("People"),
            Group.ACTIONS: _("Actions"),
            Group.SETTINGS: _("Settings"),
            Group.GUIDANCE: _("Guidance"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row: its title, of which the first `strong_start` letters are bold, what stands beside it, and what it opens.

    `words` find it too and are not shown. An `offer` was not found: it is what can be done where nothing was.
    """

    group: Group
    title: str
    opens: Route | Shortcut
    beside: str = ""
    words: str = ""
    strong_start: int = 0
    offer: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        return each_of((self.title, self.beside))


def action_entries(offered: Collection[NavSection]) -> tuple[Entry, ...]:
    """Every page that needs no record to begin with, of the `offered` sections, and what keys do anywhere."""
    kinds = [*_FIRST, *(kind for kind in ROUTES.values() if kind not in _FIRST)]
    whole = [kind() for kind in kinds if all(each.default is not MISSING for each in fields(kind))]
    pages = (_page_entry(route) for route in whole if route.section in offered)
    return (*pages, *(_key_entry(shortcut) for shortcut in _BY_KEY))


def _page_entry(route: Route) -> Entry:
    beside = "" if route.title == route.section.label else route.section.label
    if isinstance(route, ConcernAbout | ScreeningAbout | NoteAbout):
        beside = _person_next()
    return Entry(group=Group.ACTIONS, title=route.title, opens=route, beside=beside, words=route.words)


def _key_entry(shortcut: Shortcut) -> Entry:
    beside = _("Key: {key}").format(key=shortcut.shown)
    return Entry(group=Group.ACTIONS, title=shortcut.title, opens=shortcut, beside=beside)


def _person_next() -> str:
    return _("The person is chosen next")


def form_entries(titles: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    """The forms, by id and title, that an action of their own does not start."""
    return tuple(
        Entry(
            group=Group.ACTIONS,
            title=_("Start “{form}”").format(form=title),
            opens=FormAbout(form_id),
            beside=_person_next(),
            words=_("form new begin"),
        )
        for form_id, title in titles
        if form_id not in {CONCERN, SCREENING}
    )


def settings_entries() -> tuple[Entry, ...]:
    """Every part of the settings."""
    parts = (part for part in SettingsPart if part is not SettingsPart.AS_LEFT)
    return tuple(
        Entry(
            group=Group.SETTINGS,
            title=part.label,
            opens=Settings(part),
            beside=part.words,
            words=NavSection.SETTINGS.label,
        )
        for part in parts
    )


def matching(entries: Iterable[Entry], untrusted_text: str) -> tuple[Entry, ...]:
    """The entries with every word of the text, those with more of them in their titles first."""
    words = searched_words(untrusted_text)
    scored = [
        (sum(has_all(one.title, (word,)) for word in words), one) for one in entries if _fits(one, words)
    ]
    return tuple(one for _score, one in sorted(scored, key=lambda each: -each[0]))


def _fits(entry: Entry, words: Sequence[str]) -> bool:
    beside = entry.beside if entry.group is Group.SETTINGS else ""
    return has_all(f"{entry.title} {entry.words} {beside}", words)


def guidance_entries(found: Iterable[FoundPage]) -> tuple[Entry, ...]:
    """Pages of the guidance, each with the heading under which the words stand."""
    return tuple(
        Entry(
            group=Group.GUIDANCE,
            title=one.page.title,
            opens=Guidance(f"{one.page.id}#{one.section.anchor}"),
            beside="" if one.section == one.page.sections[0] else one.section.heading,
        )
        for one in found
    )


def people_entries(found: Found, today: date, most: int) -> tuple[Entry, ...]:
    """People by initials and age, each once; beside them the state of their case, or the text with the words.

    Of more than `most` the last row leads to all of them.
    """
    people = list(_people(found, today))
    if len(people) <= most:
        return tuple(people)
    every = Entry(
        group=Group.PEOPLE,
        title=_("Show all in People"),
        opens=People(found.text),
        offer=True,
    )
    return (*people[:most], every)


def _people(found: Found, today: date) -> Iterator[Entry]:
    seen: set[str] = set()
    every: tuple[FoundPerson | FoundText, ...] = (*found.people, *found.texts)
    for one in every:
        if one.person.id not in seen:
            seen.add(one.person.id)
            yield Entry(
                group=Group.PEOPLE,
                title=one.person.label_on(today),
                opens=Record(one.person.id),
                beside=_beside(one, found.text),
                strong_start=len(one.person.initials),
            )


def _beside(one: FoundPerson | FoundText, text: str) -> str:
    """The state of the case; or the line of the record with the words, if its label has none of them."""
    if isinstance(one, FoundPerson):
        return "" if one.case is None else one.case.status.label
    snippet = days_in_words(" ".join(one.hit.snippet.split()))
    return one.hit.label if marks_in(one.hit.label, text) else snippet or one.hit.label


def offer_to_add(untrusted_text: str) -> tuple[Entry, ...]:
    """That somebody is added, where the text could be a name."""
    words = untrusted_text.split()
    letters = all(word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in words)
    if not letters or not 0 < len(words) <= _LONGEST_NAME or len("".join(words)) < 2:  # noqa: PLR2004  # one letter names nobody
        return ()
    name = " ".join(words)
    title = _("Add “{name}” as a new person").format(name=name)
    return (Entry(group=Group.ACTIONS, title=title, opens=NewPerson(name), offer=True),)
