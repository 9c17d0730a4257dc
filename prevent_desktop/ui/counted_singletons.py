"""Keeps Python 3.11 alive under PySide6 6.12.

Its wheel is built for Pythons where None, True and False are not counted (3.12 and later): calls that return them give
a reference away that they never took. On 3.11 the process then aborts ("none_dealloc", "bool_dealloc") after some
thirty thousand signals or calls, and again while it ends. So enough references are held from the start.
`tests/gui/test_form_counted_singletons.py` shows it. To be dropped with Python 3.11, or with a wheel that counts.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 40
_COUNTED = sys.version_info < (3, 12)


def hold_singletons() -> None:
    """Hold so many references to None, True and False that no run gives them all away."""
    for singleton in (None, True, False):
        if _COUNTED and sys.getrefcount(singleton) < _PLENTY:
            ctypes.c_ssize_t.from_address(id(singleton)).value += _PLENTY
