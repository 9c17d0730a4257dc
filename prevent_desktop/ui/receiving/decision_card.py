"""The decision about a received pack in one card, beside its pages: by when, who decides, whose case, what is said, the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.assign_box import AssignBox
from prevent_desktop.ui.components.closing_words import closing_words
from prevent_desktop.ui.components.due_words import decide_by_in_words
from prevent_desktop.ui.receiving.answer_cover import AnswerCover
from prevent_desktop.ui.receiving.answer_fields import AnswerFields
from prevent_desktop.ui.receiving.answer_keeping import AnswerKeeping
from prevent_desktop.ui.receiving.answer_problems import AnswerProblems
from prevent_desktop.ui.receiving.answer_signing import AnswerSigning, ToSign, refused
from prevent_desktop.ui.receiving.holder_box import HolderBox
from prevent_desktop.ui.receiving.in_case_part import InCasePart
from prevent_desktop.ui.receiving.place_part import PlacePart
from prevent_desktop.ui.receiving.putting_in_case import PuttingInCase
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.decide import Decided, Deciding
from prevent_desktop.workflows.answers.give_answer import ToAnswer, require_answerable, to_answer
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.filing import Place
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.receiving.second_person import ANYBODY, Closing, closes, closing_in
from prevent_desktop.workflows.record.writing import (
    Writing,
    writing,
    writing_history,
)

_MARGINS, _SPACING = (16, 14, 16, 16), 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the vault has for the card: what was typed before, and what hinders an answer, in words; whether it can only be read."""

    to_answer: ToAnswer
    kept: Mapping[str, str]
    history: str
    hindrance: str
    is_read_only: bool


