"""The guidance pages: each says its source and day, links lead somewhere, and each question's page and heading is there."""

from __future__ import annotations

import re

import pytest

from prevent_desktop import data_files
from prevent_desktop.ui.guidance.pages import GuidancePage, read_pages
from tests.unit.forms.bundled import EDITIONS, items_of, ours

PAGES: dict[str, GuidancePage] = {page.id: page for page in read_pages(data_files.resources() / "guidance")}
OF_PRACTICE = sorted(
    PAGES.keys()
    - {
        "emergency-numbers",
        "using-this-app",
        "opening-your-records",
        "files-in-a-record",
        "printing",
        "sending-packs",
        "set-by-it",
        "what-to-tell-support",
        "starting-a-team",
        "who-takes-care",
        "working-as-a-team",
    }
)
EACH_PAGE = pytest.mark.parametrize("page_id", sorted(PAGES))
LONGEST_PAGE = 470


def is_there(target: str) -> bool:
    """Whether ``page`` or ``page#heading`` names a page and a heading that are there."""
    page_id, mark, heading = target.partition("#")
    page = PAGES.get(page_id)
    return page is not None and (not mark or heading in page.anchors)


def links(page: GuidancePage) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", page.text)


def test_the_pages_that_the_field_needs_are_there() -> None:
    assert PAGES.keys() >= {
        "notice-check-share", "consent-and-sharing", "writing-evidence", "thresholds", "channel",
        "what-happens-after-a-referral", "emergency-numbers", "writing-an-assessment", "home-visits",
        "health-and-gillick", "corrections", "equality-data", "being-a-receiver", "channel-panel", "using-this-app",
        "opening-your-records", "printing", "sending-packs",
        "working-as-a-team", "who-takes-care",
    }  # fmt: skip


@EACH_PAGE
def test_a_page_says_its_title_source_and_day(page_id: str) -> None:
    page = PAGES[page_id]
    assert page.source
    assert page.last_checked in {"2026-11-25", "2026-11-26", "2026-11-28", "2026-11-29"}
    assert page.text.startswith(f"# {page.title}\n")


@pytest.mark.parametrize("page_id", OF_PRACTICE)
def test_a_page_about_practice_is_illustrative_and_says_what_is_fact_and_what_is_general(
    page_id: str,
) -> None:
    page = PAGES[page_id]
    assert "Illustrative until your authority approves it." in page.text
    assert "[F]" in page.source or "[G]" in page.source


@EACH_PAGE
def test_links_lead_to_other_pages(page_id: str) -> None:
    page = PAGES[page_id]
    assert [target for target in (*links(page), *page.related) if not is_there(target)] == []
    assert page_id not in page.related
    assert page_id not in links(page)


@EACH_PAGE
def test_headings_of_a_page_differ(page_id: str) -> None:
    assert len(PAGES[page_id].anchors) == len(set(PAGES[page_id].anchors))


@EACH_PAGE
def test_a_page_is_short(page_id: str) -> None:
    assert sum(len(section.plain.split()) for section in PAGES[page_id].sections) <= LONGEST_PAGE


@EACH_PAGE
def test_a_page_avoids_the_words_that_the_guidance_avoids(page_id: str) -> None:
    assert "vulnerable" not in PAGES[page_id].text


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_question_leads_to_a_page_and_a_heading_that_are_there(edition: str) -> None:
    linked = {target for item in items_of(edition).values() for target in ours(item, "guidance")}
    assert linked
    assert [target for target in linked if not is_there(target)] == []


def test_the_numbers_are_the_public_ones() -> None:
    for number in ("999", "0800 789 321", "0800 011 3764", "101"):
        assert number in PAGES["emergency-numbers"].text
