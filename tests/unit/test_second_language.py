"""A second language is a catalogue, a dictionary and pages, and nothing else: no month stays English, nor any text of ours.

The language is a pseudo-Welsh: each text stands in brackets, and CLDR writes the dates.
"""

from __future__ import annotations

import gettext
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from prevent_desktop import formatting, translation
from prevent_desktop.data_files import resources
from prevent_desktop.packs.document.build import build_document
from prevent_desktop.packs.document.person_copy import build_person_copy
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import DateTimeValue
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import choose_language, use_catalogue
from prevent_desktop.ui.guidance.pages import read_pages
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.subject_access.in_print import person_copy
from prevent_desktop.workflows.vault_admin import unlock
from prevent_desktop.writing.dictionary import Dictionary
from tests.made_vaults import copied_vault
from tests.unit.packs.examples import SENDER, pack_content
from tests.unit.packs.reading import page_texts

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|March?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|(?:Sept?|Oct|Nov|Dec)(?:ember|ober)?)"
_ENGLISH_MONTHS = re.compile(rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{4}})\b")
NOW = datetime(2026, 11, 28, 9, 5, tzinfo=UTC)


def _bracketed(template: Path) -> Catalog:
    """Every text of the template, in brackets."""
    catalogue = Catalog(locale="cy", domain=translation.DOMAIN)
    with template.open("rb") as file:
        for message in read_po(file):
            if isinstance(message.id, tuple):
                catalogue.add(
                    message.id, tuple(f"⁅{message.id[1]}⁆" for _form in range(catalogue.num_plurals))
                )
            elif message.id:
                catalogue.add(message.id, f"⁅{message.id}⁆")
    return catalogue


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What somebody makes who adds a language: three folders, each named by its tag."""
    folder = tmp_path_factory.mktemp("resources")
    for name in ("translations/cy/LC_MESSAGES", "guidance/cy", "dictionaries/cy"):
        (folder / name).mkdir(parents=True)
    with (folder / "translations" / "cy" / "LC_MESSAGES" / f"{translation.DOMAIN}.mo").open("wb") as file:
        write_mo(file, _bracketed(resources() / "translations" / f"{translation.DOMAIN}.pot"))
    head = "---\ntitle: Sianel\nsource: Neb\nlast-checked: 2026-11-01\n---\n# Sianel\n\nGeiriau."
    (folder / "guidance" / "cy" / "channel.md").write_text(head, encoding="utf-8")
    shutil.copytree(resources() / "guidance" / "en-GB", folder / "guidance" / "en-GB")
    (folder / "dictionaries" / "cy" / "cy_GB.aff").write_text("SET UTF-8\n", encoding="utf-8")
    (folder / "dictionaries" / "cy" / "cy_GB.dic").write_text("1\ngeiriau\n", encoding="utf-8")
    (folder / "dictionaries" / "cy" / "words-of-the-field.txt").write_text("Sianel\n", encoding="utf-8")
    return folder


@pytest.fixture
def second(made: Path) -> Iterator[Path]:
    """The folder of the resources, the language chosen as the system names it."""
    choose_language("cy_GB", made / "translations")
    yield made
    use_catalogue(gettext.NullTranslations())


@pytest.mark.usefixtures("second")
@pytest.mark.parametrize("month", range(1, 13))
def test_no_month_stays_english(month: int) -> None:
    day, at = date(2026, month, 3), datetime(2026, month, 3, 9, 5, tzinfo=UTC)
    shown = [
        formatting.short_day(day),
        formatting.long_day(day),
        formatting.short_day(PartialDate(2026, month)),
        formatting.long_day(PartialDate(2026, month)),
        formatting.short_day_near(day, day),
        formatting.long_day_near(day, day),
        formatting.day_and_month(PartialDate(2026, month)),
        formatting.short_moment(at),
        formatting.when_near(at, at),
        in_words(PartialDate(2026, month, 3)),
        in_words(DateTimeValue("2026-12-03T09:05:00Z")),
    ]
    assert [words for words in shown if _ENGLISH_MONTHS.search(words)] == []


@pytest.mark.usefixtures("second")
def test_numbers_and_lists_are_the_languages_own() -> None:
    assert formatting.all_of(["un", "dau"]) == "un a(c) dau"
    assert formatting.one_of(["un", "dau"]) == "un neu dau"
    assert in_words(Decimal("1234.50")) == "1,234.50"


@pytest.mark.usefixtures("second")
def test_a_pack_is_in_the_language_with_its_months() -> None:
    pdf = build_document(replace(pack_content(), answer_by=date(2026, 12, 1)))
    text = " ".join(" ".join(page_texts(pdf)).split())
    assert b"/Lang (cy)" in pdf
    assert "23 Tachwedd 2026" in text
    assert "19 Tach" in text
    # what the example holds in words:
    said = r"19 November|Changed since 3 November 2026|(19|20) Nov, (seen|heard)|3 May 2012"
    assert _ENGLISH_MONTHS.findall(re.sub(said, "", text)) == []


@pytest.mark.usefixtures("second")
def test_a_printed_record_is_in_the_language_with_its_months(tmp_path: Path) -> None:
    created = copied_vault(tmp_path / "vault", "seven quiet otters under bridges")
    with unlock.open_vault(tmp_path / "vault", created.key) as vault:
        person, _case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=NOW
        )
        document = gather(vault, person.id, now=NOW)
    copy = person_copy(
        document, {}, sender=SENDER, marking="OFFICIAL", label="AB", audit_head="", is_signed=False, now=NOW
    )
    text = " ".join(page_texts(build_person_copy(copy)))
    assert "3 Mai 2012" in text
    assert "28 Tach 2026" in text
    assert _ENGLISH_MONTHS.findall(text) == []


def test_pages_are_found_by_language_and_the_others_stay_readable(second: Path) -> None:
    pages = {page.id: page.title for page in read_pages(second / "guidance")}
    assert pages["channel"] == "Sianel"
    assert pages.keys() == {path.stem for path in (second / "guidance" / "en-GB").glob("*.md")}


def test_spelling_is_of_the_language(second: Path) -> None:
    dictionary = Dictionary(second / "dictionaries")
    assert dictionary.knows("geiriau")
    assert not dictionary.knows("colour")


def test_without_a_catalogue_words_and_months_are_english_together(made: Path) -> None:
    choose_language("de_DE", made / "translations")
    try:
        assert formatting.long_day(date(2026, 10, 3)) == "3 October 2026"
        assert translation.shown_language() == translation.OWN_LANGUAGE
    finally:
        use_catalogue(gettext.NullTranslations())


@pytest.mark.parametrize("language", ["rom", "xx"])
def test_a_language_that_cldr_does_not_know_has_english_dates(language: str) -> None:
    use_catalogue(gettext.NullTranslations(), language)
    try:
        assert formatting.long_day(date(2026, 10, 3)) == "3 October 2026"
    finally:
        use_catalogue(gettext.NullTranslations())


@pytest.mark.parametrize(
    ("language", "side_by_side"), [("", "a, b, c"), ("ur", "a، b، c"), ("ja", "a、b、c")]
)
def test_what_stands_side_by_side_has_the_languages_own_comma(language: str, side_by_side: str) -> None:
    use_catalogue(gettext.NullTranslations(), language)
    try:
        assert formatting.each_of(("a", "", "b", "c")) == side_by_side
    finally:
        use_catalogue(gettext.NullTranslations())
