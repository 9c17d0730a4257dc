"""Comment on a colleague's draft: every answer with a place for words beside it, one for the whole, and what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.peer_review import Comment, Comments, PeerReview, ReviewLine
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFolder, ask_for_folder
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.peer_review.view import (
    counted,
    form_title,
    forms_in_words,
    from_words,
    left_out_words,
    returned_words,
)
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.routes import Draft, Drafts
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Field,
    FlowRow,
    HairLine,
    HBox,
    Heading,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    QuietButton,
    RadioGroup,
    ScrollPage,
    Text,
    TextArea,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.peer_review.commenting import (
    ToComment,
    bring_back_draft,
    give_back,
    keep_comments,
    take_out,
)
from prevent_desktop.workflows.vault_admin.step_up import Purpose

_WITHIN_MS = 400
_AT_ONCE = 25
"""So many lines are made before the window goes on."""


_INDENT = 18


class CommentLine(QWidget):
    """Shows a question and its answers. Signal `edited()` as the comment is typed."""

    edited = Signal()

    def __init__(self, line: ReviewLine, text: str) -> None:
        super().__init__()
        self.question = line.question
        self.area: TextArea | None = None
        self._column = VBox(self, spacing=4, margins=(8, 8, 0, 0))
        head = HBox()
        head.addWidget(Text(line.question, "strong"), 1)
        self._column.addLayout(head)
        for answer in line.answers:
            self._column.addWidget(Text(answer, "muted" if line.absent else "text", selectable=True))
        self.button = LinkButton(
            _("Comment"), self.begin, name=_("Comment on: {question}").format(question=line.question)
        )
        head.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(HairLine())
        if text:
            self._open(text)

    @property
    def text(self) -> str:
        """The comment."""
        return "" if self.area is None else self.area.toPlainText()

    def begin(self) -> None:
        """Open the place for a comment, and put the keyboard into it."""
        if self.area is None:
            self._open("")
        if self.area is not None:
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, text: str) -> None:
        self.area = TextArea(text, lines=2, parent=self)
        self.area.setAccessibleName(_("Your comment on: {question}").format(question=self.question))
        self.area.textChanged.connect(self.edited)
        self.button.hide()
        holder = VBox(margins=(_INDENT, 0, 0, 6))
        holder.add(Text(_("Your comment"), "small"), self.area)
        self._column.insertLayout(self._column.count() - 1, holder)
        chain_tabs([self.button, self.area])


class CommentPage(ScrollPage):
    """What is typed is kept within half a second; `is_whole` once all of it is shown."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        found: ToComment,
        clock: Clock,
        *,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(widest=820)
        self.setAccessibleName(_("Comment on a draft"))
        self._tasks, self._record, self._clock, self._ask_folder = tasks, found.record, clock, ask_folder
        self._navigator = navigator
        self.lines: dict[tuple[int, str], CommentLine] = {}
        self._pending, self._on_the_way, self._stopped = False, 0, False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WITHIN_MS)
        self._timer.timeout.connect(self.flush)
        self.is_whole = False
        self._kept_texts = {(one.form, one.place): one.text for one in found.record.comments.comments}
        self._make_parts(found.choices)
        self._lay_out()
        FirstFocus(self, self)

    # -- the parts

    def _make_parts(self, choices: Sequence[str]) -> None:
        said = self._record.comments
        self.way = Breadcrumb([("back", _("Drafts for comment")), ("", forms_in_words(self._record.draft))])
        self.way.chosen.connect(lambda _key: self._navigator.open(Drafts()))
        self.notice, self.busy = PageNotice(), BusyLine()
        self.overall = TextArea(said.overall, lines=4)
        self.overall.textChanged.connect(self._touch)
        offered = choices if not said.decision or said.decision in choices else (*choices, said.decision)
        self.decision = RadioGroup([("", _("I leave that open")), *((one, one) for one in offered)])
        self.decision.set_value(said.decision)
        self.decision.chosen.connect(lambda _key: self._touch())
        self.count = Text("", "small", wrap=False)
        self.give = PrimaryButton(_("&Sign and give back…"), self.give_back)
        self.remove = QuietButton(_("Take this draft out of this vault"), self.take_out)

    def _lay_out(self) -> None:
        record, now = self._record, self._clock()
        draft = record.draft
        title = _("{forms}, about {whom}").format(forms=forms_in_words(draft), whom=draft.about)
        self.column.setSpacing(14)
        self.column.add(self.way, PageHead(title, from_words(draft, record.colleague, now)), self.notice)
        if draft.message:
            asked = Card(_("What {name} asks you").format(name=record.colleague))
            asked.body.addWidget(Text(draft.message, selectable=True))
            self.column.addWidget(asked)
        self._steps = self._answers_then_end()
        self._go_on()

    def _go_on(self) -> None:
        """Show some more lines, so that a long draft keeps nobody waiting; the end comes last, for Tab."""
        if next(self._steps, None) is not None:
            QTimer.singleShot(0, self, self._go_on)

    def _answers_then_end(self) -> Iterator[int]:
        """Make the page from top to bottom; a pause after each few lines."""
        shown = 0
        for number, form in enumerate(self._record.draft.forms):
            card = Card(form_title(form))
            self.column.addWidget(card)
            if left_out_words(form):
                card.body.addWidget(Text(left_out_words(form), "small"))
            for section in form.sections:
                card.body.addSpacing(10)
                card.body.addWidget(Heading(section.title, 3))
                for line in section.lines:
                    card.body.addWidget(
                        self._line(number, line, self._kept_texts.get((number, line.place), ""))
                    )
                    shown += 1
                    if shown % _AT_ONCE == 0:
                        yield shown
        self.column.addWidget(self._end())
        self.is_whole = True
        self._tell()

    def _line(self, number: int, line: ReviewLine, text: str) -> QWidget:
        if not line.answers:
            heading = Heading(line.question, 3)
            heading.setContentsMargins(8, 12, 0, 0)
            return heading
        widget = CommentLine(line, text)
        widget.edited.connect(self._touch)
        self.lines[number, line.place] = widget
        return widget

    def _end(self) -> Card:
        card = Card(_("To the whole"))
        card.body.addWidget(Field(_("What do you say to all of it?"), self.overall))
        card.body.addSpacing(8)
        choice = Field(
            _("What do you decide as lead? (optional)"), self.decision,
            hint=_("The choices of the form for a lead check. It is your word to a colleague, and no record of a decision."),
        )  # fmt: skip
        card.body.addWidget(choice)
        card.body.addSpacing(8)
        card.body.add(FlowRow(self.give, self.count), self.busy, FlowRow(self.remove))
        return card

    # -- what is written

    @property
    def comments(self) -> Comments:
        """What is written."""
        texts = {**self._kept_texts, **{place: line.text for place, line in self.lines.items()}}
        written = (Comment(*place, text) for place, text in texts.items() if text.strip())
        return Comments(
            decision=self.decision.value or "",
            overall=self.overall.toPlainText(),
            comments=tuple(written),
            at=self._record.comments.at,
        )

    def _touch(self) -> None:
        if self._stopped:
            return
        self._pending = True
        self._tell()
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        comments = self.comments
        self.count.setText(counted(comments))
        self.give.setEnabled(bool(comments))

    def flush(self) -> None:
        """Keep what was typed, at once."""
        self._timer.stop()
        if not self._pending:
            return
        self._pending = False
        self._on_the_way += 1
        comments, draft_id, now = self.comments, self._record.id, self._clock()
        self._tasks.in_vault(
            lambda vault: keep_comments(vault, draft_id, comments),
            lambda _none: self._kept(now),
            self._not_kept,
        )

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return not self._pending and self._on_the_way == 0

    def _kept(self, at: datetime) -> None:
        self._on_the_way -= 1
        self._navigator.unsaved.emit(None)
        self._navigator.told.emit(_("Saved {time}").format(time=clock_time(at.astimezone(), seconds=True)))

    def _not_kept(self, error: PreventDesktopError) -> None:
        self._on_the_way -= 1
        self._navigator.unsaved.emit(error)
        self._navigator.told.emit(_("Not saved. {reason}.").format(reason=error.title))
        self._touch()

    # -- giving back

    def give_back(self) -> None:
        """Choose a folder, ask for the passphrase, and save the comments for the author."""
        name = self._record.colleague
        folder = self._ask_folder(self)
        if folder is None:
            return
        asking = Asking(
            purpose=Purpose.HAND_ON,
            heading=_("Give your comments to {name}?").format(name=name),
            reason=_(
                "They are signed with your key, sealed so that only {name} can open them, and saved in {folder}."
            ).format(name=name, folder=folder),
            act=_("&Sign and save"),
            subject=self._record.id,
        )
        require_step_up(self, self._tasks, asking, lambda: self._give(folder))

    def _give(self, folder: Path) -> None:
        self.flush()
        draft_id, now = self._record.id, self._clock()
        self.busy.start(_("Saving your comments…"))
        self.give.setEnabled(False)
        self._tasks.in_vault(
            lambda vault: give_back(vault, draft_id, folder, now=now), self._given, self._failed
        )

    def _given(self, path: Path) -> None:
        self._settle()
        self.notice.say(returned_words(path.name, self._record.colleague), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self._settle()
        self.notice.say_failure(error)

    def _settle(self) -> None:
        self.busy.stop()
        self._tell()

    # -- taking it out

    def take_out(self) -> None:
        """Take the draft out of this vault, with what was written last."""
        place = place_of(self.remove)
        self.flush()
        self._stopped = True
        draft_id = self._record.id
        self._tasks.in_vault(
            lambda vault: take_out(vault, draft_id), partial(self._taken_out, place), self._failed
        )

    def _taken_out(self, place: QRect, record: PeerReview) -> None:
        bring_back = partial(_bring_back, self._tasks, self._navigator, record)
        words = _("The draft and your comments were taken out of this vault.")
        self._navigator.offer_undo(words, bring_back, place=place, leads=True)
        self._navigator.open(Drafts())


def _bring_back(tasks: Tasks, navigator: Navigator, record: PeerReview) -> None:
    """Its page has gone; once the draft is in the vault again, it is opened."""
    tasks.in_vault(
        lambda vault: bring_back_draft(vault, record), lambda _none: navigator.open(Draft(record.id))
    )
