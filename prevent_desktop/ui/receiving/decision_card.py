"""The decision about a received pack in one card, beside its pages: by when, who decides, whose case, what is said, the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import Case
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.assign_box import AssignBox
from prevent_desktop.ui.components.closing_words import closing_words
from prevent_desktop.ui.components.due_words import decide_by_in_words
from prevent_desktop.ui.components.unfinished_words import going_on
from prevent_desktop.ui.components.writing_keeper import WritingKeeper
from prevent_desktop.ui.receiving.answer_cover import AnswerCover
from prevent_desktop.ui.receiving.answer_fields import AnswerFields
from prevent_desktop.ui.receiving.answer_signing import AnswerSigning, ToSign, refused
from prevent_desktop.ui.receiving.holder_box import HolderBox
from prevent_desktop.ui.receiving.in_case_part import InCasePart
from prevent_desktop.ui.receiving.place_part import PlacePart
from prevent_desktop.ui.receiving.typed_answer import OUTCOME, REASON, TEXT
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    ErrorSummary,
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
from prevent_desktop.ui.writing.area_undo import AreaUndo
from prevent_desktop.ui.writing.preedit import commit_preedit
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.decide import Decided, Deciding
from prevent_desktop.workflows.answers.give_answer import ToAnswer, require_answerable, to_answer
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.filing import Place, put_in_place
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.receiving.second_person import ANYBODY, Closing, closes, closing_in
from prevent_desktop.workflows.receiving.take_facts import judge_forms
from prevent_desktop.workflows.record.writing import (
    ABOUT,
    Discarded,
    Writing,
    bring_back_writing,
    discard_writing,
    writing,
    writing_history,
)

PLACE = "place"
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
        self._is_shown = False
        self.undo: AreaUndo | None = None
        self._make_parts(cover)
        self._lay_out()
        self._listen()
        self.hide()

    def _make_parts(self, cover: AnswerCover) -> None:
        tasks, navigator, clock = self._tasks, self._navigator, self._clock
        self.errors = ErrorSummary()
        self.clock_note, self.hindrance = Notice(), Notice()
        self.holder = HolderBox(tasks, navigator, clock, self.received_id, self._reach)
        self.assign = AssignBox(tasks, navigator, clock)
        self.place = PlacePart(tasks, clock)
        self.in_case = InCasePart(tasks, self._library, self.received_id)
        self.answer = AnswerFields()
        self.save = PrimaryButton(_("&Sign and answer"), self._sign)
        self.put = SecondaryButton(_("&Add to case"), self._put)
        self.throw_away = SecondaryButton(_("Discard"), self._discard)
        self.sealed = Text(_("Sealed to them alone"), "small", wrap=False)
        self.keeper = WritingKeeper(
            tasks, Writing.ANSWER, self.received_id, self._read_fields, clock, self, history=self._history
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
        for part in (self.place, self.in_case, self.throw_away):
            part.hide()

    def _listen(self) -> None:
        bind(Shortcut.SAVE, self, self.save.click)
        give_tooltip(self.save, Shortcut.SAVE.shown)
        self.errors.chosen.connect(self._go_to)
        self.keeper.told.connect(self._navigator.told)
        self.keeper.unsaved.connect(self._navigator.unsaved)
        self.holder.given.connect(self.placed)
        self.assign.assigned.connect(self.placed)
        self.place.changed.connect(self._place_changed)
        self.answer.edited.connect(self._touch)
        self.answer.turned.connect(self._turned)
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
        self.place.setVisible(recorded is None)
        self.put.setVisible(recorded is None)
        self.in_case.setVisible(recorded is not None)
        if recorded is None:
            self.place.show_pack(opened)
            self.holder.look()
        else:
            self.holder.hide()
            self.in_case.show_case(recorded.label_on(self._clock().astimezone().date()))
            self.assign.look(opened.pack.case_id or "")
            self._show_entered()
            if before is not None and before.recorded is None:
                self._touch()  # where it belongs is no longer to be kept
                self.in_case.record.setFocus(Qt.FocusReason.OtherFocusReason)
        self._closing = opened.closing
        self.show()
        self._tasks.in_vault(self._read, self._show_found)

    def _read(self, vault: Vault) -> _Found:
        found, hindrance = to_answer(vault, self.received_id, self._reach), ""
        try:
            require_answerable(vault, found.pack, now=self._clock())
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
        if not self._is_shown:
            self._begin_keeping(found)
        if self._asked is not None:
            self._begin(self._asked)
        self._say_closing()

    def _show_kept(self, kept: Mapping[str, str], history: str) -> None:
        """What was typed before; else what a finished form of the case decides."""
        decided = None if self._found is None else self._found.to_answer.decided
        if kept:
            self.answer.turn_to(AnswerKind(kept[ABOUT].partition("/")[0]))
            self.answer.show_kept(kept)
            self.place.restore(kept.get(PLACE, ""))
        elif decided is not None and decided.outcome is not None:
            self.answer.show_kept({OUTCOME: decided.outcome.value, REASON: decided.reason})
        if self.undo is not None:
            self.undo.begin(history)

    def _begin_keeping(self, found: _Found) -> None:
        """Show what was kept, and keep what is typed from now on; what was typed before that could be shown stays."""
        if self.undo is None:
            self.undo = AreaUndo(self.answer.areas, self)
        was_typed = bool(self._read_fields())
        if not was_typed:
            self._show_kept(found.kept, found.history)
        self._is_shown = True
        if was_typed:
            self._touch()
        self._show_throw_away()

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
        is_empty = self._opened is not None and not self._read_fields()
        self._begin(kind)
        if is_empty:
            self._is_shown, self._asked = False, kind
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
        self._touch()
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

    def _turned(self) -> None:
        self._touch()
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

    def _read_fields(self) -> Mapping[str, str]:
        in_no_case = self._opened is not None and self._opened.recorded is None
        typed = {**self.answer.to_keep(), PLACE: self.place.wanted if in_no_case else ""}
        about = f"{self.answer.kind.value}/{self.received_id}"
        return {**typed, ABOUT: about} if any(text.strip() for text in typed.values()) else {}

    def _history(self) -> str:
        return "" if self.undo is None else self.undo.to_text()

    def _touch(self) -> None:
        if self._is_shown:
            self.keeper.touch()
            self._show_throw_away()
            self._say_closing()

    def _show_throw_away(self) -> None:
        self.throw_away.setVisible(bool(self._read_fields()))

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.keeper.settled

    def flush(self) -> None:
        """Hand over what is not kept yet, down to the letters that an input method still holds."""
        if self.isVisible():
            commit_preedit()
        self.keeper.flush()

    def _discard(self) -> None:
        """At once: what was typed last goes into the vault first, so that all of it can be brought back."""
        place = place_of(self.throw_away)
        self.flush()
        self.keeper.stop()
        self._tasks.in_vault(
            lambda vault: discard_writing(vault, Writing.ANSWER, self.received_id),
            partial(self._discarded, place),
        )

    def _discarded(self, place: QRect, discarded: Discarded | None) -> None:
        self._empty()
        self._begin(self.answer.kind)
        if discarded is not None:
            bring_back = partial(_bring_back, self._tasks, self._navigator, discarded)
            self._navigator.offer_undo(_("What you wrote was discarded."), bring_back, place=place)

    def _empty(self) -> None:
        """Nothing stands in it: what was there is signed, or thrown away."""
        self._is_shown = False
        self.keeper.stop()
        self.errors.show_errors("", [])
        self.place.clear()
        self.answer.show_kept({})
        self.answer.turn_to(AnswerKind.DECISION)
        self._show_kept({}, "")
        self._is_shown = True
        self._show_throw_away()
        self.keeper.begin_anew()

    # -- putting it in a case, and signing

    def _problems(self, *, answers: bool) -> list[tuple[str, str]]:
        found = []
        if self._opened is not None and self._opened.recorded is None and self.place.problem:
            found.append((PLACE, self.place.problem))
        if answers:
            found += self.answer.typed.problems(self.answer.kind, self._clock().astimezone().date())
        return found

    def _is_whole(self, *, answers: bool) -> bool:
        problems = self._problems(answers=answers)
        found = dict(problems)
        self.place.say_problem(found.pop(PLACE, ""))
        self.answer.show_problems(list(found.items()))
        title = ngettext("{number} thing to fix", "{number} things to fix", len(problems))
        self.errors.show_errors(title.format(number=len(problems)), problems)
        return not problems

    def _go_to(self, name: str) -> None:
        if name == PLACE:
            self.place.begin()
        elif self.answer.isVisibleTo(self):
            self.answer.go_to(name)

    def _once_read(self, work: Callable[[], object]) -> None:
        """Do it once what the pack tells is read, which enters the record with it."""
        if self._untrusted_forms is None:
            self._waiting = work
        else:
            work()

    def _put(self) -> None:
        if self._is_whole(answers=False):
            self._enable(enabled=False)
            self._once_read(lambda: self.holder.claim(self._put_now, self._not_put))

    def _not_put(self) -> None:
        self._stopped(None)
        self.put.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_now(self) -> None:
        place, now, library, untrusted = self.place.place, self._clock(), self._library, self._untrusted_forms
        if place is None or untrusted is None:
            self._not_put()
            return

        def put(vault: Vault) -> Case:
            return put_in_place(vault, self.received_id, place, judge_forms(library, untrusted).told, now=now)

        self.keeper.flush()
        self._tasks.in_vault(put, self._is_put, self._stopped)

    def _is_put(self, _case: Case) -> None:
        self._navigator.told.emit(_("The pack is in the case now"))
        self._enable(enabled=True)
        self.placed.emit()

    def _sign(self) -> None:
        if self._found is not None and self._is_whole(answers=True):
            self._once_read(self._begin_signing)

    def _begin_signing(self) -> None:
        opened, found = self._opened, self._found
        if opened is None or found is None:
            return
        deciding = Deciding(
            received_id=self.received_id,
            said=self.answer.typed.said(self.answer.kind),
            note=self.answer.note,
            place=self.place.place if opened.recorded is None else None,
            is_first_word=self._is_first_word,
        )
        to_sign = ToSign(
            deciding=deciding, pack_id=opened.pack.pack_id, untrusted_forms=self._untrusted_forms or ()
        )
        self.signing.begin(to_sign, found.to_answer.covered_minutes)

    def _hold_still(self) -> None:
        """Nothing is kept any more once it is being signed: it would stand there again afterwards."""
        self.flush()
        self.keeper.stop()
        self._enable(enabled=False)

    def _enable(self, *, enabled: bool) -> None:
        """What is signed is what stands there: nothing is typed meanwhile."""
        for part in (self.answer, self.place, self.save, self.put, self.throw_away):
            part.setEnabled(enabled)

    def _signed(self, decided: Decided) -> None:
        first_word = self._is_first_word
        self._enable(enabled=True)
        self._empty()
        said = _("Waiting for a second person") if first_word else _("Signed. It goes out by itself.")
        self._navigator.told.emit(said)
        self.signed.emit(decided)

    def _stopped(self, error: PreventDesktopError | None) -> None:
        """Nothing was changed; what is typed stays."""
        self._enable(enabled=True)
        self.keeper.go_on()
        if error is None:
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        title, words = refused(error)
        name = PLACE if self.place.isVisibleTo(self) else TEXT if not self.answer.kind.settles else REASON
        self.errors.show_errors(title, [(name, words)])


def _bring_back(tasks: Tasks, navigator: Navigator, discarded: Discarded) -> None:
    """Once it is in the vault again, it is opened where it was left."""
    _kind, route = going_on(discarded.writing)
    tasks.in_vault(lambda vault: bring_back_writing(vault, discarded), lambda _none: navigator.open(route))
