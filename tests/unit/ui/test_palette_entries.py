"""What the palette lists: every page that needs no record, every part of the settings, people without their names."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest

from prevent_desktop.ui.palette.entries import action_entries, matching, offer_to_add, settings_entries
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import ROUTES, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.widgets.shortcuts import Shortcut


def test_every_page_that_needs_no_record_is_an_action_once() -> None:
    listed = [
        type(one.opens) for one in action_entries(tuple(NavSection)) if not isinstance(one.opens, Shortcut)
    ]
    wanted = [kind for kind in ROUTES.values() if all(each.default is not MISSING for each in fields(kind))]
    assert set(listed) == set(wanted)
    assert len(listed) == len(wanted)


def test_pages_of_a_section_that_is_not_offered_are_left_out() -> None:
    offered = [section for section in NavSection if section is not NavSection.INBOX]
    assert not any("Inbox" in one.title for one in action_entries(offered))


@pytest.mark.parametrize("part", [part for part in SettingsPart if part])
def test_every_part_of_the_settings_is_found_by_its_title_and_each_of_its_words(part: SettingsPart) -> None:
    for words in (part.label, *part.words.replace(",", " ").replace(":", " ").split()):
        assert Settings(part) in [one.opens for one in matching(settings_entries(), words)]


def test_all_words_are_wanted_and_titles_come_first() -> None:
    entries = settings_entries()
    assert not matching(entries, "backups zebra")
    assert matching(entries, "lock")[0].title == "Locking"
    assert matching(entries, "") == entries


@pytest.mark.parametrize("name", ["Newman", "Ann-Mary O’Neill", "Ann Mary Newman", "李明", "محمد علي"])
def test_a_name_in_any_script_can_be_added(name: str) -> None:
    (offer,) = offer_to_add(name)
    assert name in offer.title
    assert offer.offer


@pytest.mark.parametrize("text", ["", "a", "12", "P-VGF2", "one two three four five six", "!?"])
def test_what_is_no_name_cannot(text: str) -> None:
    assert offer_to_add(text) == ()
