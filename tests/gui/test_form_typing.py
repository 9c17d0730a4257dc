"""Every kind of question, answered by the keyboard alone, gives the standard JSON."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.questionnaire.values import AttachmentValue
from prevent_desktop.ui.forms.editors.files import AttachmentEditor
from prevent_desktop.ui.widgets import Notice
from prevent_desktop.ui.widgets.file_drops import DropTarget
from tests.gui.dropping import drag, drop, drop_urls
from tests.gui.form_trial import FormTrial, control, form, group, options, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

MANY = tuple(f"option{number:02d}" for number in range(20))


@pytest.mark.parametrize(
    ("item", "typed", "expected"),
    [
        (question("q", "string"), "Two words", [{"valueString": "Two words"}]),
        (question("q", "text"), "One. Two.", [{"valueString": "One. Two."}]),
        (question("q", "url"), "https://example.org", [{"valueUri": "https://example.org"}]),
        (question("q", "integer"), "1,204", [{"valueInteger": 1204}]),
        (question("q", "decimal"), "36.70", [{"valueDecimal": 36.70}]),
        (question("q", "time"), "2.05 pm", [{"valueTime": "14:05:00"}]),
        (
            question("q", "reference"),
            "The school nurse",
            [{"valueReference": {"display": "The school nurse"}}],
        ),
        (question("q", "date"), "24\t11\t2026", [{"valueDate": "2026-11-24"}]),
        (question("q", "date"), "\tnov\t2026", [{"valueDate": "2026-11"}]),
        (question("q", "date"), "\t\t2026", [{"valueDate": "2026"}]),
        (question("q", "boolean"), " ", [{"valueBoolean": True}]),
        (question("q", "boolean", extension=[control("check-box")]), " ", [{"valueBoolean": True}]),
        (
            question("q", "open-choice", answerOption=options("red", "blue")),
            "\v\v violet",
            [{"valueString": "violet"}],
        ),
        (
            question("q", "choice", answerOption=options("red", "blue")),
            "\v ",
            [{"valueCoding": {"system": "urn:test", "code": "blue", "display": "Blue"}}],
        ),
        (
            question("q", "choice", repeats=True, answerOption=options("red", "blue", "green")),
            " \t\t ",
            [
                {"valueCoding": {"system": "urn:test", "code": "red", "display": "Red"}},
                {"valueCoding": {"system": "urn:test", "code": "green", "display": "Green"}},
            ],
        ),
        (
            question("q", "choice", answerOption=options(*MANY)),
            "OPTION07",
            [{"valueCoding": {"system": "urn:test", "code": "option07", "display": "Option07"}}],
        ),
    ],
    ids=lambda value: value.get("type") if isinstance(value, dict) else None,
)
def test_what_is_typed_becomes_the_answer(
    qtbot: QtBot, item: dict[str, Any], typed: str, expected: list[Any]
) -> None:
    trial = show_form(qtbot, form(group("g", item)))
    for key in typed:
        match key:
            case "\t":
                trial.press(Qt.Key.Key_Tab)
            case "\v":
                trial.press(Qt.Key.Key_Down)
            case " " if trial.focus.inherits("QAbstractButton"):
                trial.press(Qt.Key.Key_Space)
            case _:
                trial.type(key)
    assert trial.answer("q") == expected


def test_a_moment_keeps_the_zone_of_this_computer(qtbot: QtBot) -> None:
    trial = show_form(qtbot, form(group("g", question("q", "dateTime"))))
    trial.type("24")
    trial.tab_to("q: Month")
    trial.type("11")
    trial.tab_to("q: Year")
    trial.type("2026")
    assert trial.answer("q") == [{"valueDateTime": "2026-11-24"}]
    trial.tab_to("q: Time")
    trial.type("14:03")
    written = datetime.fromisoformat(trial.answer("q")[0]["valueDateTime"])
    assert written == datetime(2026, 11, 24, 14, 3).astimezone()


def test_a_quantity_is_a_number_with_the_chosen_unit(qtbot: QtBot) -> None:
    unit = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
    units = [
        {"url": unit, "valueCoding": {"system": "http://unitsofmeasure.org", "code": code, "display": words}}
        for code, words in (("kg", "kilograms"), ("g", "grams"))
    ]
    trial = show_form(qtbot, form(group("g", question("q", "quantity", extension=units))))
    trial.type("12.5")
    trial.press(Qt.Key.Key_Tab)
    trial.press(Qt.Key.Key_Down)
    assert trial.answer("q") == [
        {
            "valueQuantity": {
                "value": 12.5,
                "unit": "grams",
                "system": "http://unitsofmeasure.org",
                "code": "g",
            }
        }
    ]


def test_several_texts_are_several_answers_and_one_can_be_taken_away(qtbot: QtBot) -> None:
    trial = show_form(qtbot, form(group("g", question("q", "string", repeats=True))))
    trial.type("first")
    trial.tab_to("Add another: q")
    trial.press(Qt.Key.Key_Space)
    trial.type("second")
    assert trial.answer("q") == [{"valueString": "first"}, {"valueString": "second"}]
    trial.tab_to("Remove answer 2")
    trial.press(Qt.Key.Key_Space)
    assert trial.answer("q") == [{"valueString": "first"}]


def test_the_tick_beside_a_date_is_written_under_its_answer(qtbot: QtBot) -> None:
    tick = question("q.about", "boolean", "Approximate", extension=[control("check-box")])
    trial = show_form(qtbot, form(group("g", question("q", "date", item=[tick]))))
    trial.tab_to("q: Year")
    trial.type("2026")
    trial.tab_to("Approximate")
    trial.press(Qt.Key.Key_Space)
    assert trial.answer("q") == [
        {
            "valueDate": "2026",
            "item": [{"linkId": "q.about", "text": "Approximate", "answer": [{"valueBoolean": True}]}],
        }
    ]
    trial.press(Qt.Key.Key_Space)
    assert trial.answer("q") == [{"valueDate": "2026"}]


def test_a_chosen_file_is_handed_out_and_answers_when_it_is_stored(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "screenshot.png"
    trial = show_form(qtbot, form(group("g", question("q", "attachment", repeats=True))), files=[file, file])
    handed: list[tuple[Any, Path]] = []
    trial.screen.file_chosen.connect(lambda path, chosen: handed.append((path, chosen)))
    trial.press(Qt.Key.Key_Space)
    assert handed == [((("g", 0), ("q", 0)), file)]
    assert trial.answer("q") == []
    trial.screen.attach(handed[0][0], AttachmentValue("image/png", "screenshot.png", "urn:uuid:1", 1200))
    trial.screen.attach(handed[0][0], AttachmentValue("image/png", "other.png", "urn:uuid:2", 1_300_000))
    assert [one["valueAttachment"]["title"] for one in trial.answer("q")] == ["screenshot.png", "other.png"]
    trial.tab_to("Remove screenshot.png (1 kB)", back=True)
    trial.press(Qt.Key.Key_Space)
    assert [one["valueAttachment"]["title"] for one in trial.answer("q")] == ["other.png"]


def handed_out(trial: FormTrial) -> tuple[AttachmentEditor, list[Path]]:
    """The editor of the form's one question, and the files that it hands out from now on."""
    handed: list[Path] = []
    trial.screen.file_chosen.connect(lambda _path, chosen: handed.append(chosen))
    editor = trial.screen.findChild(AttachmentEditor)
    assert editor is not None
    return editor, handed


