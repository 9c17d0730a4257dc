"""Which forms can be begun for a case, for whom each is, and whether one goes on with a draft or starts as a copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import (
    ADDENDUM,
    CONCERN,
    LEAD_CHECK,
    NOTE,
    REFERRAL,
    SCREENING,
    SHARING_DECISION,
    SUPPORT_REQUEST,
    VISIT_NOTE,
    FormLibrary,
)
from prevent_desktop.workflows.forms.start_as_copy import is_own, model_for_copy

_IN_ORDER = (CONCERN, SCREENING, LEAD_CHECK, SHARING_DECISION, REFERRAL, SUPPORT_REQUEST, VISIT_NOTE)
"""The forms of a referral in the order in which it uses them; others follow by title."""


class Audience(StrEnum):
    """For whom a form is, the practitioner first."""

    PRACTITIONER = "practitioner"
    LEAD = "lead"
    RECEIVER = "receiver"
    PANEL = "panel"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Audience.PRACTITIONER: _("For you"),
            Audience.LEAD: _("For the safeguarding lead"),
            Audience.RECEIVER: _("For those who receive referrals"),
            Audience.PANEL: _("For the Channel panel"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOption:
    """A form that can be begun. `draft` is one that was begun and not finished; `model` one that it can start from, and whether the judgements in it are the reader's own."""

    form_id: str
    title: str
    line: str
    audience: Audience
    draft: FilledForm | None = None
    model: FilledForm | None = None
    model_is_own: bool = False


def form_options(vault: Vault, library: FormLibrary, case_id: str) -> tuple[FormOption, ...]:
    """Every form, by audience and then in the order of use."""
    drafts = {form.form_id: form for form in vault.responses.of_case(case_id) if not form.is_finalised}
    models = {
        form_id: model_for_copy(vault, library, form_id=form_id, case_id=case_id)
        for form_id in library.form_ids()
    }
    options = (
        FormOption(
            form_id=form_id,
            title=questionnaire.title,
            line=line_about(questionnaire),
            audience=audience_of(questionnaire),
            draft=drafts.get(form_id),
            model=model,
            model_is_own=model is not None and is_own(vault, model),
        )
        for form_id, model in models.items()
        if form_id != NOTE
        for questionnaire in (library.newest(form_id),)
    )
    return tuple(sorted(options, key=_turn))


def form_titles(library: FormLibrary) -> tuple[tuple[str, str], ...]:
    """Id and title of every form that can be begun about anybody, in the order of use; an addendum is about a finished form, and a note is written as one."""
    ids = (form_id for form_id in library.form_ids() if form_id not in {ADDENDUM, NOTE})
    titles = ((form_id, library.newest(form_id).title) for form_id in ids)
    return tuple(sorted(titles, key=lambda each: (_place(each[0]), each[1])))


def audiences_for(practitioner: Practitioner | None) -> frozenset[Audience]:
    """Whose forms are offered first: those that the owner of the vault chose; every form can be chosen all the same.

    Until they chose, those of practitioners and leads, and of receivers or the panel where words of the role fit.
    """
    chosen = frozenset() if practitioner is None else frozenset(Audience) & frozenset(practitioner.kinds)
    if chosen:
        return frozenset(audience for audience in Audience if audience in chosen)
    described = "" if practitioner is None else f"{practitioner.role} {practitioner.organisation}".casefold()
    words = {
        Audience.RECEIVER: ("front door", "prevent team", "mash", "duty", "triage", "police"),
        Audience.PANEL: ("panel", "channel"),
    }
    fitting = {audience for audience, known in words.items() if any(word in described for word in known)}
    return frozenset({Audience.PRACTITIONER, Audience.LEAD, *fitting})


def audience_of(questionnaire: Questionnaire) -> Audience:
    """For whom a form is; for practitioners where it does not say."""
    known = questionnaire.audience
    return Audience(known) if known in set(Audience) else Audience.PRACTITIONER


def _turn(option: FormOption) -> tuple[int, int, str]:
    return list(Audience).index(option.audience), _place(option.form_id), option.title


def _place(form_id: str) -> int:
    return _IN_ORDER.index(form_id) if form_id in _IN_ORDER else len(_IN_ORDER)


def line_about(questionnaire: Questionnaire) -> str:
    """What a form is, in one line: its description up to the first stop or colon."""
    described = " ".join(str(questionnaire.raw.get("description", "")).split())
    return re.split(r"[.:]\s", described, maxsplit=1)[0].rstrip(".:")
