"""A receiver writes one answer to a pack: asks for more, decides, tells the outcome, or gives feedback."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.person import Person
from prevent_desktop.translation import _
from prevent_desktop.ui.answers.cover import AnswerCover
from prevent_desktop.ui.answers.typed import DAY, NOTE, OUTCOME, REASON, TEXT, TypedAnswer
from prevent_desktop.ui.components.assign_box import AssignBox
from prevent_desktop.ui.components.closing_words import closing_words
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.components.due_words import decide_by_in_words
from prevent_desktop.ui.components.pages_card import PagesCard
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Answer, ReceivedPack, Route
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import DateBoxes, DropDown, Field, LinkButton, Notice, Tone
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import ToAnswer, give_answer
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.inbox import next_to_do
from prevent_desktop.workflows.receiving.second_person import closes, give_word
from prevent_desktop.workflows.record.writing import Writing
from prevent_desktop.workflows.vault_admin.step_up import Purpose

ABOUT = "about"
_OTHER_KIND = {AnswerKind.DECISION: AnswerKind.QUESTION, AnswerKind.QUESTION: AnswerKind.DECISION}
"""What can be said in its place while a decision is owed."""
_WIDEST = 1140


class AnswerPage(WritingPage):
    """Signing asks for the passphrase first; `put_out` is called once there is an answer to be put where its sender looks.

    The pages begin at `page`, from 0. Signal `placed()`: the case is somebody's.
    """

    kind = Writing.ANSWER
    back_to = ANSWERS_ENTRY
    placed = Signal()
    pages: PagesView | None = None

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        to_answer: ToAnswer,
        clock: Clock,
        *,
        put_out: Callable[[], object] = tuple,
        cover: AnswerCover | None = None,
        page: int = 0,
    ) -> None:
        super().__init__(tasks, navigator, to_answer.case_id, clock, widest=_WIDEST)
        self._to_answer, self._put_out = to_answer, put_out
        self._cover = cover or AnswerCover()
        self._lying: Sequence[int] = ()
        self.outcome = DropDown([(outcome.value, outcome.label) for outcome in Outcome])
        self.day = DateBoxes()
        self._reason, self._text, self._note = WritingBox(lines=4), WritingBox(lines=5), WritingBox(lines=3)
        self.reason, self.text, self.note = self._reason.area, self._text.area, self._note.area
        self.clock_note, self.closing_note = Notice(), Notice()
        self.instead: LinkButton | None = None
        self.assign = AssignBox(tasks, navigator, clock)
        self.assign.assigned.connect(self.placed)
        self.assign.look(to_answer.case_id)
        self._make_fields(to_answer.kind)
        if to_answer.pages is not None:
            self.beside = card = PagesCard(tasks, to_answer.pages)
            card.pages.open_at(page)
            self.pages = card.pages
        self.lay_out(
            _title(to_answer.kind),
            _(
                "To {sender}, {organisation}, about pack {pack}. It is signed, and sealed to them alone."
            ).format(
                sender=to_answer.pack.sender_name,
                organisation=to_answer.pack.sender_organisation,
                pack=short_pack_id(to_answer.pack.pack_id),
            ),
            _("&Sign and send"),
        )
        FirstFocus(self, self.outcome if to_answer.kind.settles else self.text)

    def _make_fields(self, kind: AnswerKind) -> None:
        self.fields = {}
        self.areas = {TEXT: self.text, NOTE: self.note}
        self._say_by_when()
        if kind.settles:
            self.areas = {REASON: self.reason, **self.areas}
            self.fields[OUTCOME] = Field(_("What is decided?"), self.outcome, mark=_("They see this"))
            self.fields[REASON] = Field(
                _("Why is this decided?"),
                self._reason,
                hint=_("Somebody who reads this in a year must be able to follow it."),
                mark=_("They see this"),
            )
        self.fields[TEXT] = Field(
            _text_label(kind), self._text, hint=_text_hint(kind), mark=_("They see this")
        )
        if kind is AnswerKind.QUESTION:
            self.fields[DAY] = Field(
                _("By when do you need it? (optional)"), self.day, mark=_("They see this")
            )
        self.fields[NOTE] = Field(
            _("Note for your record (optional)"),
            self._note,
            mark=_("Only your record"),
            mark_kind="mark-quiet",
        )
        for name, field in self.fields.items():
            self.card.body.addWidget(field)
            if name == OUTCOME:
                self.card.body.addWidget(self.closing_note)
        self.outcome.chosen.connect(lambda _key: self._choose())
        self.day.edited.connect(lambda _text: self.keeper.touch())
        for area in self.areas.values():
            area.textChanged.connect(self.keeper.touch)

    def _say_by_when(self) -> None:
        to_answer = self._to_answer
        self.card.body.add(self.clock_note, self.assign)
        if to_answer.kind.settles:
            words = decide_by_in_words(to_answer.due, to_answer.pack, self.clock())
            self.clock_note.say(words, Tone.WARNING)
        other = _OTHER_KIND.get(to_answer.kind) if to_answer.due is not None else None
        if other is not None:
            route = Answer(to_answer.pack.id, other)
            self.instead = LinkButton(_title(other), lambda: self.navigator.open(route))
            self.card.body.addWidget(self.instead, 0, Qt.AlignmentFlag.AlignLeft)

    def _choose(self) -> None:
        self.keeper.touch()
        self._say_closing()

    def _say_closing(self) -> None:
        """Where it takes two people to close this, say so, and what the button does then."""
        is_closed = closes(self.typed.chosen)
        self.closing_note.say(closing_words(self._to_answer.closing) if is_closed else "", Tone.WARNING)
        self.save.setText(_("&Keep for a second person") if self._is_first_word else _("&Sign and send"))

    @property
    def _is_first_word(self) -> bool:
        """Whether what is written closes the pack only once somebody else says so too."""
        return closes(self.typed.chosen) and not self._to_answer.closing.may_close

    @property
    def typed(self) -> TypedAnswer:
        """What stands in the fields."""
        return TypedAnswer(
            outcome=self.outcome.value or "",
            reason=self.reason.toPlainText(),
            text=self.text.toPlainText(),
            day=self.day.text,
            note=self.note.toPlainText(),
        )

    def read_fields(self) -> Mapping[str, str]:
        typed = self.typed.as_fields()
        return {**typed, ABOUT: self._to_answer.key} if typed else {}

    def show_fields(self, kept: Mapping[str, str]) -> None:
        typed = TypedAnswer.of(kept)
        self.outcome.set_value(typed.outcome)
        self.reason.setPlainText(typed.reason)
        self.text.setPlainText(typed.text)
        self.day.set_text(typed.day)
        self.note.setPlainText(typed.note)
        self._say_closing()

    def show_found(self, person: Person, kept: Mapping[str, str]) -> None:
        """What was typed before; else what a finished form of the case decides."""
        decided = self._to_answer.decided
        if not kept and decided is not None and self._to_answer.kind.settles and decided.outcome is not None:
            self.outcome.set_value(decided.outcome.value)
            self.reason.setPlainText(decided.reason)
            self._say_closing()
        super().show_found(person, kept)

    def problems(self) -> Sequence[tuple[str, str]]:
        found = self.typed.problems(self._to_answer.kind, self.clock().astimezone().date())
        if self._is_first_word and self.text.toPlainText().strip():
            words = _("Whoever signs as the second person writes this. Put what matters into the reason.")
            found = (*found, (TEXT, words))
        self.day.set_invalid(any(name == DAY for name, _sentence in found))
        return found

    def _save(self) -> None:
        """Say what is missing; else ask for the passphrase unless one covers it, look which numbers are taken, then sign."""
        if not self.is_whole():
            return
        if self._cover.holds(self._to_answer.covered_minutes):
            self._look()
            return
        asking = Asking(
            purpose=Purpose.SIGN,
            subject=self._to_answer.pack.pack_id,
            heading=_("Sign this answer?"),
            reason=_("It is signed with the key of your desk and cannot be changed afterwards."),
            act=_("&Sign and send"),
        )
        if self._is_first_word:
            asking = replace(
                asking,
                heading=_("Keep this for a second person?"),
                reason=_(
                    "It stands in the record under your name. A colleague signs it, or decides otherwise."
                ),
                act=_("&Keep it"),
            )
        require_step_up(self, self.tasks, asking, self._passed)

    def _passed(self) -> None:
        self._cover.begin()
        self._look()

    def _look(self) -> None:
        self.tasks.in_background(self._to_answer.numbers_taken, self._found_there, self._not_kept)

    def _found_there(self, lying: Sequence[int]) -> None:
        """A colleague may have decided a moment ago: nothing is done twice without somebody's knowing."""
        if self._is_first_word or not self._to_answer.answered_meanwhile(lying):
            self._sign(lying)
            return
        question = ConfirmDialog(
            _("Did a colleague answer already?"),
            _(
                "An answer to this pack lies where its sender looks, and this vault does not know it. It may be a colleague’s: theirs comes here with the team’s next changes. Cancel, and look at the pack again in a minute."
            ),
            _("&Sign all the same"),
            parent=self,
        )
        question.accepted.connect(lambda: self._sign(lying))
        question.open()

    def _sign(self, lying: Sequence[int]) -> None:
        self._lying = lying
        self.put_into_record()

    def after_keeping(self) -> None:
        if self._is_first_word:
            self.navigator.told.emit(_("Waiting for a second person"))
        else:
            self.navigator.told.emit(_("Signed. It goes out by itself."))
            self._put_out()

    def writer(self) -> Callable[[Vault], object]:
        to_answer, now, lying = self._to_answer, self.clock(), tuple(self._lying)
        said, note, is_first = self.typed.said(to_answer.kind), self.typed.note, self._is_first_word

        def write(vault: Vault) -> str:
            if is_first:
                give_word(vault, to_answer.pack.id, said.reason, note=note, now=now)
            else:
                receiver = receiving_end_of(vault, now=now)
                give_answer(vault, receiver, to_answer.pack.id, said, there=lying, note=note, now=now)
            return next_to_do(vault, to_answer.pack.id, now=now) if to_answer.kind.settles else ""

        return write

    def leads_to(self, record: object) -> Route:
        """Once it is decided, the next pack that waits; else the record."""
        return ReceivedPack(str(record)) if record else super().leads_to(record)


def _title(kind: AnswerKind) -> str:
    return {
        AnswerKind.QUESTION: _("Ask for more information"),
        AnswerKind.DECISION: _("Decide, and say why"),
        AnswerKind.OUTCOME: _("Tell the outcome"),
        AnswerKind.FEEDBACK: _("Give feedback"),
    }[kind]


def _text_label(kind: AnswerKind) -> str:
    return {
        AnswerKind.QUESTION: _("What do you need to know?"),
        AnswerKind.DECISION: _("What do you tell the referrer? (optional)"),
        AnswerKind.OUTCOME: _("What do you tell the referrer? (optional)"),
        AnswerKind.FEEDBACK: _("What do you tell the referrer?"),
    }[kind]


def _text_hint(kind: AnswerKind) -> str:
    if kind is AnswerKind.QUESTION:
        return _("One thing a line helps them to leave nothing out.")
    return _("In plain words, as you would say it on the phone.")
