"""Filling what is not looked at yet, without a word about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QAccessible


@contextmanager
def untold() -> Iterator[None]:
    """Meanwhile nothing is told to a screen reader.

    Qt tells of text that a program puts into a field as if somebody had typed it. Where the keyboard then goes to that
    field, a screen reader says its text once for the field and once more for the typing.
    """
    heard = QAccessible.isActive()
    if not heard:
        yield
        return
    QAccessible.setActive(False)
    try:
        yield
    finally:
        QAccessible.setActive(True)
