"""A form between the vault and the screen: opened, kept as drafts, its files sealed, finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path as FilePath
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.formatting import all_of
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import AttachmentValue
from prevent_desktop.translation import ngettext
from prevent_desktop.ui.forms.filling.lead_card import LeadCard
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.state.draft import Draft
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.forms.carried_over import CarriedOver
from prevent_desktop.workflows.forms.fill_form import OpenForm, history_of_draft, save_draft_with_history
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.forms.one_page import FINISHED_IN_PLACE
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther
from prevent_desktop.workflows.organisation.own_lead import gets_concern
from prevent_desktop.workflows.peer_review.returned_comments import CommentBeside, comments_on, mark_done
from prevent_desktop.workflows.record.attachments import keep_attachment, seal_file, sealed_files
from prevent_desktop.workflows.team.cases.writing_too import WritingToo, writing_too
from prevent_desktop.workflows.team.change_sets.round_state import initials

_LOOK_AGAIN = timedelta(seconds=10)
"""So often at most it is looked who else writes in a form, while somebody types."""


class FormController(QObject):
    """Keeps what `screen` hands out. Signals `saved(words)` for the status line, `unsaved(error)`, None once it is. It lives and goes with the screen."""

    saved = Signal(str)
    unsaved = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        opened: OpenForm,
        clock: Callable[[], datetime],
        *,
        beside: Iterable[WordsOfOther] = (),
        carried: Iterable[CarriedOver] = (),
        whole: bool = False,
    ) -> None:
        filled = opened.filled
        state = FormState(opened.response, Place.read(filled.place), whole=whole)
        about = about_words(opened, clock())
        self.screen, card = screen_of(
            filled.form_id,
            state,
            about=about,
            form=form_words(opened),
            whole=whole,
        )
        super().__init__(self.screen)
        if card is not None:
            tasks.in_vault(lambda vault: gets_concern(vault, CONCERN), card.show_known)
        self.screen.show_beside(beside)
        self.screen.show_carried(carried)
        self._tasks = tasks
        self._opened = opened
        self._clock = clock
        self.screen.drafts.draft_ready.connect(self._keep)
        self.screen.drafts.told.connect(self.saved)
        self.screen.drafts.unsaved.connect(self.unsaved)
        self.screen.file_chosen.connect(self._seal)
        self.aids = WritingAids(tasks, filled.case_id, clock, self.screen)
        self.screen.comments.marked.connect(self._mark)
        tasks.in_vault(lambda vault: comments_on(vault, opened), self.screen.comments.show_comments)
        self._knows_history = False
        self._looked_at = clock()
        self._read_history()
        self._look_who_else()

    def _look_who_else(self) -> None:
        """Say who of the team writes in this draft too; what both write is kept, and nobody is locked out."""
        filled, now = self._opened.filled, self._clock()
        self._looked_at = now
        self._tasks.in_vault(
            lambda vault: writing_too(vault, filled.id, filled.case_id, now=now), self._tell_who_else
        )

    def _tell_who_else(self, others: tuple[WritingToo, ...]) -> None:
        if self.screen.drafts.closed:  # frozen meanwhile, and says so
            return
        words = ""
        if others:
            who = all_of([initials(one.member.name) for one in others])
            plain = ngettext(
                "{who} is writing in this form too. Both are kept: you need not wait.",
                "{who} are writing in this form too. All of it is kept: you need not wait.",
                len(others),
            )
            words = plain.format(who=who)
        if words != self.screen.writing_too.text.text():
            self.screen.writing_too.say(words)

    def _read_history(self) -> None:
        """What can be undone from before; until it is here, no draft writes over it."""
        response_id = self._opened.filled.id
        self._tasks.in_vault(lambda vault: history_of_draft(vault, response_id), self._take_history)

    def _take_history(self, text: str) -> None:
        self.screen.state.take_history(text)
        self._knows_history = True

    def _keep(self, draft: Draft) -> None:
        response_id, now = self._opened.filled.id, self._clock()
        known = draft.history if self._knows_history else None
        self._tasks.in_vault(
            lambda vault: save_draft_with_history(
                vault, response_id, content=draft.content, place=draft.place, sections_done=draft.sections_done,
                sections_total=draft.sections_total, history=known, now=now,
            ),
            self._saved,
            self.screen.drafts.save_failed,
        )  # fmt: skip

    def _saved(self, at: datetime) -> None:
        self.screen.drafts.saved(at.astimezone())
        if abs(self._clock() - self._looked_at) > _LOOK_AGAIN:
            self._look_who_else()

    def _mark(self, one: CommentBeside, done: bool) -> None:
        self._tasks.in_vault(lambda vault: mark_done(vault, one.draft_id, one.comment, done=done))

    def _seal(self, path: Path, file: FilePath) -> None:
        """Seal the file beside the vault lane, then put it on record and into the answer."""
        self._tasks.in_vault(sealed_files, lambda files: self._seal_with(files, path, file))

    def _seal_with(self, files: AttachmentFiles, path: Path, file: FilePath) -> None:
        case_id, now = self._opened.filled.case_id, self._clock()
        self._tasks.in_background(
            lambda: seal_file(files, file),
            lambda taken: self._tasks.in_vault(
                lambda vault: keep_attachment(vault, files, taken, case_id=case_id, now=now),
                lambda attachment: self.screen.attach(path, attachment_value(attachment)),
            ),
        )


def screen_of(
    form_id: str, state: FormState, *, about: str, form: str, whole: bool
) -> tuple[FormScreen, LeadCard | None]:
    """The screen of a form that is called `form`, and what stands beside a concern."""
    if whole:
        state.pair_up()
    if not whole or form_id not in FINISHED_IN_PLACE:
        return FormScreen(state, about=about, form=form), None
    card = LeadCard() if form_id == CONCERN else None
    return OnePageScreen(state, about=about, form=form, beside=card), card


def attachment_value(attachment: Attachment) -> AttachmentValue:
    """The answer that stands for a file of the record."""
    return AttachmentValue(
        content_type=attachment.media_type, title=attachment.file_name, url=f"urn:uuid:{UUID(attachment.id)}",
        size=attachment.size,
    )  # fmt: skip


def about_words(opened: OpenForm, now: datetime) -> str:
    """Whom the form is about, as lists say it."""
    return opened.person.label_on(now.date())


def form_words(opened: OpenForm) -> str:
    """The form's name with its version."""
    return f"{opened.filled.title} v{opened.filled.questionnaire_version}"
