"""Imported before all else that meets Qt, so that what is imported after it takes less time and memory."""

from __future__ import annotations

from importlib import import_module


def _read_no_sources() -> None:
    """Keep PySide from reading the source of each module that is imported after it (6.11, shibokensupport/feature.py).

    It looks for its own name there, in case somebody switches on snake_case names (``from __feature__ import …``), which
    nobody here does: a tenth of the start, and the sources of all libraries in memory for good.
    """
    try:
        features = import_module("shibokensupport.feature")
    except ImportError:
        return  # another version does it otherwise, or not at all
    if hasattr(features, "feature_imported"):
        features.feature_imported = _nothing  # type: ignore[attr-defined]  # mypy knows no modules by name


def _nothing(_module: object) -> None:
    pass


import_module("PySide6.QtCore")
_read_no_sources()
