"""In a pseudo language, every text on every screen is in brackets, but for people's own words, forms and guidance."""

from __future__ import annotations

import functools
import gettext
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.cli.demo import prepare_demo_vault
from prevent_desktop.data_files import forms, resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.translation import use_catalogue
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.workflows.demo.demo_organisation import (
    ADMINISTRATOR_NAME,
    AUTHORITY_NAME,
    ORGANISATION_NAME,
    RETENTION_RULES,
)
from prevent_desktop.workflows.forms.form_choice import line_about
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.places import Places
from prevent_desktop.writing.word_list import _FINGERPRINT_WORDS, OFFERED_WORDS, _words
from tests.e2e.enter_once_pictures import picture_enter_once
from tests.e2e.screen_pictures import (
    FILE_NAMES,
    Camera,
    picture_controls,
    picture_first_screens,
    picture_screens,
    picture_work,
    unlock,
)
from tests.gui.every_control import every_control
from tests.gui.pseudo_language import PseudoLanguage, outside, untranslated

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

_LANGUAGE = "cy"
"""Where the months come from: an English one on a screen is a text outside of the brackets."""
_MONTHS = "|".join(
    name for width in ("abbreviated", "wide") for name in Locale(_LANGUAGE).months["format"][width].values()
)
_NO_WORDS = re.compile(
    rf"\b(?:{_MONTHS})\b"  # in dates
    r"|\b[A-Z]{2}\b"  # initials
    r"|\bP-[0-9A-Z]{4,}\b|\b[0-9a-f]{4}\b|\b[0-9A-Z]{5}(?:-[0-9A-Z]{5})+\b"  # packs, fingerprints, recovery codes
    r"|\b(?:Ctrl\+(?:Shift\+)?\w|F9|PDF|MB|KB|kB|OFFICIAL-SENSITIVE)\b"
    r"|\bage1pq1\w+|\bhttps?://\S+|\bfile:\S+|\S+@\S+|v\d+\.\d+\.\d+"
)


def _without_offered_words(text: str) -> str:
    """Nothing of a passphrase that was offered, nor of a fingerprint: such words are data of the shipped list."""
    listed, words = frozenset(_words()), text.split()
    if len(words) == OFFERED_WORDS and listed.issuperset(words):
        return ""
    for at in range(len(words) - _FINGERPRINT_WORDS + 1):
        if listed.issuperset(words[at : at + _FINGERPRINT_WORDS]):
            return " ".join((*words[:at], *words[at + _FINGERPRINT_WORDS :]))
    return text


class Reader(Camera):
    """Looks at each screen in the place of taking its picture."""

    def __init__(self, desktop: Desktop, data: re.Pattern[str]) -> None:
        super().__init__(desktop, Path(), "")
        self._data = data
        self._is_data = functools.cache(self._says_nothing)  # most texts stand on many screens
        self.found: dict[str, set[str]] = {}

    def take(self, name: str) -> None:
        self.settle()
        self.measure(self.desktop.window, name)
        found = untranslated(self.desktop.window, self._is_data)
        if found:
            self.found[name] = found

    def take_dialog(self, dialog: QWidget, name: str) -> None:
        """No picture; what is suggested there are words of the dictionary."""
        self.measure(dialog, name)

    def _says_nothing(self, text: str) -> bool:
        """Whether only data is left of it, or nothing."""
        left = _NO_WORDS.sub(" ", self._data.sub(" ", _without_offered_words(text)))
        return re.search(r"[^\W\d_]{2,}", left) is None


