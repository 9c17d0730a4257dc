"""What a colleague said to a draft: to the whole, and to each question, beside the answer that they saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from prevent_desktop.casework.peer_review import PeerReview
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _
from prevent_desktop.ui.peer_review.view import forms_in_words
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Drafts
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    EmptyState,
    FlowRow,
    KeyValue,
    KeyValueTable,
    LinkButton,
    Notice,
    PageHead,
    ScrollPage,
    Text,
    TickBox,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.peer_review.returned_comments import CommentBeside, ReturnedReview, mark_done


class ReturnedReviewPage(ScrollPage):
    """`see_question` opens the form of a response at one of its questions."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        found: ReturnedReview,
        clock: Clock,
        see_question: Callable[[str, Path], object],
    ) -> None:
        super().__init__(widest=820)
        self.setAccessibleName(_("Comments on your draft"))
        self._tasks = tasks
        self._see_question = see_question
        self.done: list[TickBox] = []
        self.links: list[LinkButton] = []
        record, now = found.record, clock()
        self.way = Breadcrumb([("back", _("Drafts for comment")), ("", forms_in_words(record.draft))])
        self.way.chosen.connect(lambda _key: navigator.open(Drafts()))
        title = _("{forms}, about {whom}").format(forms=forms_in_words(record.draft), whom=record.draft.about)
        self.column.setSpacing(14)
        self.column.add(self.way, PageHead(title, _went_words(record, now)))
        if record.returned_at is None:
            self.column.addWidget(
                EmptyState(
                    _("Nothing has come back yet"),
                    _("Open the file that {name} gives you, under “Drafts for comment”.").format(name=record.colleague),
                )
            )  # fmt: skip
        else:
            self._show(record, found.comments)
        FirstFocus(self, self)

    def _show(self, record: PeerReview, comments: tuple[CommentBeside, ...]) -> None:
        words = _("Nothing in your form changed by itself, and comments never go into a pack. You decide.")
        self.column.addWidget(Notice(words, Tone.NEUTRAL))
        whole = [
            KeyValue(key="decision", label=_("Their view as lead"), values=(record.comments.decision,)),
            KeyValue(key="overall", label=_("To the whole"), values=(record.comments.overall,)),
        ]
        rows = [row for row in whole if row.values[0]]
        if rows:
            card = Card(_("What {name} says").format(name=record.colleague))
            card.body.addWidget(KeyValueTable(rows))
            self.column.addWidget(card)
        for one in comments:
            self.column.addWidget(self._card(one))

    def _card(self, one: CommentBeside) -> Card:
        card = Card(one.question)
        seen = _("They saw: {answer}").format(answer="\n".join(one.answers))
        card.body.addWidget(Text(seen, "muted"))
        if one.changed:
            card.body.addWidget(Text(_("You have changed this answer since."), "warning"))
        card.body.addWidget(Text(one.comment.text, "strong", selectable=True))
        done = TickBox(_("Done"), checked=one.done)
        done.button.setAccessibleName(_("Done: {question}").format(question=one.question))
        done.toggled.connect(partial(self._mark, one))
        self.done.append(done)
        row = FlowRow(done)
        if one.path is not None:
            link = LinkButton(
                _("Go to the question"),
                name=_("Go to the question: {question}").format(question=one.question),
            )
            link.clicked.connect(partial(self._see_question, one.response_id, one.path))
            self.links.append(link)
            row.add(link)
        card.body.addWidget(row)
        return card

    def _mark(self, one: CommentBeside, on: bool) -> None:
        self._tasks.in_vault(lambda vault: mark_done(vault, one.draft_id, one.comment, done=on))


def _went_words(record: PeerReview, now: datetime) -> str:
    went = _("Handed to {name} {when}.").format(
        name=record.colleague, when=short_moment_near(record.draft.at, now)
    )
    if record.returned_at is None:
        return went
    came = _("Comments came back {when}.").format(when=short_moment_near(record.returned_at, now))
    return f"{went} {came}"
