"""The answers of a finalised form, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.reading import ReadLine, ReadSection
from prevent_desktop.translation import _
from prevent_desktop.ui.check.changes_card import ChangesCard, SinceWords
from prevent_desktop.ui.check.offer_card import OffersList
from prevent_desktop.ui.check.offer_desk import OfferDesk
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    KeyValue,
    KeyValueTable,
    LinkButton,
    Notice,
    PageHead,
    ScrollPage,
    SecondaryButton,
    Tone,
    without_mnemonics,
)
from prevent_desktop.workflows.look_at_form import Related


class ReadingPage(ScrollPage):
    """Shows `sections` of the form `title`, about `about`, finalised `when` (in words).

    `offers` are differences from the record, `since` what changed since the form that this one was copied from, `links`
    what it belongs to. Signals: `left()`, `response_wanted(response id)`, `note_wanted(note id)`, and `correct_wanted()`
    to add to it or put it right, which is offered where `may_correct`.
    """

    left = Signal()
    response_wanted = Signal(str)
    note_wanted = Signal(str)
    correct_wanted = Signal()

    def __init__(
        self,
        *,
        about: str,
        title: str,
        when: str,
        sections: Sequence[ReadSection],
        offers: OfferDesk | None = None,
        since: SinceWords | None = None,
        links: Sequence[Related] = (),
        may_correct: bool = False,
    ) -> None:
        super().__init__()
        self.setAccessibleName(title)
        crumbs = Breadcrumb([("record", about), ("", title)])
        crumbs.chosen.connect(lambda _key: self.left.emit())
        self.column.addWidget(crumbs)
        self.column.addWidget(PageHead(title, when))
        self.column.addWidget(Notice(_("Finished and frozen. It changes only by an addendum."), Tone.NEUTRAL))
        for widget in self._before_the_answers(offers, since, links, may_correct=may_correct):
            self.column.addWidget(widget)
        for section in sections:
            card = Card(section.title)
            card.body.addWidget(KeyValueTable([_row(n, line) for n, line in enumerate(section.lines)]))
            self.column.addWidget(card)

    def _before_the_answers(
        self,
        offers: OfferDesk | None,
        since: SinceWords | None,
        links: Sequence[Related],
        *,
        may_correct: bool,
    ) -> Iterator[QWidget]:
        self.links = [LinkButton(without_mnemonics(related.words)) for related in links]
        for link, related in zip(self.links, links, strict=True):
            wanted = (
                partial(self.note_wanted.emit, related.note_id)
                if related.note_id
                else partial(self.response_wanted.emit, related.response_id)
            )
            link.clicked.connect(wanted)
            yield link
        self.correct = SecondaryButton(_("&Correct it or add to it"))
        self.correct.clicked.connect(self.correct_wanted)
        if not may_correct:
            self.correct.hide()
        yield self.correct
        if offers is not None and offers.states:
            yield OffersList(offers)
        if since is not None:
            yield ChangesCard(since)


def _row(number: int, line: ReadLine) -> KeyValue:
    return KeyValue(key=str(number), label=line.question, values=line.answers, muted=line.absent)
