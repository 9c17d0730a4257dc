"""The foot of a section: where one is, back, and on. It stays in sight; where there is little room it ends the section."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, HBox, PrimaryButton, SecondaryButton, Text, VBox
from prevent_desktop.ui.widgets.text_scale import text_scale

_LEAST_HEIGHT = 470
"""The least height of a page, in px at 100 %, of which a foot that stays leaves enough.

With the line on top and that at the bottom it then takes a quarter of the window at most.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneWords:
    """What is said once a form is frozen: that it is, and what comes next in its case. `action` is the words of what goes on there."""

    frozen: str
    following: str = ""
    action: str = ""

    @property
    def spoken(self) -> str:
        """All of it."""
        return f"{self.frozen} {self.following}".strip()


def foot_stays(height: int) -> bool:
    """Whether a page of that height has room for a foot that is always in sight."""
    return height >= _LEAST_HEIGHT * text_scale()


class PageFoot(QFrame):
    """A white bar along the lower edge of a page, `words` at the left and `buttons` at the right of its content.

    As `bar` it spans the page and `align` puts its content under what is above; else it stands in the page as it is.
    """

    def __init__(self, words: QWidget, *buttons: QWidget, bar: bool = True) -> None:
        super().__init__()
        self.setProperty("bar", bar)
        if bar:
            row = HBox(self, spacing=10)
            row.addWidget(words, 1)
            row.add(*buttons)
            # How it is aligned asks for no width: a window that is made smaller gets another alignment.
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        else:
            VBox(self, spacing=8, margins=(0, 8, 0, 24)).add(words, FlowRow(*buttons))

    def align(self, left: int, right: int) -> None:
        """So far from both edges of the page, in px."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(left, 10, right, 10)


class FormFoot(PageFoot):
    """That of a form's section. Signals `back_wanted()`, `continue_wanted()`."""

    back_wanted = Signal()
    continue_wanted = Signal()

    def __init__(self, *, bar: bool = True) -> None:
        self.words = Text("", "muted")
        self.back = SecondaryButton(_("&Back"))
        self.proceed = PrimaryButton(_("&Continue"))
        super().__init__(self.words, self.back, self.proceed, bar=bar)
        self.back.clicked.connect(self.back_wanted)
        self.proceed.clicked.connect(self.continue_wanted)

    def show_place(self, words: str, *, back: str) -> None:
        """Say where one is; `back` is what the way back is called, and there is none where it is empty."""
        self.words.setText(words)
        self.back.setText(back)
        self.back.setVisible(bool(back))


class DoneFoot(PageFoot):
    """That of a form which was frozen where it was filled in. Signals `go_on_wanted()`, `record_wanted()`."""

    go_on_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, words: DoneWords) -> None:
        self.words = Text(_("Finished and frozen"), "success")
        self.go_on = PrimaryButton(words.action)
        self.to_record = SecondaryButton(_("&To the record"))
        super().__init__(self.words, self.to_record, self.go_on)
        self.go_on.clicked.connect(self.go_on_wanted)
        self.to_record.clicked.connect(self.record_wanted)
        self.go_on.setVisible(bool(words.action))

    @property
    def first(self) -> QWidget:
        """What has the keyboard when it comes up."""
        return self.go_on if self.go_on.text() else self.to_record
