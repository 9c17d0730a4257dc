"""Which words in a window have less room than they need."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

_PLAY = 1
"""Pixels by which Qt rounds."""


def cut_off(window: QWidget) -> Iterator[str]:
    """The words of each control that is narrower or lower than they are, with its class, its size and the size it needs.

    What is scrolled out of sight is not cut off: a control is judged by its own size alone. Nor are fields that somebody
    types in, which scroll by themselves.
    """
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        words, wide, high = _needs(widget)
        if words and (wide > widget.width() + _PLAY or high > widget.height() + _PLAY):
            yield f"{type(widget).__name__} “{words}” has {widget.width()}×{widget.height()}, needs {wide}×{high}"


def _needs(widget: QWidget) -> tuple[str, int, int]:
    """The words that a control shows, and the least width and height for them in px."""
    if isinstance(widget, QComboBox):
        return widget.currentText(), _combo_width(widget), widget.minimumSizeHint().height()
    if isinstance(widget, QLineEdit):
        hint = widget.placeholderText()
        return hint, widget.fontMetrics().horizontalAdvance(hint), 0
    if isinstance(widget, QLabel):
        return _plain(widget.text()), _label_width(widget), _height(widget)
    if isinstance(widget, QAbstractButton) and widget.text():
        wraps = widget.hasHeightForWidth()
        return widget.text(), 0 if wraps else widget.minimumSizeHint().width(), _height(widget)
    return "", 0, 0


def _plain(text: str) -> str:
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def _label_width(label: QLabel) -> int:
    """All of it where it does not wrap, else its longest word."""
    if not label.wordWrap():
        return label.sizeHint().width()
    longest = max(
        (label.fontMetrics().horizontalAdvance(word) for word in _plain(label.text()).split()), default=0
    )
    return longest + label.width() - label.contentsRect().width()


def _height(widget: QWidget) -> int:
    if widget.hasHeightForWidth():
        around = widget.contentsMargins()
        return widget.heightForWidth(widget.width()) - around.top() - around.bottom()
    return widget.minimumSizeHint().height()


def _combo_width(combo: QComboBox) -> int:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    return combo.fontMetrics().horizontalAdvance(combo.currentText()) + combo.width() - field.width()
