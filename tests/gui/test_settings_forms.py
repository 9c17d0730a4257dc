"""Settings, Forms: which forms there are and whose, forms added from a signed file after a look, and a preview of each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.data_files import forms
from prevent_desktop.ui.forms.preview.page import PreviewPage
from prevent_desktop.ui.page_registry.registry import PageRegistry, Parts
from prevent_desktop.ui.routing.routes import Preview
from prevent_desktop.ui.settings.forms_section import FormsSection
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.demo.demo_organisation import (
    PUBLISHER_CERTIFICATE,
    PUBLISHER_KEY,
    join_demo_organisation,
    open_demo_organisation,
)
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.forms.form_bundles import WithdrawnForm, make_bundle
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.shared_spool import SharedSpool
from tests.gui.screens import Screens, nameless, now, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FORM = {
    "resourceType": "Questionnaire", "url": "https://forms.example/Questionnaire/visit-plan", "version": "1.0.0",
    "title": "Visit plan", "status": "active", "item": [{"linkId": "why", "type": "string", "text": "Why?"}],
}  # fmt: skip
SAM = Practitioner(name="Sam Field", role="Lead", organisation="Example School")


@pytest.fixture
def screen(screens: Screens, tmp_path: Path) -> SettingsScreen:
    screens.library = FormLibrary(forms())
    organisation = open_demo_organisation(tmp_path / "organisation")
    screens.read(lambda vault: join_demo_organisation(vault, organisation, SAM))
    return shown(screens)


def shown(screens: Screens) -> SettingsScreen:
    made = screens.settings_screen()
    made.show_part(made.forms.part)
    return screens.show(made)


@pytest.fixture
def bundle(tmp_path: Path) -> Callable[..., Path]:
    def make(*withdrawn: WithdrawnForm, **parts: object) -> Path:
        folder = tmp_path / "organisation"
        content = make_bundle(
            [("form", json.dumps({**FORM, **parts}).encode())],
            key_pem=(folder / PUBLISHER_KEY).read_bytes(),
            certificates_pem=(folder / PUBLISHER_CERTIFICATE).read_bytes(),
            made_at=now(),
            withdrawn=withdrawn,
        )
        file = tmp_path / "forms.pdforms"
        file.write_bytes(content)
        return file

    return make


def texts(section: FormsSection) -> str:
    return "\n".join(label.text() for label in section.findChildren(QLabel) if label.isVisibleTo(section))


def test_every_form_is_listed_with_its_source_and_its_notice(
    screen: SettingsScreen, screens: Screens
) -> None:
    told = texts(screen.forms)
    assert set(screen.forms.previews) == set(screens.library.form_ids())
    assert "Screening tool, version 2.2.0" in told
    assert re.search(r"Came with the program\. Last checked \d{1,2} \w+ \d{4}\n", told)
    assert "Illustrative until your authority approves it" in told
    assert "Prevent Desktop demo authority" in told
    assert nameless(screen.forms) == []


def test_what_a_file_changes_is_told_first_and_added_by_keyboard(
    screen: SettingsScreen, screens: Screens, bundle: Callable[..., Path]
) -> None:
    screen.forms.add_file(bundle(WithdrawnForm(id="home-visit-note", version="1.2.0")))
    screens.settle()
    told = texts(screen.forms)
    assert "Signed by Prevent Desktop demo forms on" in told
    assert "New: Visit plan, version 1.0.0" in told
    assert "Withdrawn: Home visit note, up to version 1.2.0" in told
    assert "visit-plan" not in screens.library.form_ids()
    assert screen.forms.offer.accept.hasFocus()
    QTest.keyClick(screen.forms.offer.accept, Qt.Key.Key_Space)
    screens.settle()
    assert "visit-plan" in screens.library.form_ids()
    assert "Added from Prevent Desktop demo forms on" in texts(screen.forms)
    assert "Withdrawn: it is not offered any more" in texts(screen.forms)
    assert not screen.forms.offer.isVisible()


def test_nothing_is_added_where_that_is_chosen(
    screen: SettingsScreen, screens: Screens, bundle: Callable[..., Path]
) -> None:
    screen.forms.add_file(bundle())
    screens.settle()
    screen.forms.offer.leave.click()
    screens.settle()
    assert not screen.forms.offer.isVisible()
    assert screens.read(lambda vault: vault.added_forms.all()) == ()


def test_a_file_that_was_changed_is_refused_in_words(
    screen: SettingsScreen, screens: Screens, bundle: Callable[..., Path]
) -> None:
    file = bundle()
    file.write_bytes(file.read_bytes().replace(b"Why?", b"Who?"))
    screen.forms.add_file(file)
    screens.settle()
    assert "not what its publisher signed" in screen.forms.notice.text.text()
    assert not screen.forms.offer.isVisible()
    screen.forms.add_file(file.parent / "gone.pdforms")
    screens.settle()
    assert "cannot be used" in screen.forms.notice.text.text()


def test_without_a_profile_another_authority_is_shown_with_its_words(
    screens: Screens, tmp_path: Path, bundle: Callable[..., Path]
) -> None:
    open_demo_organisation(tmp_path / "organisation")
    screen = shown(screens)
    other = open_demo_organisation(tmp_path / "other").authority
    (tmp_path / "other.pem").write_bytes(other.certificate_pem)
    screen.forms.trust_file(tmp_path / "other.pem")
    screens.settle()
    assert "Compare the words" in screen.forms.notice.text.text()
    assert any(
        words_for_certificate(other.certificate_pem) in label.text() for label in screen.findChildren(QLabel)
    )
    screen.forms.add_file(bundle())
    screens.settle()
    assert "not from a publisher that you trust" in screen.forms.notice.text.text()


def test_a_preview_is_asked_for_by_the_forms_id(screen: SettingsScreen, screens: Screens) -> None:
    wanted: list[Preview] = []
    screens.navigator.asked.connect(wanted.append)
    screen.forms.previews["screening-tool"].click()
    assert wanted == [Preview("screening-tool")]
    assert screen.forms.previews["screening-tool"].accessibleName() == "Preview Screening tool"


def test_a_preview_opens_beside_the_side_bar_and_leads_back(
    screens: Screens, tmp_path: Path, dressed: Theme
) -> None:
    parts = Parts(
        tasks=screens.tasks, spool=SharedSpool(tmp_path / "spool"), places=Places.of(tmp_path), theme=dressed, clock=screens.clock
    )  # fmt: skip
    pages = PageRegistry(parts)
    screens.qtbot.addWidget(pages.main_view)
    pages.main_view.show()
    pages.navigator.open(Preview("screening-tool"))
    page = pages.main_view.page
    assert isinstance(page, PreviewPage)
    screens.qtbot.waitUntil(lambda: page.form_screen is not None)
    assert page.findings.line.text() == "Nothing: the form is fine."
    page.left.emit()
    screens.settle()
    assert isinstance(pages.main_view.page, SettingsScreen)


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off(
    screen: SettingsScreen, screens: Screens, bundle: Callable[..., Path], scale: int, dressed: Theme
) -> None:
    dressed.choose(Appearance.LIGHT, scale)
    screen.forms.add_file(bundle())
    screens.settle()
    assert too_wide(screen) == 0