class DecisionCard(Card):
    """About the received pack with our id `received_id`. What is typed is kept, for this pack alone.

    Signals: `placed()` once the pack is in a case, or somebody's; `signed(Decided)`. `cover` is what one passphrase covers, `reach` how
    the desk's storage is reached.
    """

    placed = Signal()
    signed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        library: FormLibrary,
        received_id: str,
        *,
        cover: AnswerCover,
        reach: DeskReach | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Decide about this pack"))
        self._tasks, self._navigator, self._clock, self._library = tasks, navigator, clock, library
        self.received_id, self._reach = received_id, reach
        self._opened: OpenedPack | None = None
        self._found: _Found | None = None
        self._untrusted_forms: tuple[str, ...] | None = None
        self._waiting: Callable[[], object] | None = None
        self._closing = ANYBODY
        self._asked: AnswerKind | None = None
        self._make_parts(cover)
        self._lay_out()
        self._listen()
        self.hide()

    def _make_parts(self, cover: AnswerCover) -> None:
        tasks, navigator, clock = self._tasks, self._navigator, self._clock
        self.clock_note, self.hindrance = Notice(), Notice()
        self.holder = HolderBox(tasks, navigator, clock, self.received_id, self._reach)
        self.assign = AssignBox(tasks, navigator, clock)
        self.place = PlacePart(tasks, clock)
        self.in_case = InCasePart(tasks, self._library, self.received_id)
        self.answer = AnswerFields()
        self.save = PrimaryButton(_("&Sign and answer"), self._sign)
        self.put = SecondaryButton(_("&Add to case"), self._put)
        self.sealed = Text(_("Sealed to them alone"), "small", wrap=False)
        self._problems = AnswerProblems(self.place, self.answer, clock, self)
        self._keeping = AnswerKeeping(
            tasks, navigator, clock, self.received_id, self.place, self.answer, self
        )
        self.errors, self.throw_away = self._problems.summary, self._keeping.throw_away
        self._putting = PuttingInCase(
            tasks, clock, self._library, self.received_id, self.holder, self.place, self
        )
        self.signing = AnswerSigning(tasks, clock, self._library, self.holder, cover, self._reach, self)

    def _lay_out(self) -> None:
        self.body.setContentsMargins(*_MARGINS)
        self.body.setSpacing(_SPACING)
        self.body.add(
            self.errors, self.clock_note, self.hindrance, self.holder, self.assign, self.place, self.in_case, self.answer,
            FlowRow(self.save, self.sealed, self.put, self.throw_away),
        )  # fmt: skip
        enter_sends(self.answer, self.save)
        self.in_case.hide()

    def _listen(self) -> None:
        bind(Shortcut.SAVE, self, self.save.click)
        give_tooltip(self.save, Shortcut.SAVE.shown)
        self.holder.given.connect(self.placed)
        self.assign.assigned.connect(self.placed)
        self.place.changed.connect(self._place_changed)
        self.answer.turned.connect(self._say_closing)
        self._keeping.touched.connect(self._say_closing)
        self._keeping.discarded.connect(self._discarded)
        self._putting.put.connect(self._is_put)
        self._putting.stopped.connect(self._not_put)
        self.signing.begun.connect(self._hold_still)
        self.signing.signed.connect(self._signed)
        self.signing.stopped.connect(self._stopped)

    # -- what is shown

    def show_pack(self, opened: OpenedPack) -> None:
        """Show what is known of the pack, and what was typed about it before."""
        before, self._opened = self._opened, opened
        if before is None:
            WritingAids(self._tasks, opened.pack.case_id or "", self._clock, self)
        self.clock_note.say(decide_by_in_words(opened.due, opened.pack, self._clock()), Tone.WARNING)
        recorded = opened.recorded
        self.put.setVisible(recorded is None)
        self.in_case.setVisible(recorded is not None)
        if recorded is None:
            self.place.show_pack(opened)
            self.holder.look()
        else:
            self.holder.hide()
            self.place.close_choice()
            self.in_case.show_case(recorded.label_on(self._clock().astimezone().date()))
            self.assign.look(opened.pack.case_id or "")
            self._show_entered()
            if before is not None and before.recorded is None:
                self._keeping.touch()  # where it belongs is no longer to be kept
                self.in_case.record.setFocus(Qt.FocusReason.OtherFocusReason)
        self._closing = opened.closing
        self.show()
        self._tasks.in_vault(self._read, self._show_found)

    def _read(self, vault: Vault) -> _Found:
        now, hindrance = self._clock(), ""
        found = to_answer(vault, self.received_id, self._reach, now=now)
        try:
            require_answerable(vault, found.pack, now=now)
        except PreventDesktopError as error:
            hindrance = str(error)
        return _Found(
            to_answer=found,
            kept=writing(vault, Writing.ANSWER, self.received_id),
            history=writing_history(vault, Writing.ANSWER, self.received_id),
            hindrance=hindrance,
            is_read_only=vault.is_read_only,
        )

    def _show_found(self, found: _Found) -> None:
        self._found = found
        self.answer.show_kinds(is_decided=found.to_answer.is_decided)
        can_answer = not found.hindrance
        self.hindrance.say(found.hindrance, Tone.WARNING)
        for part in (self.answer, self.save, self.sealed):
            part.setVisible((can_answer or bool(found.kept)) and not found.is_read_only)
        if found.is_read_only:
            self.hindrance.hide()
            self.place.hide()
            self.put.hide()
        self._keeping.begin(found.kept, found.history, found.to_answer.decided)
        if self._asked is not None:
            self._begin(self._asked)
        self._say_closing()

    def take_forms(self, untrusted_forms: tuple[str, ...]) -> None:
        """What the pack tells was read: it enters the record with the pack."""
        self._untrusted_forms = untrusted_forms
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()
        elif self._opened is not None and self._opened.recorded is not None:
            self._show_entered()

    def _show_entered(self) -> None:
        if self._untrusted_forms is not None:
            self.in_case.show_entered(self._untrusted_forms)

    def ask(self, kind: AnswerKind) -> None:
        """Turn to this answer, with the keyboard where it begins: where the pack belongs, as long as it is in no case.

        Where nothing is typed, what is kept is shown first: it may have been brought back.
        """
        is_empty = self._opened is not None and self._keeping.is_empty
        self._begin(kind)
        if is_empty:
            self._keeping.forget_shown()
            self._asked = kind
            self._tasks.in_vault(self._read, self._show_found)

    def _begin(self, kind: AnswerKind) -> None:
        if self._found is None or self._opened is None:
            self._asked = kind
            return
        self._asked = None
        self.answer.turn_to(kind)
        if self._opened.recorded is None:
            self.place.begin()
        elif self.answer.isVisibleTo(self):
            self.answer.begin()

    # -- closing

    def _place_changed(self) -> None:
        opened, place, now = self._opened, self.place.place, self._clock()
        if opened is not None and place is not None:
            self._tasks.in_vault(
                lambda vault: closing_in(vault, opened.pack, place, now=now),
                partial(self._take_closing, place),
            )

    def _take_closing(self, place: Place, closing: Closing) -> None:
        if place == self.place.place:
            self._closing = closing
            self._say_closing()

    def _say_closing(self) -> None:
        """Where it takes two people to close this, say so, and what the button does then."""
        is_closed = closes(self.answer.typed.chosen)
        words = closing_words(self._closing) if is_closed or self._closing.waits else ""
        if words != self.answer.closing_note.text.text():  # it is read out each time that it is said
            self.answer.closing_note.say(words, Tone.WARNING)
        self.save.setText(_("&Keep for a second person") if self._is_first_word else _("&Sign and answer"))
        self.sealed.setVisible(not self._is_first_word and not self.save.isHidden())

    @property
    def _is_first_word(self) -> bool:
        """Whether what is written closes the pack only once somebody else says so too."""
        return closes(self.answer.typed.chosen) and not self._closing.may_close

    # -- what is kept of it

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self._keeping.settled

    def flush(self) -> None:
        """Hand over what is not kept yet."""
        self._keeping.flush()

    def _discarded(self) -> None:
        self._problems.clear()
        self._begin(self.answer.kind)

    # -- putting it in a case, and signing

    def _once_read(self, work: Callable[[], object]) -> None:
        """Do it once what the pack tells is read, which enters the record with it."""
        if self._untrusted_forms is None:
            self._waiting = work
        else:
            work()

    def _put(self) -> None:
        if self._problems.is_whole(answers=False):
            self._keeping.flush()
            self._enable(enabled=False)
            self._once_read(lambda: self._putting.begin(self._untrusted_forms or ()))

    def _is_put(self) -> None:
        self._navigator.told.emit(_("The pack is in the case now"))
        self._enable(enabled=True)
        self.placed.emit()

    def _not_put(self, error: PreventDesktopError | None) -> None:
        self._stopped(error)
        if error is None:
            self.put.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign(self) -> None:
        if self._found is not None and self._problems.is_whole(answers=True):
            self._once_read(self._begin_signing)

    def _begin_signing(self) -> None:
        opened, found = self._opened, self._found
        if opened is None or found is None:
            return
        deciding = Deciding(
            received_id=self.received_id,
            said=self.answer.typed.said(self.answer.kind),
            note=self.answer.note,
            place=self.place.place,
            is_first_word=self._is_first_word,
        )
        to_sign = ToSign(
            deciding=deciding, pack_id=opened.pack.pack_id, untrusted_forms=self._untrusted_forms or ()
        )
        # Two people are two passphrases: who finds the desk open does not say it in the name of whoever answered last.
        takes_two = closes(deciding.said.outcome) and self._closing.takes_two
        self.signing.begin(to_sign, 0 if takes_two else found.to_answer.covered_minutes)

    def _hold_still(self) -> None:
        """Nothing is kept any more once it is being signed: it would stand there again afterwards."""
        self._keeping.stop()
        self._enable(enabled=False)

    def _enable(self, *, enabled: bool) -> None:
        """What is signed is what stands there: nothing is typed meanwhile."""
        for part in (self.answer, self.place, self.save, self.put, self.throw_away):
            part.setEnabled(enabled)

    def _signed(self, decided: Decided) -> None:
        first_word = self._is_first_word
        self._enable(enabled=True)
        self._keeping.empty()
        self._problems.clear()
        said = _("Waiting for a second person") if first_word else _("Signed. It goes out by itself.")
        self._navigator.told.emit(said)
        self.signed.emit(decided)

    def _stopped(self, error: PreventDesktopError | None) -> None:
        """Nothing was changed; what is typed stays."""
        self._enable(enabled=True)
        self._keeping.go_on()
        if error is None:
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._problems.refuse(*refused(error))
