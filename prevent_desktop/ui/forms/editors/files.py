"""Files as answers: what is attached, and how one comes: by a button, dropped, or pasted."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path as FilePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import each_of, number_in_words, one_of, short_number
from prevent_desktop.questionnaire.values import AttachmentValue, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors.editor import Editor, Words
from prevent_desktop.ui.widgets import HBox, LinkButton, Notice, SecondaryButton, Text, Tone, VBox
from prevent_desktop.ui.widgets.file_drops import FileDrops

_KILOBYTE = 1000
_MEGABYTE = 1_000_000


class AttachmentEditor(Editor):
    """Lists the files, each with a way to take it off. Storing one is a workflow's work.

    Signals: `file_wanted()` asks for one; `file_came(path)` for each that was dropped here, or copied elsewhere and pasted.

    Which `types` the form takes and how many bytes at `most` is said before one is chosen.
    """

    file_wanted = Signal()
    file_came = Signal(object)

    def __init__(self, *, several: bool = False, types: Sequence[str] = (), most: int | None = None) -> None:
        super().__init__()
        self._several, self._is_locked = several, False
        self._words = Words("")
        self._limits = Text(limit_words(types, most), "small", parent=self)
        self._limits.setVisible(bool(self._limits.text()))
        self._choose = SecondaryButton("", self.file_wanted)
        self._refused = Notice(parent=self)
        self._list = VBox(spacing=4)
        self._rows: list[QWidget] = []
        column = VBox(self, spacing=8)
        column.addWidget(self._limits)
        column.addLayout(self._list)
        column.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._refused)
        FileDrops(self, self._invite, pastes=True).came.connect(self._take)
        self.show_answers(())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """List the files of `answers`."""
        files = [answer for answer in answers if isinstance(answer, AttachmentValue)]
        for row in self._rows:
            row.hide()
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = [self._row(files, index) for index in range(len(files))]
        self._refused.clear()
        self._choose.setText(self._invitation(bool(files)))
        self.describe(self._words)

    def _invitation(self, has_files: bool) -> str:
        if not has_files:
            return _("Choose a file…")
        return _("Add another file …") if self._several else _("Choose another file …")

    def _invite(self) -> str:
        """What letting go of a file here does; nothing where the answer stays as it is."""
        if self._is_locked:
            return ""
        words = _("Drop files here: {question}") if self._several else _("Drop a file here: {question}")
        return words.format(question=self._words.name)

    def _take(self, paths: tuple[FilePath, ...], _links: int) -> None:
        if len(paths) > 1 and not self._several:
            self._refused.say(
                _("This question takes one file. Nothing was added: bring one at a time."), Tone.WARNING
            )
            return
        for path in paths:
            self.file_came.emit(path)

    def _row(self, files: list[AttachmentValue], index: int) -> QWidget:
        words = file_words(files[index])
        rest = tuple(files[:index] + files[index + 1 :])
        remove = LinkButton(_("Remove"), name=_("Remove {file}").format(file=words))
        remove.clicked.connect(partial(self.edited.emit, rest))
        row = QWidget()
        line = HBox(row)
        line.addWidget(Text(words), 1)
        line.addWidget(remove)
        self._list.addWidget(row)
        row.setVisible(True)
        row.stackUnder(self._choose)
        return row

    def describe(self, words: Words) -> None:
        """Name the button by what it does and for which question."""
        self._words = words
        self._choose.setAccessibleName(
            _("{action}: {question}").format(action=self._choose.text(), question=words.name)
        )
        description = " ".join(part for part in (words.description, self._limits.text()) if part)
        self._choose.setAccessibleDescription(description)

    def set_read_only(self) -> None:
        """The files stay as they are."""
        self._is_locked = True
        self._choose.hide()
        for row in self._rows:
            for remove in row.findChildren(LinkButton):
                remove.hide()

    def focus_target(self) -> QWidget:
        """The button."""
        return self._choose


def limit_words(types: Sequence[str], most: int | None) -> str:
    """Which files are taken: ``PDF or PNG files, 5 MB at most``; empty where every file is."""
    names = list(dict.fromkeys(_type_words(one) for one in types))
    kinds = ""
    if names:
        kinds = _("{types} files").format(types=one_of(names))
    size = "" if most is None else _("{size} at most").format(size=size_words(most))
    return each_of((kinds, size))


def _type_words(mime_type: str) -> str:
    kind, _slash, name = mime_type.partition("/")
    if name == "*":
        return {"image": _("picture"), "audio": _("sound"), "video": _("film"), "text": _("text")}.get(
            kind, kind
        )
    known = mimetypes.guess_extension(mime_type)
    return (known or name).removeprefix(".").upper()


def size_words(size: int) -> str:
    """So many bytes in kilobytes or megabytes."""
    if size >= _MEGABYTE:
        return _("{size} MB").format(size=short_number(size / _MEGABYTE))
    return _("{size} kB").format(size=max(1, round(size / _KILOBYTE)))


def file_words(value: AttachmentValue) -> str:
    """The name of a file and its size."""
    name = value.title or _("A file without a name")
    if value.size is None:
        return name
    if value.size >= _MEGABYTE:
        return _("{name} ({size} MB)").format(
            name=name, size=number_in_words(Decimal(f"{value.size / _MEGABYTE:.1f}"))
        )
    return _("{name} ({size} kB)").format(name=name, size=max(1, round(value.size / _KILOBYTE)))
