"""How long one case is kept, and what was decided about it."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.retention.case_view import CaseView, Step, read_case
from prevent_desktop.ui.retention.decision_form import DecisionForm, Typed
from prevent_desktop.ui.retention.team_card import TeamAnswer, TeamDisposalCard
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Disposal, Keeping, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowRow,
    Heading,
    KeyValue,
    KeyValueTable,
    LinkButton,
    PageHead,
    PageNotice,
    ScrollPage,
    SecondaryButton,
    Tone,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention import keeping
from prevent_desktop.workflows.team.cases.team_disposal import TeamDisposal, standing_of


class CaseKeepingPage(ScrollPage):
    """The case with `case_id`."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, case_id: str) -> None:
        super().__init__()
        self.setAccessibleName(_("How long this case is kept"))
        self._tasks, self._clock, self._case_id = tasks, clock, case_id
        self._navigator = navigator
        self._view: CaseView | None = None
        self._kept_text: str | None = None
        self._on_their_way = 0
        self.crumbs = Breadcrumb((("list", _("Keeping and disposing")), ("", _("One case"))))
        self.crumbs.chosen.connect(lambda _key: navigator.open(Keeping()))
        self.record = LinkButton(_("Open the record"), self._open_record)
        self.dispose = SecondaryButton(_("&Dispose of it…"), partial(navigator.open, Disposal(case_id)))
        self.head = PageHead(_("How long this case is kept"), "", self.record, self.dispose)
        self.notice = PageNotice(parent=self)
        self.form = DecisionForm()
        self.form.decided.connect(self._decide)
        self.form.left.connect(self._form_left)
        self.team = TeamDisposalCard(self._answer_team)
        self._lay_out()

    def _lay_out(self) -> None:
        self.facts = KeyValueTable()
        self.steps = {step: SecondaryButton(f"{step.label}…") for step in Step}
        for step, button in self.steps.items():
            button.clicked.connect(partial(self._begin, step))
            button.hide()
        self.row = FlowRow(*self.steps.values())
        facts, decisions = Card(), Card()
        facts.body.add(self.facts, self.row)
        self.decisions = DataTable(
            (
                Column(title=_("When"), share=0),
                Column(title=_("What"), share=0),
                Column(title=_("Why"), share=6),
                Column(title=_("By"), share=2),
            ),
            name=_("Decisions about keeping"),
            known_as="keeping-decisions",
        )
        self.nothing = EmptyState(
            _("Nothing was decided"), _("It is kept by the rules of your organisation.")
        )
        decisions.body.add(Heading(_("Decisions about keeping"), 2), self.nothing, self.decisions)
        self.column.add(self.crumbs, self.head, self.notice, self.team, self.form, facts, decisions)

    # -- what is shown

    def refresh(self) -> None:
        """Read it again."""
        case_id, now = self._case_id, self._clock()
        self._tasks.in_vault(
            lambda vault: (
                read_case(vault, case_id, now=now),
                keeping.unfinished_decision(vault, case_id),
                standing_of(vault, case_id, now=now),
            ),
            lambda found: self.show_view(*found),
        )

    def show_view(self, view: CaseView, unfinished: str = "", team: TeamDisposal | None = None) -> None:
        """Show it; what was being typed before a lock comes back."""
        self.team.show_standing(team)
        first, self._view = self._view is None, view
        self.head.show_words(view.label, _("How long this case is kept, and why"))
        self.facts.show_rows(
            [KeyValue(key=label, label=label, values=values) for label, values in view.pairs]
        )
        for step, button in self.steps.items():
            button.setVisible(step in view.steps)
        self.decisions.show_rows(view.decisions)
        self.decisions.setVisible(bool(view.decisions))
        self.nothing.setVisible(not view.decisions)
        if first and unfinished:
            self._restore(json.loads(unfinished), view)

    def _restore(self, kept: dict[str, str], view: CaseView) -> None:
        if kept["step"] in view.steps:
            self.form.begin(Step(kept["step"]), view)
            self.form.give(kept)

    def _open_record(self) -> None:
        if self._view is not None:
            self._navigator.open(Record(self._view.person_id))

    # -- deciding

    def _answer_team(self, answer: TeamAnswer) -> None:
        """Withdraw what was announced to the team, or decide not to wait any longer."""
        case_id, now = self._case_id, self._clock()
        self._tasks.in_vault(
            lambda vault: answer(vault, case_id, now=now), lambda _none: self.refresh(), self._failed
        )

    def _begin(self, step: Step) -> None:
        if self._view is not None:
            self.notice.clear()
            self.form.begin(step, self._view)
            self.ensureWidgetVisible(self.form)

    def _form_left(self) -> None:
        self.flush()
        shown = next((button for button in self.steps.values() if button.isVisible()), None)
        if shown is not None:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, typed: Typed) -> None:
        case_id, hold_id, now = self._case_id, self._view.hold_id if self._view else "", self._clock()
        self._tasks.in_vault(
            lambda vault: _do(vault, case_id, hold_id, typed, now),
            lambda _none: self._decided(typed.step),
            self._failed,
        )

    def _decided(self, step: Step) -> None:
        self.form.put_away()
        self.notice.say(_("Written down: {what}.").format(what=step.label), Tone.SUCCESS)
        self.refresh()

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)

    # -- what is typed outlives a lock

    def flush(self) -> None:
        """Keep what is typed and not decided yet."""
        text, case_id = self._typed_text(), self._case_id
        if self._view is not None and text != self._kept_text:
            self._kept_text = text
            self._on_their_way += 1
            self._tasks.in_vault(
                lambda vault: keeping.keep_unfinished_decision(vault, case_id, text),
                self._was_kept,
                self._was_not_kept,
            )

    def _typed_text(self) -> str:
        fields = self.form.fields if self.form.step is not None else {}
        return json.dumps({"step": self.form.step, **fields}) if fields else ""

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self._on_their_way == 0

    def _was_kept(self, _none: None) -> None:
        self._on_their_way -= 1

    def _was_not_kept(self, error: PreventDesktopError) -> None:
        self._on_their_way -= 1
        self._kept_text = None
        self._failed(error)


def _do(vault: Vault, case_id: str, hold_id: str, typed: Typed, now: datetime) -> None:
    match typed.step:
        case Step.EXTEND if typed.day is not None:
            keeping.extend(vault, case_id, until=typed.day, reason=typed.reason, now=now)
        case Step.HOLD:
            keeping.hold(vault, case_id, reason=typed.reason, reference=typed.reference, now=now)
        case Step.LIFT:
            keeping.lift(vault, case_id, hold_id, reason=typed.reason, now=now)
        case Step.CLOSE | Step.NOT_REFERRED:
            end = CaseStatus.CLOSED if typed.step is Step.CLOSE else CaseStatus.NOT_REFERRED
            keeping.close_case(
                vault, case_id, end=end, reason=typed.reason, left_channel=typed.day, now=now
            )  # fmt: skip
