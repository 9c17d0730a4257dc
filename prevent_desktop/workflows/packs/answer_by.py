"""By when a pack asks for an answer, and what to do where that day is over before the pack is signed.

A finished form never changes, so a new day is said in a copy of it: all answers are there, and the day is to be said anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.withholding import place_of_answer
from prevent_desktop.formatting import short_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import PackPart, enabled_nodes, pack_parts
from prevent_desktop.workflows.forms.start_as_copy import start_copy_of
from prevent_desktop.workflows.packs.withholding.cutting import Cutter


@dataclass(frozen=True, slots=True)
class AnswerBy:
    """The last day for an answer, and the form that says it."""

    form: FilledForm
    day: date

    def is_over(self, today: date) -> bool:
        """Whether nobody can keep it any more."""
        return self.day < today

    @property
    def refusal(self) -> str:
        """Why nothing is signed with a day that is over, and what to do."""
        day = short_day(self.day)
        words = _("The pack asks for an answer by {day}. That day is over. Say a new day in “{form}”.")
        return words.format(day=day, form=self.form.title)


def latest_of_each(opened: Iterable[tuple[FilledForm, Response]]) -> tuple[tuple[FilledForm, Response], ...]:
    """Of a form that was filled in more than once only the last one: an assessment, and the copies that followed it."""
    latest: dict[str, tuple[FilledForm, Response]] = {}
    for form, response in opened:
        before = latest.get(form.form_id)
        if before is None or _finished(form) >= _finished(before[0]):
            latest[form.form_id] = form, response
    return tuple(latest.values())


def _finished(form: FilledForm) -> datetime:
    return form.finalised_at or form.changed_at


def answer_by(opened: Iterable[tuple[FilledForm, Response]], cutter: Cutter) -> AnswerBy | None:
    """What the first of these forms says that says it, where it is not kept back; None where none does."""
    for form, response in opened:
        parts = pack_parts(response.questionnaire)
        for node in enabled_nodes(response):
            if parts.get(node.item.link_id) is PackPart.ANSWER_BY and not cutter.why(
                place_of_answer(form.id, node.path)
            ):
                for answer in node.answers:
                    if isinstance(answer, PartialDate):
                        return AnswerBy(form, answer.latest)
    return None


def say_a_new_day(vault: Vault, library: FormLibrary, form_id: str, *, now: datetime) -> str:
    """The id of a draft in which the new day can be said: one that was begun already, or a copy of the finished form.

    `form_id` is the id of the response that says the old day.
    """
    old = vault.responses.get(form_id)
    drafts = [
        form
        for form in vault.responses.of_case(old.case_id)
        if form.form_id == old.form_id and not form.is_finalised
    ]
    if drafts:
        return max(drafts, key=lambda form: form.started_at).id
    return start_copy_of(vault, library, old, case_id=old.case_id, now=now).id
