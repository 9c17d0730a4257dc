"""Finds what the palette shows: people in the vault's lane; pages, actions, settings and guidance beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import cached_property

from prevent_desktop.ui.guidance.pages import GuidancePage
from prevent_desktop.ui.guidance.search import GuidanceIndex, searched_words
from prevent_desktop.ui.palette.entries import (
    Entry,
    Group,
    action_entries,
    form_entries,
    guidance_entries,
    matching,
    offer_to_add,
    people_entries,
    settings_entries,
)
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_choice import form_titles
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.team.cases.finding import find_all

_MOST = {Group.PEOPLE: 4, Group.ACTIONS: 5, Group.SETTINGS: 3, Group.GUIDANCE: 3}
_RECENT = 4
"""So many people are listed before anything is typed."""


class Finder:
    """`guidance` gives its pages, `offered` the sections that there are, `today` the present day."""

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        *,
        guidance: Callable[[], Collection[GuidancePage]],
        offered: Callable[[], Collection[NavSection]],
        today: Callable[[], date],
    ) -> None:
        self._tasks = tasks
        self._library = library
        self._forms: tuple[Entry, ...] = ()
        self._guidance = guidance
        self._offered = offered
        self._today = today

    @cached_property
    def _index(self) -> GuidanceIndex:
        """Made at the first word that is looked for."""
        return GuidanceIndex(tuple(self._guidance()))

    def prepare(self) -> None:
        """Read the titles of the forms, once: they are found from then on."""
        self._tasks.in_vault(lambda _vault: form_titles(self._library), self._take_forms)

    def _take_forms(self, titles: tuple[tuple[str, str], ...]) -> None:
        self._forms = form_entries(titles)

    def find(self, untrusted_text: str, done: Callable[[tuple[Entry, ...]], object]) -> Job:
        """Look for every word of the text; without one, the people who changed last, and what is done most."""
        text = untrusted_text.strip() if searched_words(untrusted_text) else ""
        today = self._today()
        beside = self._beside(text)

        def look(vault: Vault) -> tuple[Entry, ...]:
            most = _MOST[Group.PEOPLE] if text else _RECENT
            found = find_all(vault, text, limit=most + 1 if text else most)
            people = people_entries(found, today, most)
            return (*people, *beside, *(() if people or not text else offer_to_add(text)))

        return self._tasks.in_vault(look, done)

    def _beside(self, text: str) -> tuple[Entry, ...]:
        fixed = action_entries(self._offered())
        if not text:
            return fixed[: _MOST[Group.ACTIONS]]
        actions = matching((*self._forms, *fixed), text)[: _MOST[Group.ACTIONS]]
        settings = matching(settings_entries(), text)[: _MOST[Group.SETTINGS]]
        findings = self._index.search(text)
        pages = findings.found[: _MOST[Group.GUIDANCE]] if findings.all_words else ()
        return (*actions, *settings, *guidance_entries(pages))
