"""Where the person is: the way here, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.layouts import FlowRow
from prevent_desktop.ui.widgets.words import Text, without_mnemonics


class Breadcrumb(FlowRow):
    """`steps` are keys and words; a step with a key is a link, the last is where we are. Signal `chosen(key)`.

    A step whose words are not known yet is hidden until `name_step` gives them. Widgets in `beside`, such as a pill,
    stand at the end.
    """

    chosen = Signal(str)

    def __init__(
        self, steps: Sequence[tuple[str, str]], *beside: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(gap=8, parent=parent)
        self.setAccessibleName(_("You are here"))
        self.links: dict[str, LinkButton] = {}
        for number, (key, words) in enumerate(steps):
            if number:
                self.add(Text("›", "small", wrap=False))
            self.add(self._step(key, words))
        for widget in beside:
            self.add(widget)

    def _step(self, key: str, words: str) -> QWidget:
        if not key:
            return Text(words, "small", wrap=False)
        link = LinkButton(without_mnemonics(words), name=words, colour="muted", parent=self)
        link.setProperty("kind", "small")
        link.clicked.connect(lambda: self.chosen.emit(key))
        link.setVisible(bool(words))
        self.links[key] = link
        return link

    def name_step(self, key: str, words: str) -> None:
        """Give the step `key` its words, in place of those that it had."""
        link = self.links[key]
        link.setText(without_mnemonics(words))
        link.setAccessibleName(words)
        link.setVisible(bool(words))
        link.updateGeometry()
