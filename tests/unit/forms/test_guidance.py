"""The guidance pages: each can be found, says its source and when it was checked, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prevent_desktop import data_files
from tests.unit.forms.bundled import FORM_IDS, items_of, ours

PAGES = (
    "channel", "consent-and-sharing", "emergency-numbers", "notice-check-share", "thresholds", "using-this-app",
    "what-happens-after-a-referral", "writing-evidence",
)  # fmt: skip
EACH_PAGE = pytest.mark.parametrize("page", PAGES)


def folder() -> Path:
    return data_files.resources() / "guidance"


def parts(page: str) -> tuple[dict[str, str], str]:
    _, front, body = (folder() / f"{page}.md").read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in front.splitlines()), body


def test_the_folder_holds_these_pages_and_no_others() -> None:
    assert {path.stem for path in folder().iterdir()} == set(PAGES)


@EACH_PAGE
def test_a_page_says_its_title_source_and_day(page: str) -> None:
    front, body = parts(page)
    assert front.keys() == {"title", "source", "last-checked"}
    assert front["last-checked"] == "2026-11-24"
    assert body.strip().startswith(f"# {front['title']}\n")


@EACH_PAGE
def test_links_lead_to_other_pages(page: str) -> None:
    _, body = parts(page)
    assert set(re.findall(r"\]\(([^)]+)\)", body)) <= set(PAGES) - {page}


@EACH_PAGE
def test_a_page_about_practice_is_illustrative(page: str) -> None:
    if page not in {"emergency-numbers", "using-this-app"}:
        assert "Illustrative until your authority approves it." in parts(page)[1]


@EACH_PAGE
def test_a_page_avoids_the_words_that_the_guidance_avoids(page: str) -> None:
    assert "vulnerable" not in parts(page)[1]


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_each_form_links_only_to_pages_that_are_there(form_id: str) -> None:
    linked = {page for item in items_of(form_id).values() for page in ours(item, "guidance")}
    assert linked
    assert linked <= set(PAGES)


def test_the_numbers_are_the_public_ones() -> None:
    body = parts("emergency-numbers")[1]
    for number in ("999", "0800 789 321", "0800 011 3764"):
        assert number in body
