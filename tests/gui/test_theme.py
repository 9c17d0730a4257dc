"""The theme: contrast of the tokens, every name of the template, text sizes, and that widgets hear of a change."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QFont, QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import resources
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.theme.tokens import Tokens, contrast_ratio, read_measures, read_tokens, style_sheet
from prevent_desktop.ui.widgets import LinkButton

_FOLDER = resources() / "theme"
_NAMES = ("light", "dark", "high-contrast")

_TEXT_ON_GROUND = (
    *((ink, ground) for ink in ("ink", "muted", "link", "danger_text", "warning_text", "success_text") for ground in ("page", "card")),
    *((ink, "help") for ink in ("ink", "muted", "link", "danger_text", "warning_text", "success_text")),
    *(("muted", ground) for ground in ("hover", "field", "preview")), ("placeholder", "card"), ("danger_text", "field"), ("warning_text", "selection"),
    ("ink", "field"), ("placeholder", "field"), ("ink", "selection"), ("ink", "hover"), ("ink", "preview"), ("muted", "selection"),
    ("side_ink", "side"), ("side_title", "side"), ("side_chosen_ink", "side_chosen"), ("side_badge_ink", "side_badge"),
    ("primary_ink", "primary"), ("primary_ink", "primary_hover"), ("secondary_ink", "secondary"),
    ("secondary_ink", "secondary_hover"), ("disabled_ink", "disabled"),
    *((tone, f"{tone}_back") for tone in ("info", "success", "warning", "danger", "neutral")),
)  # fmt: skip
"""Every pair of text and ground that style.qss or a widget of ours puts together."""

_EDGES = (
    ("field_border", "field"), ("field_border", "page"), ("secondary_border", "page"), ("accent", "card"),
    ("timeline", "page"), ("accent", "groove"), ("focus", "focus_inner"), ("accent", "field"), ("secondary_border", "card"), ("field_border", "help"),
    *((f"dot_{tone}", "page") for tone in ("neutral", "info", "success", "warning", "danger")),
)  # fmt: skip
"""What has to be seen without being read (WCAG 2.2, 1.4.11): at least 3 to 1; lines 2.2 to 1 where words repeat them."""


@pytest.fixture(params=_NAMES)
def tokens(request: pytest.FixtureRequest) -> Tokens:
    return read_tokens(_FOLDER, request.param)


def test_every_text_has_a_contrast_of_four_and_a_half_to_its_ground(tokens: Tokens) -> None:
    weak = {
        pair: round(contrast_ratio(tokens.colours[pair[0]], tokens.colours[pair[1]]), 2)
        for pair in _TEXT_ON_GROUND
        if contrast_ratio(tokens.colours[pair[0]], tokens.colours[pair[1]]) < 4.5
    }
    assert not weak


def test_a_pill_has_another_ground_than_the_chosen_row_that_it_stands_on(tokens: Tokens) -> None:
    chosen = QColor(tokens.colours["selection"])
    grounds = [
        QColor(tokens.colours[f"{tone}_back"]) for tone in ("info", "success", "warning", "danger", "neutral")
    ]
    steps = [
        max(
            abs(ground.red() - chosen.red()),
            abs(ground.green() - chosen.green()),
            abs(ground.blue() - chosen.blue()),
        )
        for ground in grounds
    ]
    assert min(steps) >= 15


def test_edges_that_carry_meaning_can_be_seen(tokens: Tokens) -> None:
    def least(pair: tuple[str, str]) -> float:
        return 2.2 if pair[0] in {"timeline", "dot_neutral"} else 3.0

    weak = {
        pair: round(contrast_ratio(tokens.colours[pair[0]], tokens.colours[pair[1]]), 2)
        for pair in _EDGES
        if contrast_ratio(tokens.colours[pair[0]], tokens.colours[pair[1]]) < least(pair)
    }
    assert not weak


def test_strong_words_on_a_dark_ground_are_a_step_stronger(tokens: Tokens) -> None:
    measures = read_measures(_FOLDER)
    sheet = style_sheet(_FOLDER, resources() / "icons", tokens, measures, scale=100, font_family="Inter")
    weight = 700 if tokens.dark else 600
    assert f'Text[kind="strong"] {{ font-weight: {weight}; }}' in sheet


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_all_sets_of_colours_have_the_same_names() -> None:
    names = [set(read_tokens(_FOLDER, name).colours) for name in _NAMES]
    assert names[0] == names[1] == names[2]


@pytest.mark.parametrize("scale", [100, 137, 200])
def test_the_template_is_filled_in_whole(tokens: Tokens, scale: int) -> None:
    sheet = style_sheet(
        _FOLDER,
        resources() / "icons",
        tokens,
        read_measures(_FOLDER),
        scale=scale,
        font_family="Inter",
    )
    assert "${" not in sheet
    assert f"font-size: {round(15 * scale / 100)}px" in sheet


def test_every_picture_of_a_theme_is_there(tokens: Tokens) -> None:
    for file in tokens.pictures.values():
        assert (resources() / "icons" / file).is_file()


def test_a_round_radio_stays_round_at_every_size() -> None:
    for scale in range(100, 201):
        sizes = read_measures(_FOLDER).at(scale)
        assert sizes["indicator_radius_px"] <= (sizes["indicator_px"] + 2) / 2


def test_a_painted_widget_hears_of_another_theme(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, resources())
    theme.choose(Appearance.LIGHT, 100)
    link = LinkButton("Change")
    qtbot.addWidget(link)
    link.show()
    assert link.colour("ink").name() == read_tokens(_FOLDER, "light").colours["ink"]
    theme.choose(Appearance.DARK, 200)
    assert link.colour("ink").name() == read_tokens(_FOLDER, "dark").colours["ink"]
    assert link.scaled(10) == 20
    assert link.font().pixelSize() == 30


def test_what_stays_the_same_is_not_put_on_every_widget_again(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, resources())
    theme.choose(Appearance.LIGHT, 100)
    link = LinkButton("Change")
    qtbot.addWidget(link)
    link.show()
    heard = _Dressings(link)
    theme.choose(Appearance.LIGHT, 100)
    assert heard.kinds == set()
    theme.choose(Appearance.DARK, 100)
    assert QEvent.Type.StyleChange in heard.kinds


class _Dressings(QObject):
    """The events by which Qt dresses a widget anew."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.kinds: set[QEvent.Type] = set()
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # as Qt calls it
        dressings = {QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange}
        self.kinds |= {event.type()} & dressings
        return super().eventFilter(watched, event)


