"""The answers of a finalised form, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.reading import ReadLine, ReadSection
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.check.changes_card import ChangesCard, SinceWords
from prevent_desktop.ui.forms.check.offer_card import OffersList
from prevent_desktop.ui.forms.check.offer_controller import OfferController
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Addendum, Record, Route, SendToLead
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    FlowRow,
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


class ReadingPage(ScrollPage):
    """Shows `sections` of the form `title`, about `about`, finalised `when` (in words).

    `offers` are differences from the record, `since` what changed since the form that this one was copied from, `links`
    what it belongs to, each with where it leads; `record` leads back, and `addendum` to what adds to it or puts it
    right, where that may be; `is_ours` is false for a form that came in a pack, and `to_lead` sends it to the lead, where
    they get such a form. Signal `print_wanted()`.
    """

    print_wanted = Signal()

    def __init__(
        self,
        navigator: Navigator,
        *,
        record: Record,
        about: str,
        title: str,
        when: str,
        sections: Sequence[ReadSection],
        offers: OfferController | None = None,
        since: SinceWords | None = None,
        links: Sequence[tuple[str, Route]] = (),
        addendum: Addendum | None = None,
        is_ours: bool = True,
        to_lead: SendToLead | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._navigator = navigator
        crumbs = Breadcrumb([("record", about), ("", title)])
        crumbs.chosen.connect(lambda _key: navigator.open(record))
        self.column.addWidget(crumbs)
        self.column.addWidget(PageHead(title, when))
        frozen = _("Finished and frozen: its text stays. You can add to it or correct it.")
        if not is_ours:
            frozen = _(
                "It came in a pack, and stays as it is. Where something in it is wrong, ask the sender."
            )
        self.column.addWidget(Notice(frozen, Tone.NEUTRAL))
        self.send = SecondaryButton(_("&Send to your lead…"))
        if to_lead is None:
            self.send.hide()
        else:
            self.send.clicked.connect(partial(navigator.open, to_lead))
        for widget in self._before_the_answers(offers, since, links, addendum):
            self.column.addWidget(widget)
        for section in sections:
            card = Card(section.title)
            card.body.addWidget(KeyValueTable([_row(n, line) for n, line in enumerate(section.lines)]))
            self.column.addWidget(card)

    def _before_the_answers(
        self,
        offers: OfferController | None,
        since: SinceWords | None,
        links: Sequence[tuple[str, Route]],
        addendum: Addendum | None,
    ) -> Iterator[QWidget]:
        self.links = [LinkButton(without_mnemonics(words)) for words, _route in links]
        for link, (_words, route) in zip(self.links, links, strict=True):
            link.clicked.connect(partial(self._navigator.open, route))
            yield link
        self.correct = SecondaryButton(_("&Correct it or add to it"))
        if addendum is None:
            self.correct.hide()
        else:
            self.correct.clicked.connect(partial(self._navigator.open, addendum))
        self.print_button = SecondaryButton(_("&Print…"), self.print_wanted)
        yield FlowRow(self.send, self.correct, self.print_button)
        if offers is not None and offers.states:
            yield OffersList(offers)
        if since is not None:
            yield ChangesCard(since)

    def print_shown(self) -> None:
        """Print the answers (Ctrl+P)."""
        self.print_wanted.emit()


def _row(number: int, line: ReadLine) -> KeyValue:
    return KeyValue(key=str(number), label=line.question, values=line.answers, muted=line.absent)
