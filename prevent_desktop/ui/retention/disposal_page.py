"""Before something is disposed of: what goes, what stays, why, and a word to be typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.disposal import Certificate, Ground
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.retention.disposal_view import DisposalWords, disposal_words
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import CaseKeeping, Certificates, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    ErrorSummary,
    Field,
    FlowRow,
    Heading,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    RadioGroup,
    ScrollPage,
    SecondaryButton,
    Text,
    TickBox,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.dispose import (
    LONGEST_REFERENCE,
    Finishing,
    Wish,
    finishing_steps,
)
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.team.cases.team_disposal import dispose_or_announce
from prevent_desktop.workflows.vault_admin.step_up import Purpose

_WIDEST = 860


class DisposalPage(ScrollPage):
    """Nothing happens before the passphrase was typed again."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, spool: SpoolSource, clock: Clock, target: Target
    ) -> None:
        super().__init__(widest=_WIDEST)
        self.setAccessibleName(_("Dispose of it"))
        self._tasks, self._spool, self._clock, self._target = tasks, spool, clock, target
        self._navigator = navigator
        self._words: DisposalWords | None = None
        self.back = LinkButton(_("Back"), self._leave, name=_("Back without disposing of anything"))
        self.head = PageHead(_("Dispose of it"))
        self.notice, self.errors = PageNotice(parent=self), ErrorSummary()
        self.errors.chosen.connect(self._go_to)
        self.blocked, self.goes, self.stays, self.mind = (
            _ListCard(title)
            for title in (_("What stands in the way"), _("What goes"), _("What stays"), _("Think of this"))
        )
        self.why = Card(_("Why, and who decides"))
        self.why.body.setSpacing(14)
        self._make_fields()
        self.busy = BusyLine()
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (
            self.head,
            self.notice,
            self.errors,
            self.blocked,
            self.goes,
            self.stays,
            self.mind,
            self.why,
        ):
            self.column.addWidget(widget)
        self.column.addWidget(self.busy)

    def _leave(self) -> None:
        target = self._target
        self._navigator.open(CaseKeeping(target.case_id) if target.case_id else Record(target.person_id))

    def _make_fields(self) -> None:
        self.ground = RadioGroup([(ground.value, ground.label) for ground in Ground])
        self.ground_field = Field(_("On what ground"), self.ground)
        self.reference = QLineEdit()
        self.reference.setMaxLength(LONGEST_REFERENCE)
        hint = _("Of the request or order. It stays on the certificate, so it must not name anybody.")
        self.reference_field = Field(_("Reference (optional)"), self.reference, hint=hint)
        self.drafts, self.date_is_right = _Choice(), _Choice()
        self.confirm = QLineEdit()
        self.confirm_field = Field("", self.confirm, stretch=False)
        self.act = PrimaryButton(_("&Dispose of it"), self.submit)
        self.cancel = SecondaryButton(_("&Cancel"), self._leave)
        for widget in (
            self.ground_field,
            self.reference_field,
            self.drafts,
            self.date_is_right,
            self.confirm_field,
        ):
            self.why.body.addWidget(widget)
        self.why.body.addWidget(FlowRow(self.act, self.cancel))

    # -- what is shown

    def refresh(self) -> None:
        """Look at what would go."""
        now, target = self._clock(), self._target
        self._tasks.in_vault(
            lambda vault: disposal_words(preview_disposal(vault, self._spool(), target, now=now), now.date()),
            self.show_words,
            self._failed,
        )

    def show_words(self, words: DisposalWords) -> None:
        """Show it."""
        self._words = words
        self.setAccessibleName(words.title)
        self.head.show_words(words.label, words.title)
        self.blocked.show_lines(words.blocked_by)
        self.goes.show_lines(words.goes)
        self.stays.show_lines(words.stays)
        self.mind.show_lines(words.warnings)
        offered = {ground.value for ground, _label in words.grounds}
        for value, button in self.ground.buttons.items():
            button.setEnabled(value in offered)
        if words.not_due:
            self.ground_field.set_hint(_("The time is not over: {why}").format(why=words.not_due))
        self.drafts.offer(words.drafts)
        self.date_is_right.offer(words.doubt)
        label = _("Type “{word}” to go on").format(word=words.confirm)
        self.confirm_field.label.setText(label)
        self.confirm.setAccessibleName(label)
        self.why.setVisible(not words.blocked_by)

    # -- doing it

    def submit(self) -> None:
        """Say what is missing, or ask for the passphrase and do it."""
        words = self._words
        if words is None:
            return
        errors = self._errors(words)
        found = dict(errors)
        self.ground_field.set_error(found.get("ground", ""))
        self.confirm_field.set_error(found.get("confirm", ""))
        title = ngettext("{number} thing to fix", "{number} things to fix", len(errors))
        self.errors.show_errors(title.format(number=len(errors)), errors)
        if errors:
            return
        asking = Asking(
            purpose=Purpose.DISPOSE,
            heading=words.title,
            reason=_("This cannot be taken back. Nobody can bring the records back from this computer."),
            act=_("&Dispose of it"),
            subject=self._target.case_id or self._target.person_id,
        )
        require_step_up(self, self._tasks, asking, self._dispose)

    def _errors(self, words: DisposalWords) -> list[tuple[str, str]]:
        errors = []
        if self.ground.value is None:
            errors.append(("ground", _("Choose on what ground")))
        if self.drafts.is_open:
            errors.append(("drafts", _("Finish what is begun, or tick that it is discarded")))
        if self.date_is_right.is_open:
            errors.append(("date", _("Tick that today’s date is right, or set the clock of this computer")))
        if self.confirm.text().strip().casefold() != words.confirm.casefold():
            errors.append(("confirm", _("Type “{word}”").format(word=words.confirm)))
        return errors

    def _go_to(self, key: str) -> None:
        fields: dict[str, QWidget] = {
            "ground": self.ground, "drafts": self.drafts, "date": self.date_is_right, "confirm": self.confirm,
        }  # fmt: skip
        fields[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _dispose(self) -> None:
        wish = Wish(
            ground=Ground(self.ground.value or ""),
            reference=self.reference.text(),
            throw_drafts_away=self.drafts.ticked,
            date_is_right=self.date_is_right.ticked,
        )
        now, target = self._clock(), self._target
        self.act.setEnabled(False)
        self.busy.start(_("Taking the records out…"))
        self._tasks.in_vault(
            lambda vault: dispose_or_announce(vault, self._spool(), target, wish, now=now),
            self._clean,
            self._failed,
        )

    def _clean(self, certificate: Certificate | None) -> None:
        """The rows are gone; now every trace, step by step. Whatever ends this goes on at the next unlock.

        Without a certificate the case is a team's, and was announced to them.
        """
        if certificate is None:
            self._navigator.open(CaseKeeping(self._target.case_id))
        else:
            self._next_step(certificate, list(finishing_steps()), 1)

    def _next_step(self, certificate: Certificate, steps: list[Finishing], number: int) -> None:
        now, step = self._clock(), steps[number - 1]
        words = _(
            "Taking every trace away: step {number} of {all}. If you lock, it goes on at the next unlock."
        )
        self.busy.start(words.format(number=number, all=len(steps)))
        follows = partial(self._next_step, certificate, steps, number + 1)
        last = number == len(steps)
        self._tasks.in_vault(
            lambda vault: step(vault, self._spool(), now),
            lambda _done: self._navigator.open(Certificates(certificate.id)) if last else follows(),
            lambda error: self._half_done(certificate, error),
        )

    def _half_done(self, certificate: Certificate, error: PreventDesktopError) -> None:
        self._tasks.show_failure(error)
        self._navigator.open(Certificates(certificate.id))

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.act.setEnabled(True)
        self.notice.say_failure(error)


class _ListCard(Card):
    """A heading with lines below it; hidden while there are none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.body.addWidget(Heading(title, 2))
        self._lines = VBox(spacing=6)
        self.body.addLayout(self._lines)
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show `lines` in place of those before."""
        take_all_out(self._lines)
        for line in lines:
            self._lines.addWidget(Text(f"• {line}"))
        self.setAccessibleDescription("\n".join(lines))
        self.setVisible(bool(lines))


class _Choice(QWidget):
    """A tick box that is there only where it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._column = VBox(self)
        self.box: TickBox | None = None
        self._asked = False
        self.hide()

    def offer(self, words: str) -> None:
        """Ask `words`; nothing is asked for empty ones."""
        if self.box is None and words:
            self.box = TickBox(words, parent=self)
            self._column.addWidget(self.box)
            self.setFocusProxy(self.box)
        self._asked = bool(words)
        self.setVisible(self._asked)

    @property
    def ticked(self) -> bool:
        """Whether it was asked and ticked."""
        return self.box is not None and self.box.checked

    @property
    def is_open(self) -> bool:
        """Whether it is asked and not ticked."""
        return self._asked and not self.ticked
