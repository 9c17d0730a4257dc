"""The form screen. It paints a `FormState`, tells it what the person does, and hands drafts to whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.progress import next_missing
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import AttachmentValue
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, ask_for_file
from prevent_desktop.ui.forms.column.tab_order import step, to_next_zone
from prevent_desktop.ui.forms.filling.comments_card import CommentsCard
from prevent_desktop.ui.forms.filling.crumbs import FormCrumbs
from prevent_desktop.ui.forms.filling.deferred import DeferredWork, has_rules
from prevent_desktop.ui.forms.filling.drafts import DraftKeeper
from prevent_desktop.ui.forms.filling.following import Following
from prevent_desktop.ui.forms.filling.foot import FormFoot, PageFoot, foot_stays
from prevent_desktop.ui.forms.filling.keys import add_form_keys
from prevent_desktop.ui.forms.filling.layout import FormLayout, LayoutMode
from prevent_desktop.ui.forms.filling.section_panel import SectionPanel
from prevent_desktop.ui.forms.questions.help_card import HelpCard
from prevent_desktop.ui.forms.rows.factory import RowFactory
from prevent_desktop.ui.forms.rows.question_list import QuestionList
from prevent_desktop.ui.forms.rows.removal import Removal
from prevent_desktop.ui.forms.rows.wishes import Answering, Wishes
from prevent_desktop.ui.forms.state.calling import time_of_call
from prevent_desktop.ui.forms.state.draft import Draft
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.helping import help_at
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.forms.state.shown_section import Update
from prevent_desktop.ui.widgets import Notice, Tone, VBox, announce
from prevent_desktop.ui.writing.preedit import commit_preedit
from prevent_desktop.workflows.forms.carried_over import CarriedOver
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther

_BEFORE_SAVING = 0.03
"""Seconds at most that leaving the form waits for what it works out; the rest is worked out when it is opened again.

