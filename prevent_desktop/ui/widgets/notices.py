"""What the program has to say: a notice, an empty list, the list of errors on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import ngettext
from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.layouts import BesideRow, ScrollPage
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.ui.widgets.words import Heading, Text, restyle

_MOST_AT_ONCE = 12
_AT_FIRST = 10
"""So many errors stand in a summary of more than `_MOST_AT_ONCE`."""
_ABOVE_GROUP = 10
"""Pixels that part a group's heading from the errors above it."""


ErrorGroup = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and errors below it: each a key and a sentence."""


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` without moving the focus."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Notice(QFrame):
    """One line that tells what just happened or what to know; hidden while it has nothing to say.

    `action` stands at its end, such as a button that says it was read. Below a `title` in bold it wraps where there is no room.
    """

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.INFO,
        *,
        title: str = "",
        action: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("tone", tone.value)
        self.text = Text(text)
        self._title = Text(title, "strong") if title else None
        self._action = action
        self._ink_link(tone)
        row = HBox(self, margins=(14, 10, 14, 10))
        if self._title is not None:
            beside = BesideRow(*([action] if action is not None else []))
            beside.words.add(self._title, self.text)
            row.addWidget(beside, 1)
        else:
            row.addWidget(self.text, 1)
            if action is not None:
                row.addWidget(action)
        if not text:
            self.hide()  # and never shown here: without a page yet, it would be a window that takes the keyboard

    def say(self, text: str, tone: Tone = Tone.INFO) -> None:
        """Show `text`, and have it read out."""
        self.text.setText(text)
        restyle(self, "tone", tone.value)
        for words in filter(None, (self._title, self.text)):
            restyle(words, "said_in", tone.value)
        self._ink_link(tone)
        self.setVisible(bool(text))
        if text:
            announce(self, text)

    def _ink_link(self, tone: Tone) -> None:
        """A link stands on the notice's ground, in the colour of its words; a button brings its own."""
        if isinstance(self._action, LinkButton):
            self._action.take_ink(tone.value)

    def say_failure(self, error: PreventDesktopError) -> None:
        """Tell what went wrong, and what to do next."""
        self.say(str(error), Tone.DANGER)

    def clear(self) -> None:
        """Say nothing more."""
        self.text.setText("")
        self.hide()


class PageNotice(Notice):
    """What a page answers to what was pressed there, wherever that stands: the page comes up to it.

    `stand` says what holds for as long as it is shown; the page stays where the person reads.
    """

    def say(self, text: str, tone: Tone = Tone.INFO) -> None:
        super().say(text, tone)
        if text:
            QTimer.singleShot(0, self, self._come_in_sight)  # once it has its place

    def stand(self, text: str, tone: Tone = Tone.INFO) -> None:
        """Show `text` and have it read out, in sight or not."""
        super().say(text, tone)

    def hold(self, text: str, tone: Tone) -> None:
        """As `stand`, of what is found again every few seconds: it is read out once for as long as it is there."""
        if self.isHidden() or text != self.text.text():
            self.stand(text, tone)

    def _come_in_sight(self) -> None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, ScrollPage):
            page = page.parentWidget()
        if page is not None and not self.isHidden():
            page.ensureWidgetVisible(self)


class EmptyState(QWidget):
    """What a list shows when there is nothing in it: what would be here, and how it comes."""

    def __init__(
        self, title: str, text: str, action: QWidget | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = VBox(self, spacing=6, margins=(0, 8, 0, 8))
        self.title, self.text = Text(title, "strong"), Text(text, "muted")
        column.add(self.title, self.text)
        if action is not None:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)

    def say(self, title: str, text: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)


class ErrorSummary(QFrame):
    """The errors of a screen, listed on top as links. Signal `chosen(key)`: go to the field of that error.

    Hidden while there are none. `show_errors` moves the focus here, so that a screen reader reads it at once. Of many
    it shows the first, and the others when they are asked for.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column = VBox(self, spacing=6, margins=(18, 14, 18, 18))
        self.heading = Heading("", 2)
        self._column.addWidget(self.heading)
        self.links: list[LinkButton] = []
        self._heads: list[tuple[Text, list[LinkButton]]] = []
        self.more = LinkButton("", self._show_all)
        self._column.addWidget(self.more)
        self.more.hide()
        self.hide()

    def show_errors(self, title: str, errors: Sequence[tuple[str, str]]) -> None:
        """List `errors`, each a key and a sentence, under `title`; none hides the summary."""
        self.show_groups(title, [("", errors)] if errors else [])

    def show_groups(self, title: str, groups: Sequence[ErrorGroup], *, take_focus: bool = True) -> None:
        """The same with a heading above each group of errors that has one."""
        for old in (*self.links, *(head for head, _links in self._heads)):
            old.hide()
            self._column.removeWidget(old)
            old.deleteLater()
        self.links, self._heads = [], []
        for name, errors in groups:
            self._add_group(name, errors)
        self.heading.setText(title)
        self.setAccessibleName(title)
        told = [
            part for name, errors in groups for part in (name, *(words for _key, words in errors)) if part
        ]
        self.setAccessibleDescription("\n".join(told))
        self.setVisible(bool(groups))
        self._fold()
        chain_tabs([self, *self.links, self.more])
        if groups and take_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_group(self, name: str, errors: Sequence[tuple[str, str]]) -> None:
        head = Text(name, "strong") if name else None
        if head is not None:
            head.setContentsMargins(0, _ABOVE_GROUP if self._heads else 0, 0, 0)
            self._column.insertWidget(self._column.indexOf(self.more), head)
        links = [self._link(key, sentence) for key, sentence in errors]
        self.links += links
        if head is not None:
            for link in links:
                link.setAccessibleDescription(name)
            self._heads.append((head, links))

    def _link(self, key: str, sentence: str) -> LinkButton:
        link = LinkButton(sentence, lambda: self.chosen.emit(key), colour="danger_text")
        self._column.insertWidget(self._column.indexOf(self.more), link)
        return link

    def _fold(self) -> None:
        """Hide what is too much at once, so that the page below stays in sight."""
        others = self.links[_AT_FIRST:] if len(self.links) > _MOST_AT_ONCE else []
        for link in others:
            link.hide()
        for head, links in self._heads:
            head.setVisible(any(link not in others for link in links))
        words = ngettext("Show {number} more", "Show {number} more", len(others))
        self.more.setText(words.format(number=len(others)))
        self.more.setVisible(bool(others))

    def _show_all(self) -> None:
        for link in self.links:
            link.show()
        for head, _links in self._heads:
            head.show()
        self.more.hide()
        self.links[_AT_FIRST].setFocus(Qt.FocusReason.OtherFocusReason)