def test_text_sizes_are_held_within_100_and_200_percent(qapp: QApplication) -> None:
    theme = Theme(qapp, resources())
    theme.choose(Appearance.LIGHT, 20)
    assert theme.scale == 100
    theme.choose(Appearance.LIGHT, 900)
    assert theme.scale == 200


def test_the_shipped_font_is_used(qapp: QApplication) -> None:
    Theme(qapp, resources()).choose(Appearance.LIGHT, 100)
    assert qapp.font().family() == "Inter"


class Watcher(QWidget):
    """Notes whether Python may search for garbage while Qt dresses it."""

    def __init__(self) -> None:
        super().__init__()
        self.searching: set[bool] = set()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        self.searching.add(gc.isenabled())


def test_nothing_is_collected_while_qt_dresses_all_widgets(qapp: QApplication, qtbot: QtBot) -> None:
    """Python's search took a window down that Qt had still on its list; the process ended with a segmentation fault."""
    theme = Theme(qapp, resources())
    theme.choose(Appearance.LIGHT, 100)
    gc.enable()
    watcher = Watcher()
    qtbot.addWidget(watcher)
    watcher.show()
    watcher.searching.clear()
    theme.choose(Appearance.DARK, 150)
    assert watcher.searching == {False}
    assert gc.isenabled()
    theme.choose(Appearance.LIGHT, 100)


@pytest.mark.parametrize("kind", [QLabel, QLineEdit, QPlainTextEdit, QPushButton])
def test_what_is_typed_is_shown_letter_by_letter(
    kind: type[QWidget], qapp: QApplication, qtbot: QtBot
) -> None:
    Theme(qapp, resources()).choose(Appearance.LIGHT, 100)
    widget = kind()
    qtbot.addWidget(widget)
    widget.ensurePolished()
    for text in ("age1p7x8q", "2x4", "a -> b", "<=", "12:30", "(A)"):
        assert glyphs(text, widget.font()) == QRawFont.fromFont(widget.font()).glyphIndexesForString(text)
    own = QFont(widget.font())
    own.clearFeatures()
    assert glyphs("2x4", own) != glyphs("2x4", widget.font())


def glyphs(text: str, font: QFont) -> list[int]:
    """What Qt draws of one line."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [number for run in layout.glyphRuns() for number in run.glyphIndexes()]