A draft while somebody types waits for nothing: what is worked out in the next pause makes another one.
"""


class FormScreen(QWidget):
    """One response, to be filled: section by section, or all of them on one page with the list of them at the left.

    `about` is whom it is about as lists say it, `form` the form's name with its version; `beside` stands beside a form without
    a list of sections. One that `checks` ends with the page of all answers. `drafts` hands out what is to be kept. Signals: `finish_wanted()` after the
    last section; `back_wanted()`; `guidance_wanted(page)`; `print_wanted()`; `whole_wanted(on)` to show all of it on one page, or
    section by section; `file_chosen(path, file)`, answered by `attach(path, value)` once the file is in the vault.
    """

    finish_wanted = Signal()
    back_wanted = Signal()
    guidance_wanted = Signal(str)
    file_chosen = Signal(object, object)
    print_wanted = Signal()
    whole_wanted = Signal(bool)

    def __init__(
        self,
        state: FormState,
        *,
        about: str,
        form: str,
        choose_file: AskForFile = ask_for_file,
        beside: QWidget | None = None,
        checks: bool = True,
    ) -> None:
        super().__init__()
        self.state = state
        self._form, self._choose_file = form, choose_file
        self._came_from_check = False
        self.removal = Removal(state, self)
        self.answering = Answering(state, self.removal, self._apply)
        self._deferred = DeferredWork(state, self._apply, self)
        self.drafts = DraftKeeper(self._draft, self)
        self.crumbs = FormCrumbs(state, about=about, form=form)
        self._sections = SectionPanel(state, self, checks=checks)
        self._card = HelpCard()
        self.comments = CommentsCard()
        self._question_list = QuestionList(state, RowFactory(state, self._wishes()))
        self.foot = self._new_foot()
        self._form_layout = FormLayout(
            self.crumbs, self._sections, self._question_list, self._card, self.comments, self.foot, beside=beside
        )  # fmt: skip
        self._zones = (
            self.crumbs, self._sections.list, self._sections.chooser, self._question_list, self.foot,
            self.comments, self._card, *([] if beside is None else [beside]),
        )  # fmt: skip
        self.writing_too = Notice(parent=self)
        VBox(self).add(self.writing_too, self._form_layout)
        self._connect()
        self._show_first()

    def _connect(self) -> None:
        """What its parts tell, and the keys, lead to what it does."""
        self.crumbs.back_wanted.connect(self.back_wanted)
        self.crumbs.otherwise_wanted.connect(self._show_otherwise)
        self._sections.chosen.connect(self.show_part)
        self._sections.check_wanted.connect(self._check)
        self._sections.counted.connect(self._counted)
        self._card.guidance_wanted.connect(self.guidance_wanted)
        self.comments.question_wanted.connect(self.go_to)
        self._question_list.moved.connect(self._moved)
        self._question_list.width_changed.connect(lambda ems: self._apply(self.state.fit(ems)))
        if self.state.is_whole:
            Following(self.state, self._question_list).came.connect(self._show_here)
        self._form_layout.mode_changed.connect(self._mode_changed)
        self._form_layout.foot_moved.connect(self._question_list.make_end_anew)
        for zone in (self._sections.list, self._question_list):
            zone.left_by_tab.connect(partial(self._leave_zone, zone))
        add_form_keys(
            self,
            undo=self.undo,
            redo=self._redo,
            turn=self._turn,
            one_page=self._show_otherwise,
            next_missing=self._go_to_next_missing,
            say_why_not=self._question_list.say_why_not,
            help_=self._help,
            read_more=self._card.read_more,
        )

    def _show_first(self) -> None:
        """The form as it opens: where the person left it."""
        self._mode_changed(self._form_layout.mode)
        self._question_list.show_lines()
        self._show_first_help()
        self._question_list.return_to(self.state.place)
        self._say_title()
        if has_rules(self.state.response.questionnaire):
            self._deferred.prepare()

    def _leave_zone(self, zone: QWidget, forward: bool) -> None:
        to_next_zone(self, self._zones, zone, forward)

    def _mode_changed(self, mode: LayoutMode) -> None:
        self._question_list.help_in_place(mode is LayoutMode.NARROW)

    def _wishes(self) -> Wishes:
        return self.answering.wishes(
            choose_file=self._choose,
            take_file=self.file_chosen.emit,
            guidance=self.guidance_wanted.emit,
            change_time=self._change_time,
            foot=lambda: None if foot_stays(self._form_layout.height()) else self._new_foot(bar=False),
        )

    # What the person does

    def _change_time(self, path: Path) -> None:
        """To the time of the call, as it is written down: what is typed takes its place."""
        question, span = time_of_call(self.state, path)
        self.go_to(question)
        self._question_list.select_here(span)

    def show_beside(self, found: Iterable[WordsOfOther]) -> None:
        """What others wrote stands beside the questions from now on."""
        self.state.take_beside(found)
        self._question_list.refresh()

    def show_carried(self, found: Iterable[CarriedOver]) -> None:
        """Answers that were carried over are blocks that tell where from."""
        self._question_list.show_carried(found)

    def _choose(self, path: Path) -> None:
        file = self._choose_file(self)
        if file is not None:
            self.file_chosen.emit(path, file)

    def attach(self, path: Path, value: AttachmentValue) -> None:
        """The file chosen for the question at `path` is in the vault: it is the answer, or one more of them."""
        self.answering.attach(path, value)

    def undo(self) -> None:
        """Take back what was done last."""
        self._apply(self.state.undo())

    def _redo(self) -> None:
        self._apply(self.state.redo())

    def _moved(self, left: Path | None, entered: Path | None) -> None:
        """The focus went from one question to another: what was typed is looked at now."""
        if left is not None:
            self._apply(self.state.move_on(left))
        if entered is not None:
            self._apply(self.state.go(self.state.part_of(entered)))
            self._card.show_help(help_at(self.state.response.questionnaire, entered))
            self.comments.show_at(entered)
            self.drafts.note_place()

    def _proceed(self) -> None:
        if self.state.next_part() is None:
            self._check()
        else:
            self._turn(1)

    def _go_to_next_missing(self) -> None:
        """To the next question that must be answered and is not; where none is left, to where the form is finished."""
        self._deferred.finish()
        if path := next_missing(self.state.response, self._question_list.here):
            self.go_to(path)
        else:
            self._all_answered()

    def _all_answered(self) -> None:
        self._check()

    def _check(self) -> None:
        """On to the page of all answers."""
        self._deferred.finish()
        self.flush()
        self.finish_wanted.emit()

    def _back(self) -> None:
        if self._came_from_check:
            self._check()
        else:
            self._turn(-1)

    def _turn(self, step: int) -> None:
        if (part := self.state.next_part(step)) is not None:
            self.show_part(part)

    def _show_otherwise(self) -> None:
        """All of it on one page from now on; or section by section, where it is."""
        if len(self.state.parts) > 1:
            self.whole_wanted.emit(not self.state.is_whole)

    def _help(self) -> None:
        if self._form_layout.mode is LayoutMode.NARROW:
            self._question_list.toggle_help()
        else:
            self._card.take_focus()

    # The foot

    def _new_foot(self, *, bar: bool = True) -> FormFoot:
        foot = FormFoot(bar=bar)
        foot.back_wanted.connect(self._back)
        foot.continue_wanted.connect(self._proceed)
        self._say_place(foot)
        return foot

    def _show_here(self) -> None:
        """Another section of the page is where the person is."""
        self._sections.show_here()
        self._say_title()
        self._show_place()

    def _counted(self, done: int) -> None:
        self.drafts.note_done(done)
        self._show_place()

    def _show_place(self) -> None:
        for foot in self.findChildren(FormFoot):
            self._say_place(foot)

    def _say_place(self, foot: FormFoot) -> None:
        back = _("&Back") if self.state.next_part(-1) is not None else ""
        foot.show_place(
            self._sections.place, back=_("&Back to check answers") if self._came_from_check else back
        )

    def lead_back_to_check(self) -> None:
        """The person came from the page of all answers, and the way back leads there."""
        self._came_from_check = True
        self._show_place()

    # Going about

    def show_part(self, part: int) -> None:
        """Show another section from its top, or go there on the page."""
        update = self.state.go(part)
        if update.part:
            self.drafts.touch()
        self._apply(update)
        if update.part or self.state.is_whole:
            self._question_list.go_to_section(((self.state.parts[part].link_id, 0),))

    def go_to(self, path: Path) -> None:
        """Show the question at `path` and put the cursor into it."""
        self._apply(self.state.open(path))

    def return_to_question(self) -> None:
        """Put the keyboard back into the question that it was in last, as after reading the guidance about it."""
        self._question_list.remember()
        self._question_list.return_to(self.state.place)
        self._question_list.settle_place()

    def place_within(self) -> str:
        """Section, question, cursor and scroll, also where nothing was typed since."""
        self._question_list.remember()
        return self.state.place.to_text()

    def return_within(self, untrusted_place: str) -> None:
        """Go back there."""
        place = Place.read(untrusted_place)
        self._apply(self.state.go(self.state.part_named(place.section)))
        self._question_list.return_to(place)
        self._question_list.settle_place()

    def finds(self, control: QWidget) -> bool:
        """Whether `control` is in one of the questions."""
        return self._question_list.isAncestorOf(control)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Mark the questions that have problems, as they were found when the answers were checked."""
        self._apply(self.state.show_problems(problems))

    def _apply(self, update: Update) -> None:
        """Paint what changed and nothing else."""
        if update.changed:
            self._deferred.touch()
            self.drafts.touch()
            self._sections.refresh_soon()
        if update.part:
            self._sections.refresh()
            self._show_place()
            self._show_first_help()
        if update.here:
            self._show_here()
        self._question_list.apply(update)
        if update.part:
            self._say_title()
            if self.isVisible() and QApplication.focusWidget() is None:
                self._take_keyboard()
        if (update.part or update.here) and self.isVisible():
            announce(self, self._sections.here)
        self.removal.look()

    def _take_keyboard(self) -> None:
        """Into the section; past it, where nothing in it takes the keyboard."""
        if not self._question_list.enter(forward=True):
            self._leave_zone(self._question_list, forward=True)

    def _say_title(self) -> None:
        """What a screen reader is told when the form opens: its name, and which section is shown, or where the person is."""
        self.setAccessibleName(". ".join(part for part in (self._form, self._sections.here) if part))

    def _show_first_help(self) -> None:
        """Until a question has the keyboard, the help is that of the section's first one."""
        first = self._question_list.first_question
        if first is not None:
            self._card.show_help(help_at(self.state.response.questionnaire, first))

    # Keeping

    def _draft(self) -> Draft:
        self._question_list.remember()
        return self.state.draft()

    def flush(self) -> None:
        """Hand out at once what is not kept yet, down to the letter that an input method still holds."""
        if self.isVisible() and self._question_list.has_focus_inside():
            commit_preedit()
        self._deferred.before_saving(_BEFORE_SAVING)
        self._sections.catch_up()  # nothing is left to be handed out later: the form may be frozen by then
        self.drafts.flush()

    def freeze(self, words: str, foot: PageFoot) -> None:
        """It is finished where it was filled in: nothing can be changed any more. `words` say so, `foot` leads on."""
        self.show_problems(())
        self.drafts.close()
        self.writing_too.say(words, Tone.SUCCESS)
        for keys in self.findChildren(QShortcut):
            keys.setEnabled(False)
        self._question_list.freeze()
        self._form_layout.end_with(foot)
        self._zones = tuple(foot if zone is self.foot else zone for zone in self._zones)

    def print_shown(self) -> None:
        """Print the answers so far (Ctrl+P)."""
        self.print_wanted.emit()

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.drafts.settled

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Come back to where the person was."""
        super().showEvent(event)
        self._question_list.settle_place()
        self._deferred.touch()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # Qt's own name of the argument
        """Tab goes breadcrumb, sections, questions, help, and then out of the screen."""
        return step(self, self._zones, next)
