"""Choices in a list that opens: a short one to pick from, and a long one to search by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget

from prevent_desktop.questionnaire.values import Absent, Unparsed, Value, same_choice
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.editors.editor import Editor, FormKeys, Words
from prevent_desktop.ui.forms.state.choice import Choice, choice_words
from prevent_desktop.ui.widgets import CalmComboBox, Text, VBox, restyle
from prevent_desktop.ui.widgets.drop_down import LEAST_LETTERS, MOST_LETTERS

_MOST_FOUND = 100
_SEEN_AT_ONCE = 12


def _stray_words(choice: Choice) -> str:
    return _("{answer} (no longer offered)").format(answer=choice.label)


class DropDownEditor(Editor):
    """A list to pick from: letters go to the option that begins so, arrow keys step, Alt+Down opens it."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()
        self._stray: Choice | None = None
        self._list = CalmComboBox(self)
        self._list.activated.connect(self._picked)
        column = VBox(self)
        column.addWidget(self._list)
        self._fill(tuple(choices), None)

    def _fill(self, choices: tuple[Choice, ...], stray: Choice | None) -> None:
        self._choices, self._stray = choices, stray
        labels = [choice.label for choice in choices]
        self._list.clear()
        self._list.addItems([_("Choose…"), *labels, *([_stray_words(stray)] if stray else [])])
        widest = max((len(label) for label in labels), default=0)
        self._list.setMinimumContentsLength(max(LEAST_LETTERS, min(widest, MOST_LETTERS)))

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other answers; what is chosen stays chosen."""
        if tuple(choices) != self._choices:
            answers = self._read()
            self._fill(tuple(choices), None)
            self.show_answers(answers)

    def _all(self) -> tuple[Choice, ...]:
        return (*self._choices, *([self._stray] if self._stray else []))

    def _read(self) -> tuple[Value, ...]:
        index = self._list.currentIndex() - 1
        return (self._all()[index].value,) if index >= 0 else ()

    def _picked(self) -> None:
        self.edited.emit(self._read())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`."""
        value = answers[0] if answers and not isinstance(answers[0], Absent) else None
        places = [
            number
            for number, choice in enumerate(self._choices, start=1)
            if value is not None and same_choice(choice.value, value)
        ]
        stray = None if value is None or places else Choice(value, choice_words(value))
        if stray != self._stray:
            self._fill(self._choices, stray)
        self._list.setCurrentIndex(places[0] if places else (len(self._choices) + 1 if stray else 0))

    def describe(self, words: Words) -> None:
        """Name the list."""
        self._list.setAccessibleName(words.name)
        self._list.setAccessibleDescription(words.description)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the list."""
        restyle(self._list, "invalid", wrong)

    def focus_target(self) -> QWidget:
        """The list."""
        return self._list


class SearchEditor(Editor):
    """A list that is searched by typing any part of an option. With `own_words` other text is an answer too.

    Of twenty thousand options only the first hundred that match are put on the screen, those first that begin so.
    """

    def __init__(self, choices: Sequence[Choice], *, own_words: bool = False, open_label: str = "") -> None:
        super().__init__()
        self._own_words = own_words
        self._showing = False
        self._choices: tuple[Choice, ...] | None = None
        self._stray: Choice | None = None
        self._list = CalmComboBox(self)
        self._list.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._found = QStringListModel(self)
        self._box = self._search_box()
        self._box.setPlaceholderText(_("Choose, or type to search"))
        self._hint = Text("", "small")
        column = VBox(self, spacing=4)
        column.add(self._list, self._hint)
        self._open_label = open_label
        self.offer(choices)

    def _search_box(self) -> QLineEdit:
        box = QLineEdit()  # of our own: PySide loses hold of the one that a list makes for itself
        self._list.setLineEdit(box)
        box.installEventFilter(FormKeys(self))
        box.textEdited.connect(self._search)
        box.textChanged.connect(self._typed)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_SEEN_AT_ONCE)
        self._list.setCompleter(completer)
        self._completer = completer
        return box

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other answers; what is typed stays."""
        if tuple(choices) == self._choices:
            return
        text = self._box.text()
        self._choices = tuple(choices)
        self._labels = _told_apart(self._choices)
        self._folded = [label.casefold() for label in self._labels]
        self._place_of = {label: place for place, label in reversed(list(enumerate(self._folded)))}
        self._showing = True
        self._list.setModel(QStringListModel(self._labels, self._list))
        self._completer.setModel(self._found)  # the list gave it its own: searching that would take all of it
        view = self._list.view()
        if isinstance(view, QListView):
            view.setUniformItemSizes(True)
        self._list.setCurrentIndex(-1)
        self._box.setText(text)
        self._showing = False
        self._hint.say(self._hint_words())

    def _hint_words(self) -> str:
        if self._own_words:
            other = self._open_label or _("Other")
            return _("{other}: write it in your own words if it is not in the list.").format(other=other)
        return ""

    def _search(self, text: str) -> None:
        """Show what matches `text`, what begins so first."""
        wanted = text.strip().casefold()
        begin: list[str] = []
        inside: list[str] = []
        for place, label in enumerate(self._folded):
            if wanted in label:
                (begin if label.startswith(wanted) else inside).append(self._labels[place])
                if len(begin) >= _MOST_FOUND:
                    break
        self._found.setStringList([*begin, *inside][:_MOST_FOUND] if wanted else [])

    def _read(self) -> tuple[Value, ...]:
        text = self._box.text()
        place = self._place_of.get(text.strip().casefold())
        if place is not None and self._choices is not None:
            return (self._choices[place].value,)
        if not text.strip():
            return ()
        if self._stray is not None and text == self._stray.label:
            return (self._stray.value,)
        return (text,) if self._own_words else (Unparsed(text),)

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`."""
        if tuple(answers) == self._read():
            return
        self._showing = True
        self._box.setText(self._label(answers[0]) if answers else "")
        self._showing = False

    def _label(self, value: Value) -> str:
        for choice, label in zip(self._choices or (), self._labels, strict=True):
            if same_choice(choice.value, value):
                return label
        if isinstance(value, Absent):
            return ""
        words = choice_words(value)
        self._stray = None if isinstance(value, str | Unparsed) else Choice(value, words)
        return words

    def describe(self, words: Words) -> None:
        """Name the list and the box in it, and say how many options there are."""
        count = len(self._choices or ())
        many = ngettext("{number} option", "{number} options", count).format(number=count)
        for widget in (self._list, self._box):
            widget.setAccessibleName(words.name)
            widget.setAccessibleDescription(f"{words.description} {many}".strip())

    def set_wrong(self, wrong: bool) -> None:
        """Mark the list."""
        restyle(self._list, "invalid", wrong)

    def set_read_only(self) -> None:
        """The answer can be read and copied, not changed."""
        self._box.setReadOnly(True)
        self._list.setEnabled(False)

    def focus_target(self) -> QWidget:
        """The list."""
        return self._list

    def caret(self) -> int:
        """The place of the cursor in the box."""
        return self._box.cursorPosition()


def _told_apart(choices: Sequence[Choice]) -> list[str]:
    """The labels; those that are written alike are told apart by a number."""
    seen: dict[str, int] = {}
    labels = []
    for choice in choices:
        key = choice.label.casefold()
        seen[key] = seen.get(key, 0) + 1
        labels.append(choice.label if seen[key] == 1 else f"{choice.label} ({seen[key]})")
    return labels
