"""What each receiver of a case will and will not see of it, and why: one record, a pack of its own for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.packs.withheld_words import withheld_words
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.packs.prepare_pack import Choice, prepare
from prevent_desktop.workflows.packs.withholding.applying import cutter_for
from prevent_desktop.workflows.packs.withholding.deciding import kept_back_in
from prevent_desktop.workflows.packs.withholding.passages import Passage, PassageKind, passages


class Seen(StrEnum):
    """Whether a receiver sees something."""

    ALL = "all"
    PART = "part"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Sight:
    """What one receiver sees of one thing, and why not all of it."""

    seen: Seen
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """One thing in the record, and what each receiver sees of it, in the order of `Differences.receivers`."""

    part: str
    section: str = ""
    label: str
    text: str = ""
    sights: tuple[Sight, ...]
    passage: Passage | None = None

    @property
    def differs(self) -> bool:
        """Whether anybody does not see all of it."""
        return any(sight.seen is not Seen.ALL for sight in self.sights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """The whole table, with what is kept back at present."""

    person: Person
    receivers: tuple[Receiver, ...]
    rows: tuple[DifferenceRow, ...]
    kept_back: tuple[Withholding, ...]


def differences(vault: Vault, library: FormLibrary, case_id: str, *, now: datetime) -> Differences:
    """Read it. Nothing of it is decided here."""
    preparation = prepare(vault, library, case_id, now=now)
    stand = kept_back_in(vault, case_id)
    views = [_View(vault, choice, case_id) for choice in preparation.choices]
    listed = passages(vault, library, case_id, now=now)
    return Differences(
        person=preparation.person,
        receivers=tuple(choice.receiver for choice in preparation.choices),
        rows=(
            *(_row(passage, views) for passage in listed),
            *_forms_in_no_pack(vault, case_id, len(views)),
        ),
        kept_back=stand,
    )


def _row(passage: Passage, views: Sequence[_View]) -> DifferenceRow:
    return DifferenceRow(
        part=passage.part,
        section=passage.section,
        label=passage.label,
        text=passage.text,
        sights=tuple(view.of(passage) for view in views),
        passage=passage,
    )


def _forms_in_no_pack(vault: Vault, case_id: str, count: int) -> Iterator[DifferenceRow]:
    for form in vault.responses.of_case(case_id):
        if form.is_finalised and form.is_ours and not form.kept_apart:
            continue
        why = _("It goes into no pack, whoever asks") if form.kept_apart else _("It is not finished")
        if not form.is_ours:
            why = _(
                "It came from {sender}: it goes as theirs, if you choose “Send along what came in”"
            ).format(sender=form.author)
        yield DifferenceRow(
            part=_("In no pack"), label=form.title, sights=(Sight(Seen.NOTHING, why),) * count
        )


class _View:
    """What one receiver gets."""

    def __init__(self, vault: Vault, choice: Choice, case_id: str) -> None:
        self._forms = {form.id for form in choice.forms}
        self._files = {file.id for file in choice.attachments}
        self._decisions = {
            decision.id
            for decision in vault.decisions.of_case(case_id)
            if decision.response_id in self._forms
            or (decision.kind is DecisionKind.SHARING and decision.received_id is None)
        }
        sharing = [
            form
            for form in vault.responses.of_case(case_id)
            if form.form_id == SHARING_DECISION and form.is_finalised and form.is_ours
        ]
        if sharing:
            self._forms.add(max(sharing, key=lambda form: form.finalised_at or form.started_at).id)
        self._no_pack = _("None of their forms is finished: they get no pack") if not choice.forms else ""
        self._cutter = cutter_for(vault, case_id, choice.receiver.id)

    def of(self, passage: Passage) -> Sight:
        """What it sees of a passage."""
        if reason := self._no_pack or self._not_theirs(passage):
            return Sight(Seen.NOTHING, reason)
        if reason := self._cutter.why(passage.place) if passage.place else "":
            return Sight(Seen.NOTHING, _("Withheld: {reason}").format(reason=reason))
        cut = self._cutter.text(passage.text)
        if cut == passage.text:
            return Sight(Seen.ALL)
        for one in self._cutter.reasons:
            if cut == withheld_words(one):
                return Sight(Seen.NOTHING, _("Withheld: {reason}").format(reason=one))
        return Sight(Seen.PART, _("Without the words that you withhold"))

    def _not_theirs(self, passage: Passage) -> str:
        if passage.kind is PassageKind.ANSWER and passage.record_id not in self._forms:
            return _("They do not receive this form")
        if passage.kind is PassageKind.DECISION and passage.record_id not in self._decisions:
            return _("It stands in a form that they do not receive")
        if passage.kind is PassageKind.FILE and passage.record_id not in self._files:
            return _("They receive no attachments")
        return ""