def strings(node: Any) -> Iterator[str]:
    """Every string of a JSON document that is not a key."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | dict):
        for one in node.values() if isinstance(node, dict) else node:
            yield from strings(one)


def data_strings() -> set[str]:
    """What the example people and their organisation said, the forms ask, and the guidance says."""
    files = [resources() / "demo" / "cases.json", *forms().rglob("*.json")]
    found = {text for file in files for text in strings(json.loads(file.read_text(encoding="utf-8")))}
    for page in (resources() / "guidance" / "en-GB").glob("*.md"):
        found |= {line.strip("# ") for line in page.read_text(encoding="utf-8").splitlines()}
    return {
        *found,
        AUTHORITY_NAME,
        ADMINISTRATOR_NAME,
        ORGANISATION_NAME,
        *(rule.source for rule in RETENTION_RULES),
    }


def control_strings() -> set[str]:
    """What the form with every control says, and the answers that are made up for it."""
    items = load_questionnaire(every_control()).by_link_id.values()
    markup = {rich for item in items for rich in (item.rich_text, item.rich_help) if rich}
    return {*strings(every_control()), *markup, "AB, 14", "four", "ten", "often"}


def pattern_of(texts: set[str]) -> re.Pattern[str]:
    """One pattern for all of `texts`, the longest first, each of them whole."""
    words = sorted({text.strip() for text in texts if re.search(r"\w{2,}", text)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@pytest.fixture(scope="module")
def places_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo-places")
    prepare_demo_vault(Places.of(folder))
    return folder


@pytest.fixture
def places(places_once: Path, tmp_path: Path) -> Places:
    shutil.copytree(places_once, tmp_path / "data")
    return Places.of(tmp_path / "data")


@pytest.fixture
def _pseudo(places: Places) -> Iterator[None]:
    del places
    use_catalogue(PseudoLanguage(), _LANGUAGE)
    yield
    use_catalogue(gettext.NullTranslations())


def test_brackets_in_brackets_are_inside() -> None:
    assert outside("⁅Saved ⁅today⁆ at⁆ 14:03").strip() == "14:03"
    assert outside("⁅Saved⁆ by you").strip() == "by you"


@pytest.mark.usefixtures("_pseudo")
def test_every_text_on_every_screen_goes_through_translation(qapp: QApplication, places: Places) -> None:
    desktop = Desktop(
        qapp,
        AppOptions(data=places.data, appearance=Appearance.LIGHT, scale=100),
        fresh_process=lambda: None,
    )
    desktop.start()
    reader = Reader(desktop, pattern_of({*data_strings(), *FILE_NAMES}))
    try:
        picture_first_screens(reader)
        pages = unlock(desktop)
        picture_screens(reader, pages)
        picture_work(reader, pages)
    finally:
        desktop.window.close()
        desktop.window.deleteLater()
    assert len(reader.measured) >= 30
    everything = sorted({text for found in reader.found.values() for text in found})
    assert not everything, "\n".join(everything)
    assert not reader.cut_off, "\n".join(reader.cut_off)
    assert not reader.not_reached, "\n".join(reader.not_reached)


@pytest.mark.usefixtures("_pseudo")
def test_every_text_of_what_is_typed_once_goes_through_translation(
    qapp: QApplication, places: Places
) -> None:
    desktop = Desktop(
        qapp,
        AppOptions(data=places.data, appearance=Appearance.LIGHT, scale=100),
        fresh_process=lambda: None,
    )
    desktop.start()
    library = FormLibrary(forms())
    lines = {line_about(library.newest(form_id)) for form_id in library.form_ids()}
    data = {*data_strings(), *lines, "30 New Road, Exampleton", "Example Junior School"}
    reader = Reader(desktop, pattern_of(data))
    try:
        picture_enter_once(reader, unlock(desktop))
    finally:
        desktop.window.close()
        desktop.window.deleteLater()
    assert len(reader.measured) >= 8
    everything = sorted({text for found in reader.found.values() for text in found})
    assert not everything, "\n".join(everything)
    assert not reader.cut_off, "\n".join(reader.cut_off)
    assert not reader.not_reached, "\n".join(reader.not_reached)


@pytest.mark.usefixtures("_pseudo")
def test_every_text_around_every_control_goes_through_translation(qapp: QApplication, places: Places) -> None:
    desktop = Desktop(
        qapp,
        AppOptions(data=places.data, appearance=Appearance.LIGHT, scale=100),
        fresh_process=lambda: None,
    )
    desktop.start()
    reader = Reader(desktop, pattern_of(data_strings() | control_strings()))
    try:
        picture_controls(reader, unlock(desktop))
    finally:
        desktop.window.close()
        desktop.window.deleteLater()
    assert len(reader.measured) >= 8
    everything = sorted({text for found in reader.found.values() for text in found})
    assert not everything, "\n".join(everything)
    assert not reader.cut_off, "\n".join(reader.cut_off)
    assert not reader.not_reached, "\n".join(reader.not_reached)
