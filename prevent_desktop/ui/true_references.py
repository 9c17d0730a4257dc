"""Keeps Python 3.11 alive under PySide6 6.12.

There every `Signal.emit` gives one reference to True away that it never took. From Python 3.12 on True is not counted;
on 3.11 the process aborts after some 30,000 signals ("bool_dealloc"), a few hours of typing. So enough references are
held from the start. `tests/gui/test_form_true_references.py` shows both. To be dropped with Python 3.11.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40
_COUNTED = sys.version_info < (3, 12)


def hold_true() -> None:
    """Hold so many references to True that no run gives them all away."""
    if _COUNTED and sys.getrefcount(True) < _PLENTY:  # noqa: FBT003 - True itself is what is counted
        ctypes.c_ssize_t.from_address(id(True)).value += _PLENTY