def test_files_that_are_dropped_on_a_question_or_pasted_there_are_handed_out(
    qtbot: QtBot, tmp_path: Path
) -> None:
    files = [tmp_path / f"photo-{number}.png" for number in range(2)]
    trial = show_form(qtbot, form(group("g", question("q", "attachment", repeats=True))))
    editor, handed = handed_out(trial)
    assert drop(editor, *files)
    assert handed == files
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(files[0]))])
    QGuiApplication.clipboard().setMimeData(copied)
    trial.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert handed == [*files, files[0]]
    assert not drop_urls(editor, QUrl("https://example.org/photo"))


def test_while_a_file_is_dragged_over_its_question_it_says_what_letting_go_does(
    qtbot: QtBot, tmp_path: Path
) -> None:
    trial = show_form(qtbot, form(group("g", question("q", "attachment", text="The photo"))))
    editor, _handed = handed_out(trial)
    assert drag(editor, QUrl.fromLocalFile(str(tmp_path / "photo.png")))
    target = editor.findChild(DropTarget)
    assert target is not None
    assert target.isVisible()
    assert target.accessibleName() == "Drop a file here: The photo"
    assert target.words.heightForWidth(target.words.width()) <= target.height()


def test_a_question_for_one_file_takes_one_and_says_so_of_more_and_a_locked_one_takes_none(
    qtbot: QtBot, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.png", tmp_path / "other.png"
    trial = show_form(qtbot, form(group("g", question("q", "attachment"))))
    editor, handed = handed_out(trial)
    assert drop(editor, one, other)
    assert handed == []
    assert any(
        notice.text.text().startswith("This question takes one file.")
        for notice in editor.findChildren(Notice)
    )
    assert drop(editor, other)
    assert handed == [other]
    editor.set_read_only()
    assert not drop(editor, one)
    assert handed == [other]


def test_a_question_that_cannot_be_changed_takes_no_key(qtbot: QtBot) -> None:
    trial = show_form(
        qtbot,
        form(group("g", question("q", "string", readOnly=True, initial=[{"valueString": "as it was"}]))),
    )
    trial.type("x")
    assert trial.answer("q") == [{"valueString": "as it was"}]


def test_pasted_text_comes_without_its_dress(qtbot: QtBot) -> None:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QGuiApplication

    dressed = QMimeData()
    dressed.setHtml("<b>Said</b> it")
    dressed.setText("Said it")
    QGuiApplication.clipboard().setMimeData(dressed)
    trial = show_form(qtbot, form(group("g", question("q", "text"))))
    trial.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert trial.answer("q") == [{"valueString": "Said it"}]
    QGuiApplication.clipboard().clear()


def test_a_quantity_starts_with_the_unit_that_the_form_begins_with(qtbot: QtBot) -> None:
    core = "http://hl7.org/fhir/StructureDefinition/questionnaire-"
    gram = {"system": "http://unitsofmeasure.org", "code": "g", "display": "grams"}
    kilogram = {"system": "http://unitsofmeasure.org", "code": "kg", "display": "kilograms"}
    units = [{"url": core + "unitOption", "valueCoding": one} for one in (kilogram, gram)]
    begins = {"url": core + "unit", "valueCoding": gram}
    trial = show_form(qtbot, form(group("g", question("q", "quantity", extension=[*units, begins]))))
    trial.type("12")
    assert trial.answer("q")[0]["valueQuantity"]["unit"] == "grams"


def test_enter_goes_on_from_whatever_has_no_other_use_for_it(qtbot: QtBot) -> None:
    trial = show_form(
        qtbot,
        form(
            question(
                "which", "choice", answerOption=options("yes", "no"), extension=[control("radio-button")]
            ),
            question("line", "string"),
            question("day", "date"),
            question("told", "text"),
            question("end", "string"),
        ),
    )
    trial.press(Qt.Key.Key_Down)
    trial.press(Qt.Key.Key_Return)
    assert trial.answer("which")[0]["valueCoding"]["code"] == "no", "nothing was chosen, so Enter chooses"
    assert trial.focus.accessibleName() == "line"
    trial.press(Qt.Key.Key_Backtab)
    trial.press(Qt.Key.Key_Enter)
    assert trial.answer("which")[0]["valueCoding"]["code"] == "no", "what was chosen stays"
    trial.type("words")
    trial.press(Qt.Key.Key_Return)
    for number in ("29", "11", "2026"):
        trial.type(number)
        trial.press(Qt.Key.Key_Return)
    assert trial.answer("day")[0]["valueDate"] == "2026-11-29"
    assert trial.focus.accessibleName() == "told"
    trial.type("one")
    trial.press(Qt.Key.Key_Return)
    trial.type("two")
    assert trial.answer("told")[0]["valueString"] == "one\ntwo", "a paragraph has a use for it"
