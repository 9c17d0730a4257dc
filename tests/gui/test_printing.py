"""Printing, with a real QPrinter: what is told first, what comes out, what stands in the audit, and what forbids it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.data_files import resources
from prevent_desktop.errors import PrintingError
from prevent_desktop.ui.components.printing import Printing, PrintProgress
from prevent_desktop.ui.components.step_up_dialog import StepUpDialog
from prevent_desktop.ui.guidance.pages import read_pages
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.vault_admin.first_run.passphrase_card import PassphraseCard
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.printing import parts
from prevent_desktop.workflows.printing.to_print import ToPrint, code_to_print
from tests.gui.printers import PaperTray, ink_apart, pictures, tray, words_in
from tests.gui.screens import Screens, now
from tests.gui.stepping_up import type_passphrase
from tests.gui.test_receivers import prepare, with_ways
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
_SLIGHTLY = 0.02
"""How much of a page's ink may stand elsewhere after it went over a picture of 300 dots an inch."""


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperTray:
    return tray(monkeypatch, tmp_path)


def record(screens: Screens) -> RecordPage:
    page = RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.person("AB"))
    return screens.show(page)


def asked(screens: Screens, page: QWidget) -> ConfirmDialog:
    """The question before a print, once it is there."""

    def there() -> list[ConfirmDialog]:
        return [one for one in page.findChildren(ConfirmDialog) if one.isVisible()]

    screens.qtbot.waitUntil(lambda: bool(there()))
    return there()[0]


def say_yes(screens: Screens, page: QWidget) -> None:
    """Say yes to the question, and wait until the pages are out."""
    dialog = asked(screens, page)
    (controller,) = page.findChildren(Printing)
    with screens.qtbot.waitSignal(controller.printed):
        dialog.yes.click()


def lines(screens: Screens, action: str) -> list[tuple[str, str]]:
    """The subjects and details of that action in the audit."""
    return screens.read(
        lambda vault: [(one.subject, one.detail) for one in vault.audit.entries() if one.action == action]
    )


def pdf_of(screens: Screens, read: Callable[[Vault], ToPrint]) -> bytes:
    """The pages that are made of it."""
    pages = screens.read(read).pages()
    assert isinstance(pages, bytes)
    return pages


def test_a_chronology_comes_out_as_its_pdf_looks_and_is_written_down(
    demo: Screens, paper: PaperTray, tmp_path: Path
) -> None:
    page, person = record(demo), demo.person("AB")
    told: list[str] = []
    demo.navigator.told.connect(told.append)
    page.print_shown()
    question = asked(demo, page)
    assert question.accessibleName() == "Print the chronology?"
    assert "keep a copy" in question.cancel.accessibleDescription()
    assert question.cancel.isDefault()
    say_yes(demo, page)
    assert lines(demo, "chronology.printed") == [(person, "")]
    assert told[-1].startswith("Sent to the printer ")
    pdf = pdf_of(
        demo, lambda vault: parts.chronology_to_print(vault, person, with_name=False, now=page._clock())
    )
    (tmp_path / "ours.pdf").write_bytes(pdf)
    ours = pictures(tmp_path / "ours.pdf")
    assert len(ours) > 1
    assert paper.asked == [len(ours)]
    assert [ink_apart(*both) < _SLIGHTLY for both in zip(ours, paper.pages, strict=True)] == [True] * len(
        ours
    )
    assert ink_apart(ours[0], paper.pages[1]) > _SLIGHTLY, "the control: another page"


def test_the_words_of_a_note_its_source_and_who_printed_it_stand_on_paper_by_initials(demo: Screens) -> None:
    page, person = record(demo), demo.person("AB")
    words = page._words
    assert words is not None
    entry = next(one for key, one in words.entries.items() if key.startswith("note:"))
    at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    read = partial(parts.entry_to_print, person_id=person, entry=entry, now=at)
    found = words_in(pdf_of(demo, lambda vault: read(vault, with_name=False)))
    assert " ".join(entry.what.split())[:60] in found
    for told in ("How it is known", "OFFICIAL-SENSITIVE", "Printed 24 November 2026 12:00 by", words.label):
        assert told in found
    assert words.full_name not in found.replace(entry.what, "")
    assert words.full_name in words_in(pdf_of(demo, lambda vault: read(vault, with_name=True)))


