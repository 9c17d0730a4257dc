"""The search over the guidance and the reading of its pages, without a window."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from prevent_desktop.data_files import resources
from prevent_desktop.ui.guidance.markdown import html_of
from prevent_desktop.ui.guidance.pages import GuidancePage, anchor_of, read_pages, split_target
from prevent_desktop.ui.guidance.search import GuidanceIndex, marks_in

PAGES = read_pages(resources() / "guidance")
INDEX = GuidanceIndex(PAGES)


def page(title: str, text: str = "", last_checked: str = "2026-11-24") -> GuidancePage:
    whole = f"# {title}\n\n{text}"
    return GuidancePage(id=title, title=title, text=whole, source="s", last_checked=last_checked)


def marked(text: str, words: str) -> list[str]:
    return [text[start : start + length] for start, length in marks_in(text, words)]


def titles(words: str, *pages: GuidancePage) -> list[str]:
    return [found.page.title for found in GuidanceIndex(pages).search(words).found]


def test_every_page_tells_its_source_and_when_it_was_checked() -> None:
    assert PAGES
    for one in PAGES:
        assert one.title
        assert one.source
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", one.last_checked)


@pytest.mark.parametrize(
    "text", ["# No head\n", "---\ntitle: A\nsource: s\nlast-checked: 2026-11-25\n---\nNo heading.\n"]
)
def test_a_page_without_its_head_or_its_heading_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "en-GB").mkdir()
    (tmp_path / "en-GB" / "bare.md").write_text(text)
    with pytest.raises(ValueError, match=r"bare\.md"):
        read_pages(tmp_path)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("How you know it", "how-you-know-it"),
        ("1. Consent to support", "1-consent-to-support"),
        ("The child’s voice", "the-child-s-voice"),
        ("For each thing, say", "for-each-thing-say"),
        ("“Not known”", "not-known"),
    ],
)
def test_a_heading_has_an_anchor_that_can_be_typed(heading: str, anchor: str) -> None:
    assert anchor_of(heading) == anchor


def test_a_target_names_a_page_and_perhaps_a_heading() -> None:
    assert split_target("channel") == ("channel", "")
    assert split_target("channel.md#reviews") == ("channel", "reviews")


def test_a_section_holds_its_own_words_without_marks() -> None:
    first, second = page("A", "Before **it**.\n\n## Two\n\n- see [the law](law), [F].").sections
    assert (first.heading, first.plain) == ("A", "Before it.")
    assert (second.heading, second.anchor, second.plain) == ("Two", "two", "see the law, F.")


def test_a_page_is_old_after_twelve_months_and_not_before() -> None:
    checked = page("A", last_checked="2025-11-25")
    assert not checked.is_old(date(2026, 11, 25))
    assert checked.is_old(date(2026, 11, 26))
    assert not page("B", last_checked="2024-02-29").is_old(date(2025, 2, 28))


def test_all_the_words_have_to_be_there_whatever_case_or_accent() -> None:
    pages = (page("Consent", "A **Résumé** of the law."), page("Law", "Something else."))
    assert titles("resume LAW", *pages) == ["Consent"]
    assert titles("law", *pages) == ["Law", "Consent"], "the title counts most"


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("shar", "sharing"),
        ("share", "sharing"),
        ("sharing", "shared"),
        ("referrals", "referral"),
        ("referred", "refers"),
        ("policies", "policy"),
        ("CHILD", "child’s"),
        ("Gillick", "gillick"),
        ("telling", "tell"),
    ],
)
def test_a_word_is_found_by_its_beginning_and_by_its_stem(wanted: str, there: str) -> None:
    assert titles(wanted, page("A", f"Some words, {there} and more."), page("B", "Nothing."))[0] == "A"


@pytest.mark.parametrize(("wanted", "there"), [("ring", "sharing"), ("art", "party"), ("use", "because")])
def test_the_end_of_a_word_does_not_count(wanted: str, there: str) -> None:
    assert titles(wanted, page("A", there)) == []


def test_a_heading_counts_more_than_the_text_and_the_whole_word_more_than_its_beginning() -> None:
    in_text, in_heading = page("A", "Consent."), page("B", "## Consent\n\nWords.")
    assert titles("consent", in_text, in_heading) == ["B", "A"]
    assert titles("tell", page("A", "telling telling"), page("B", "tell tell")) == ["B", "A"]


def test_words_beside_each_other_count_more_than_words_far_apart() -> None:
    far, near = page("A", "day " * 3 + "and then, at last, working"), page("B", "one working day")
    assert titles("working day", far, near) == ["B", "A"]


def test_where_no_page_has_all_words_those_with_most_of_them_come_first_and_it_is_said() -> None:
    findings = GuidanceIndex([page("A", "one"), page("B", "one two")]).search("one two three")
    assert not findings.all_words
    assert [found.page.title for found in findings.found] == ["B", "A"]
    assert GuidanceIndex([page("A", "one")]).search("zebra").found == ()


def test_what_was_found_leads_to_its_section_and_is_shown_in_its_words() -> None:
    long = page("A", "word " * 60 + "\n\n## Two\n\n" + "other " * 60 + "needle and " + "more " * 60)
    found = GuidanceIndex([long]).search("needle").found[0]
    assert found.section.anchor == "two"
    assert found.snippet.startswith("… ")
    assert found.snippet.endswith(" …")
    assert marked(found.snippet, "needle") == ["needle"]


@pytest.mark.parametrize("text", ["Straße und İstanbul: Résumé!", "ﬁne ﬁgures", "日本 text"])
def test_marks_stand_where_the_words_stand_whatever_folding_does_to_their_length(text: str) -> None:
    for word in re.findall(r"[^\W_]+", text):
        assert word in marked(text, word)


@pytest.mark.parametrize("words", ["", "   ", "!?", "’"])
def test_no_words_find_nothing(words: str) -> None:
    assert INDEX.search(words).found == ()


@pytest.mark.parametrize(
    ("words", "page_id"),
    [
        ("gillick", "health-and-gillick"),
        ("999", "emergency-numbers"),
        ("lawful basis", "consent-and-sharing"),
        ("own words", "writing-evidence"),
        ("correction", "corrections"),
        ("parent consent channel", "channel"),
        ("home visit", "home-visits"),
        ("ethnic group", "equality-data"),
        ("level of need", "thresholds"),
        ("working day", "what-happens-after-a-referral"),
        ("recovery code", "using-this-app"),
    ],
)
def test_what_a_practitioner_looks_for_is_among_the_first_two(words: str, page_id: str) -> None:
    assert page_id in [found.page.id for found in INDEX.search(words).found[:2]]


def test_html_and_pictures_in_a_page_are_words_and_nothing_else() -> None:
    html = html_of("<script>x</script> ![p](http://127.0.0.1:9/p.png) **bold**")
    assert "<script" not in html
    assert "<img" not in html
    assert "<strong>bold</strong>" in html


@pytest.mark.parametrize("address", ["https://example.org/a", "mailto:a@example.org", "../other.md"])
def test_a_link_to_the_outside_is_text_to_copy(address: str) -> None:
    html = html_of(f"See [the site]({address}) and [us](channel#reviews).", {"channel"})
    assert html.count("<a ") == 1
    assert f"the site ({address})" in html
    assert '<a href="channel#reviews">us</a>' in html


def test_an_address_that_is_its_own_words_stands_once() -> None:
    assert html_of("<https://example.org/a>") == "<p>https://example.org/a</p>\n"


def test_search_and_pages_work_without_qt() -> None:
    code = (
        "import sys, json; from prevent_desktop.data_files import resources;"
        "from prevent_desktop.ui.guidance.pages import read_pages;"
        "from prevent_desktop.ui.guidance.search import GuidanceIndex;"
        "found = GuidanceIndex(read_pages(resources() / 'guidance')).search('consent').found;"
        "print(json.dumps([len(found) > 0, [m for m in sys.modules if m.startswith('PySide6')]]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, []]
