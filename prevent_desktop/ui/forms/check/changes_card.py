"""What changed since the form that this one was copied from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import short_day
from prevent_desktop.questionnaire.copying import Why
from prevent_desktop.questionnaire.differences import Change, ChangeKind
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, KeyValue, KeyValueTable, LinkButton, Text, VBox
from prevent_desktop.workflows.forms.start_as_copy import Since

_MOST = 30


@dataclass(frozen=True, slots=True)
class SinceWords:
    """The comparison in words: its title, a row for each change, and for each answer that has no place any more."""

    title: str
    changes: tuple[KeyValue, ...]
    left: tuple[KeyValue, ...]


def since_words(since: Since) -> SinceWords:
    """`since` in words. No Qt."""
    finished = since.model.finalised_at or since.model.changed_at
    return SinceWords(
        title=_title(_day(finished), since.colleague),
        changes=tuple(_change(number, change) for number, change in enumerate(since.changes)),
        left=tuple(
            KeyValue(
                key=str(number), label=each.question,
                values=(*each.answers, _("Not asked any more") if each.why is Why.NOT_ASKED else _("Does not fit any more")),
            )
            for number, each in enumerate(since.left)
        ),
    )  # fmt: skip


def _title(day: str, colleague: str) -> str:
    if colleague:
        return _("What changed since {day}, when {name} wrote it").format(day=day, name=colleague)
    return _("What changed since {day}").format(day=day)


def _day(at: datetime) -> str:
    return short_day(at.astimezone().date())


def _change(number: int, change: Change) -> KeyValue:
    return KeyValue(key=str(number), label=change.question, values=tuple(_lines(change)))


def _lines(change: Change) -> Iterator[str]:
    if change.kind is not ChangeKind.ADDED:
        yield _("Before: {answers}").format(answers=_joined(change.before))
    if change.kind is ChangeKind.REMOVED:
        yield _("Now: no answer")
    elif change.kind is ChangeKind.ADDED:
        first, *others = change.after or ("",)
        yield _("New: {answers}").format(answers=first)
        yield from others
    else:
        yield _("Now: {answers}").format(answers=_joined(change.after))


def _joined(answers: Sequence[str]) -> str:
    return "; ".join(answers)


class ChangesCard(QWidget):
    """The changes as a card; of very many the first, until all are asked for."""

    def __init__(self, words: SinceWords, *, margin: int = 0) -> None:
        super().__init__()
        self._words = words
        card = Card(words.title)
        self.table = KeyValueTable(words.changes[:_MOST])
        if words.changes:
            card.body.addWidget(self.table)
        else:
            card.body.addWidget(Text(_("Nothing has changed yet."), "muted"))
        self.more = LinkButton(_("Show all {number}").format(number=len(words.changes)), self._show_all)
        card.body.addWidget(self.more)
        self.more.setVisible(len(words.changes) > _MOST)
        if words.left:
            card.body.addWidget(
                Text(_("Answers of the earlier form that have no place in this version"), "strong")
            )
            card.body.addWidget(KeyValueTable(words.left))
        column = VBox(self, margins=(margin, 4, margin, 14))
        column.addWidget(card)

    def _show_all(self) -> None:
        self.table.show_rows(self._words.changes)
        self.more.hide()