def test_an_open_entry_is_what_prints_and_its_own_line_says_so(demo: Screens, paper: PaperTray) -> None:
    page = record(demo)
    words = page._words
    assert words is not None
    key = next(key for key in words.entries if key.startswith("note:"))
    page._open_entry(key)
    demo.qtbot.waitUntil(page.panels.chronology.entry.isVisible)
    page.panels.chronology.entry.print_link.click()
    say_yes(demo, page)
    assert lines(demo, "note.printed") == [(key.removeprefix("note:"), "")]
    assert len(paper.pages) == 1


def test_a_form_prints_its_answers_and_a_draft_says_that_it_is_one(demo: Screens) -> None:
    case = demo.case("AB")
    forms = demo.read(lambda vault: [form for form in vault.responses.of_case(case) if form.content])
    assert {form.is_finalised for form in forms} == {True, False}
    for form in forms:
        found = words_in(
            pdf_of(demo, partial(parts.form_to_print, library=demo.library, response_id=form.id, now=now()))
        )
        assert form.title in found
        assert ("It is not finished" in found) is not form.is_finalised


def test_only_the_chosen_pages_come_out_and_as_often_as_wanted(demo: Screens, paper: PaperTray) -> None:
    paper.chosen, paper.copies = "2", 3
    page = record(demo)
    page.print_shown()
    say_yes(demo, page)
    first, *copies = paper.pages
    assert [ink_apart(first, copy) for copy in copies] == [0.0, 0.0]


def test_nothing_is_written_down_where_the_person_changes_their_mind(demo: Screens, paper: PaperTray) -> None:
    page = record(demo)
    page.print_shown()
    QTest.keyClick(asked(demo, page), Qt.Key.Key_Escape)
    assert paper.asked == []
    paper.dialog = "cancels"
    page.print_shown()
    asked(demo, page).yes.click()
    demo.qtbot.waitUntil(lambda: not page.printing.busy)
    assert lines(demo, "chronology.printed") == []
    assert not paper.came_out.exists()


def test_a_print_can_be_stopped_between_two_pages(demo: Screens, paper: PaperTray) -> None:
    page = record(demo)
    told: list[str] = []
    demo.navigator.told.connect(told.append)

    paper.copies = 50
    page.print_shown()
    asked(demo, page).yes.click()

    def progress() -> PrintProgress | None:
        return next((one for one in page.findChildren(PrintProgress) if one.bar.value() > 0), None)

    demo.qtbot.waitUntil(lambda: progress() is not None)
    QTest.keyClick(cast(PrintProgress, progress()), Qt.Key.Key_Escape)
    assert not page.printing.busy
    assert told[-1] == "Printing stopped"


def test_a_profile_that_forbids_it_says_so_and_nothing_prints(demo: Screens, paper: PaperTray) -> None:
    demo.read(partial(change_profile, printing=False))
    page = record(demo)
    page.print_shown()
    demo.qtbot.waitUntil(lambda: bool(demo.failures))
    (failure,) = demo.failures
    assert isinstance(failure, PrintingError)
    assert failure.title == "Your organisation does not allow printing"
    assert paper.asked == []
    demo.failures.clear()


def test_a_profile_of_before_allows_it_and_only_one_that_forbids_says_so() -> None:
    profile = OrganisationProfile(organisation="Example", version=1, expires=date(2027, 1, 1))
    assert "printing" not in profile.parts, "older programs know no such member"
    assert OrganisationProfile.of(profile.parts).printing
    assert not OrganisationProfile.of(replace(profile, printing=False).parts).printing


