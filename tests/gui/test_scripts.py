"""Text in the languages that people write here is shown without a missing glyph and kept as it was typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.check.state import check
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Form, Record
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.theme.theme import load_fonts
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import open_form, start_form
from prevent_desktop.workflows.people.people import add_person
from tests.gui.form_trial import form, group, question
from tests.gui.screens import Screens, now, shown_texts
from tests.unit.packs.text_shaping.tongues import TONGUES
from tests.unit.writing.samples import SAMPLES

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support", "OpenType support missing for", extend=True
)


def missing(text: str, font: QFont) -> list[int]:
    """The places of glyphs that no font has: they show as boxes."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine().setLineWidth(10_000)
    layout.endLayout()
    runs = layout.glyphRuns()
    assert runs or not text
    return [index for run in runs for index, glyph in enumerate(run.glyphIndexes()) if glyph == 0]


@pytest.mark.parametrize("name", TONGUES)
def test_every_letter_has_a_glyph(dressed: Theme, qapp: QApplication, name: str) -> None:
    del dressed
    assert missing(TONGUES[name], qapp.font()) == []


def test_a_letter_that_no_font_has_would_be_noticed(dressed: Theme, qapp: QApplication) -> None:
    del dressed
    assert missing("\U000e1234\uf8ff", qapp.font())


def test_on_a_system_without_any_font_no_letter_is_missing(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems bring fonts for these scripts")
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.test_scripts"],
        env=environment, capture_output=True, text=True, timeout=120, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["0"] * len(TONGUES)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_answer_is_saved_and_read_back_letter_for_letter(screens: Screens, name: str) -> None:
    text = f"{SAMPLES[name][0]}\nAnd “{SAMPLES[name][0]}” in English."

    def keep_and_read(vault: Vault) -> str:
        _person, case = add_person(
            vault,
            forenames=SAMPLES[name][0],
            surname="Example",
            birth_date=None,
            approximate_age=14,
            now=now(),
        )
        filled = start_form(vault, screens.library, form_id="screening-tool", case_id=case.id, now=now())
        opened = open_form(vault, screens.library, filled.id)
        node = next(
            node for part in opened.response.children() for node in opened.response.children(part.path)
            if node.item.type == "text"
        )  # fmt: skip
        opened.response.set_answers(node.path, [text])
        vault.responses.save_draft(filled.id, opened.response.to_json(keep_disabled=True), "", 0, 0, now())
        again = open_form(vault, screens.library, filled.id)
        assert vault.people.get(case.person_id).forenames == SAMPLES[name][0]
        return str(again.response.node(node.path).answers[0])

    assert screens.read(keep_and_read) == text


@pytest.mark.parametrize("name", SAMPLES)
def test_the_list_of_answers_shows_it_whole(screens: Screens, name: str) -> None:
    text = SAMPLES[name][0]
    response = Response.start(load_questionnaire(json.dumps(form(group("one", question("words", "text"))))))
    response.set_answers((("one", 0), ("words", 0)), [text])
    page = CheckScreen(
        check(response), Navigator(), record=Record("p"), form_route=Form("r"), about="AB, 14", form="A form"
    )
    screens.show(page)
    assert any(text in shown for shown in shown_texts(page))
    page.grab()


if __name__ == "__main__":
    app = QApplication(["scripts", "-style", "fusion"])
    shown = QFont(load_fonts(resources() / "fonts"))
    for sample in TONGUES.values():
        print(len(missing(sample, shown)))
