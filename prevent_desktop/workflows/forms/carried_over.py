"""Which answers of a draft were carried over, and where from: from the record, an earlier form, a note, or one's own details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from prevent_desktop.formatting import short_day
from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.questionnaire.population import carried, fact_of
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import Earlier, OpenForm, earlier_answers
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.prefill_context import prefill_context

_TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """The question at `path` began with `values`, which `source` tells in words: where they stood before."""

    path: Path
    values: tuple[Value, ...]
    source: str


def carried_over(vault: Vault, library: FormLibrary, opened: OpenForm) -> tuple[CarriedOver, ...]:
    """What the record and earlier forms say, word for word, as it stands in a draft; nothing for a finished form."""
    filled = opened.filled
    if filled.is_finalised:
        return ()
    note = None if filled.grown_from is None else vault.notes.get(filled.grown_from)
    known = prefill_context(vault, filled.case_id, now=filled.started_at, note=note)
    earlier = earlier_answers(
        vault, library, filled.case_id, but=filled.form_id, only=frozenset(_forms_asked(opened.questionnaire))
    )
    facts: Mapping[str, object] = {**known.facts, **earlier.facts}
    day = None if note is None else note.written_at.astimezone().date()
    return tuple(
        CarriedOver(path=path, values=values, source=_source(key, earlier, day))
        for path, (key, values) in carried(
            opened.response, facts, earlier.by_others(filled.author, filled)
        ).items()
        if key != _TODAY
    )


def _forms_asked(questionnaire: Questionnaire) -> Iterator[str]:
    for item in questionnaire.by_link_id.values():
        form, _slash, link_id = fact_of(item).partition("/")
        if link_id:
            yield form


def _source(key: str, earlier: Earlier, note: date | None) -> str:
    form = earlier.forms.get(key)
    if form is not None:
        day = (form.finalised_at or form.changed_at).astimezone().date()
        return _("From {form}, {day}").format(form=form.title, day=short_day(day))
    kind = key.partition(".")[0]
    if kind == "note" and note is not None:
        return _("From the note of {day}").format(day=short_day(note))
    if kind in {"practitioner", "organisation"}:
        return _("From your settings")
    return _("From the pack that came in") if kind == "received" else _("From the record")