def test_a_signed_pack_prints_the_pages_that_were_signed(demo: Screens, paper: PaperTray) -> None:
    case = demo.case("AB")
    pack_id = demo.read(lambda vault: vault.packs.of_case(case)[0].id)
    page = demo.show(SignedPackPage(demo.tasks, demo.navigator, demo.clock, pack_id))
    paper.chosen = "1"
    page.print_button.click()
    say_yes(demo, page)
    assert lines(demo, "pack.printed") == [(pack_id, "")]
    drawn = page.pages._pages
    assert drawn is not None
    assert paper.asked == [drawn.count]
    assert len(paper.pages) == 1


def for_one(screens: Screens) -> PackPage:
    """A pack for the one receiver who may have a readable copy, ready to be signed."""
    with_ways(screens, lambda receiver: replace(receiver, readable_copy=True))
    page = prepare(screens)
    screens.qtbot.waitUntil(lambda: len(page.receiver_list.boxes) > 1)
    first, second, *_others = page.receiver_list.boxes.values()
    first.set_checked(False)
    second.set_checked(True)
    return page


def test_a_copy_for_the_lead_is_signed_and_printed_with_no_file_between(
    demo: Screens, paper: PaperTray
) -> None:
    page = for_one(demo)
    before = demo.read(lambda vault: {pack.id for pack in vault.packs.of_case(page._case_id)})
    paper.chosen = "1"
    page.print_shown()
    demo.qtbot.waitUntil(lambda: bool(page.findChildren(StepUpDialog)))
    type_passphrase(demo, page)
    say_yes(demo, page)
    (made,) = demo.read(lambda vault: [p for p in vault.packs.of_case(page._case_id) if p.id not in before])
    assert lines(demo, "pack.signed-to-print") == [(made.id, made.sealed_digest)]
    assert lines(demo, "pack.printed") == [(made.id, "")]
    assert made.status.label == "Saved or printed"
    assert demo.woken == 0, "nothing went into the outbox"


def test_where_no_readable_copy_may_leave_the_page_says_to_sign_first(
    demo: Screens, paper: PaperTray
) -> None:
    page = prepare(demo)
    page.print_shown()
    assert page.on_paper.isHidden()
    assert page.notice.text.text().startswith("Sign the pack first")
    assert paper.asked == []


def test_the_recovery_code_prints_before_there_is_a_vault(
    screens: Screens, paper: PaperTray, tmp_path: Path
) -> None:
    card = screens.show(PassphraseCard(screens.tasks, ()))
    card.print_button.click()
    say_yes(screens, card)
    assert card.printed
    assert card.notice.text.text().startswith("Sent to the printer ")
    sheet = code_to_print(card.code, now=now()).pages()
    assert isinstance(sheet, bytes)
    (tmp_path / "sheet.pdf").write_bytes(sheet)
    assert ink_apart(pictures(tmp_path / "sheet.pdf")[0], paper.pages[0]) < _SLIGHTLY


def test_the_recovery_code_does_not_print_where_the_organisations_file_forbids_it(
    screens: Screens, paper: PaperTray
) -> None:
    card = screens.show(PassphraseCard(screens.tasks, (), lambda: False))
    card.print_button.click()
    assert not card.findChildren(ConfirmDialog)
    assert "does not allow printing" in card.notice.text.text()
    assert paper.asked == []


def test_a_page_of_the_guidance_prints_in_black_on_white(demo: Screens, dressed: Theme) -> None:
    dressed.choose(Appearance.DARK, 100)
    screen = demo.show(GuidanceScreen(read_pages(resources() / "guidance"), now().date, lambda: ""))
    screen.read("for-families")
    with demo.qtbot.waitSignal(screen.print_wanted) as wanted:
        screen.view.print_link.click()
    (found,) = wanted.args
    assert (found.question, found.action) == ("Print “For families”?", "")
    assert "Do we have to say yes? No. This help is called Channel." in words_in(found.pages())
