"""What the form works out and need not be there at once: done in slices when nobody types."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.shown_section import Update

IDLE_MS = 120
_SLICE = 0.006
_BETWEEN_MS = 4
_LIBRARY = "prevent_desktop.questionnaire.expressions.evaluation"


class DeferredWork(QObject):
    """Catches up with `state` once nothing was typed for `IDLE_MS`, again and again while it is behind and `screen` is seen.

    `apply` paints what came of it.

    The library for expressions takes a while to load, so that is done beside the typing, the first time that it is
    needed.
    """

    def __init__(self, state: FormState, apply: Callable[[Update], None], screen: QWidget) -> None:
        super().__init__(screen)
        self._screen = screen
        self._state = state
        self._apply = apply
        self._loading: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)

    @property
    def _is_behind(self) -> bool:
        return self._state.response.is_behind

    def _work(self, seconds: float | None) -> None:
        self._apply(self._state.catch_up(seconds))

    def touch(self) -> None:
        """Something changed: begin once it is quiet."""
        if self._is_behind:
            self._timer.start(IDLE_MS)

    def prepare(self) -> None:
        """Have at hand what evaluates expressions, once it is quiet."""
        if not self._timer.isActive():
            self._timer.start(IDLE_MS)

    @property
    def is_loaded(self) -> bool:
        """Whether what evaluates expressions is at hand."""
        return _LIBRARY in sys.modules and (self._loading is None or not self._loading.is_alive())

    def _load(self) -> None:
        if self._loading is None and _LIBRARY not in sys.modules:
            self._loading = threading.Thread(target=importlib.import_module, args=(_LIBRARY,), daemon=True)
            self._loading.start()

    def _due(self) -> None:
        if not self._screen.isVisible():
            return
        self._load()
        if self.is_loaded and self._is_behind:
            self._work(_SLICE)
        if self._is_behind:
            self._timer.start(_BETWEEN_MS)

    def before_saving(self, seconds: float) -> None:
        """A draft is wanted: as much as fits in so many seconds, and the rest after it."""
        if self.is_loaded and self._is_behind:
            self._work(seconds)
            self.touch()

    def finish(self) -> None:
        """All of it, now: the form is to be checked."""
        if self._is_behind:
            self._work(None)


def has_rules(form: Questionnaire) -> bool:
    """Whether moving on from a question of `form` looks at rules, which are expressions."""
    return any(item.constraints for item in form.by_link_id.values())
