"""A lead answers a pack that came as a file under six words: the answer is saved as a file for its sender, and kept nowhere here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_target
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.receiving.typed_answer import OUTCOME, REASON, TEXT, TypedAnswer
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import CheckFile
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    DropDown,
    Field,
    FlowRow,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.workflows.answers.answer_by_file import (
    AnswerFile,
    FileToAnswer,
    answer_by_file,
    note_saved,
)
from prevent_desktop.workflows.vault_admin.step_up import Purpose

NOT_DECIDED: Final = "not-decided"
"""The first choice: they are told something, and nothing is decided."""
AskForTarget = Callable[[QWidget, str], Path | None]


class AnswerFilePage(ScrollPage):
    """About one checked pack."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        to: FileToAnswer,
        *,
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__(widest=760)
        self.setAccessibleName(_("Answer as a file"))
        self._tasks, self._clock, self._to, self._ask_target = tasks, clock, to, ask_target
        self.way = Breadcrumb([("check", _("Check a pack file")), ("", _("Answer as a file"))])
        self.way.chosen.connect(lambda _key: navigator.open(CheckFile()))
        outcomes = [(one.value, one.label) for one in Outcome]
        self.outcome = DropDown([(NOT_DECIDED, _("Nothing is decided yet")), *outcomes])
        self._reason, self._text = WritingBox(lines=4), WritingBox(lines=5)
        self.reason, self.text = self._reason.area, self._text.area
        self.fields = {
            OUTCOME: Field(_("What is decided?"), self.outcome, mark=_("They see this")),
            REASON: Field(_("Why is this decided?"), self._reason, mark=_("They see this")),
            TEXT: Field(_("What do you tell them?"), self._text, mark=_("They see this")),
        }
        self.save = PrimaryButton(_("&Sign and save…"), self.ask_to_save)
        self.notice = PageNotice()
        self._lay_out()
        self.outcome.chosen.connect(lambda _key: self._show_reason())
        FirstFocus(self, self.outcome)

    def _lay_out(self) -> None:
        head = PageHead(
            _("Answer as a file"),
            _(
                "To {sender}, {organisation}, about pack {pack}. It is signed with your own key, and sealed to them alone."
            ).format(
                sender=self._to.sender_name,
                organisation=self._to.sender_organisation,
                pack=short_pack_id(self._to.pack_id),
            ),
        )
        card = Card()
        card.body.setSpacing(14)
        for field in self.fields.values():
            card.body.addWidget(field)
        card.body.add(
            Text(
                _("This page is not kept when the vault locks, and neither is what you write here."), "small"
            ),
            FlowRow(self.save),
        )
        self.column.setSpacing(12)
        self.column.add(self.way, head, self.notice, card)
        self.column.addStretch(1)
        self.fields[REASON].hide()

    @property
    def kind(self) -> AnswerKind:
        """What is said: a decision, or something else."""
        return AnswerKind.FEEDBACK if self.outcome.value in {None, NOT_DECIDED} else AnswerKind.DECISION

    def _show_reason(self) -> None:
        self.fields[REASON].setVisible(self.kind.settles)

    def typed(self) -> TypedAnswer:
        """What stands there."""
        return TypedAnswer(
            outcome=(self.outcome.value or "") if self.kind.settles else "",
            reason=self.reason.toPlainText(),
            text=self.text.toPlainText(),
        )

    def ask_to_save(self) -> None:
        """What is missing is said first; then the passphrase is asked for."""
        self.notice.clear()
        problems = dict(self.typed().problems(self.kind, self._clock().date()))
        if self.outcome.value is None:
            problems[OUTCOME] = _("Choose what is decided, or that nothing is decided yet")
        for name, field in self.fields.items():
            field.set_error(problems.get(name, ""))
        if problems:
            first = next(name for name in self.fields if name in problems)
            {OUTCOME: self.outcome, REASON: self.reason, TEXT: self.text}[first].setFocus(
                Qt.FocusReason.OtherFocusReason
            )
            return
        asking = Asking(
            purpose=Purpose.SIGN,
            subject=self._to.pack_id,
            heading=_("Sign this answer?"),
            reason=_("It is signed in your name and cannot be changed afterwards."),
            act=_("&Sign"),
        )
        require_step_up(self, self._tasks, asking, self._sign)

    def _sign(self) -> None:
        said, now = self.typed().said(self.kind), self._clock()
        self._tasks.in_vault(
            lambda vault: answer_by_file(vault, self._to, said, now=now), self._signed, self._failed
        )

    def _signed(self, file: AnswerFile) -> None:
        target = self._ask_target(self, file.name)
        if target is None:
            self.notice.say(_("It was not saved. Press the button to sign it once more."), Tone.INFO)
            return
        self._tasks.in_background(
            partial(_write, target, file.content), lambda _none: self._written(target, file), self._failed
        )

    def _written(self, target: Path, file: AnswerFile) -> None:
        self._tasks.in_vault(
            lambda vault: note_saved(vault, file), lambda _none: self._saved(target), self._failed
        )

    def _saved(self, target: Path) -> None:
        words = _(
            "Saved to {file}. Give it to {sender} by email or on a stick: they choose “Bring in a file…” on their Outbox page."
        )
        self.notice.say(words.format(file=target.name, sender=self._to.sender_name), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)


def _write(target: Path, content: bytes) -> None:
    with saving(target, _("The answer was not saved")):
        write_for_person(target, content)
