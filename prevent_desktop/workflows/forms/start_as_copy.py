"""Start an assessment as a copy of the last one, and tell what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.person_changes import same_name
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.errors import RecordError
from prevent_desktop.questionnaire.copying import StaysBehind, copy_answers, stays_behind
from prevent_desktop.questionnaire.differences import Change, what_changed
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.population import as_value, fact_of, populate
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import OpenForm, earlier_answers, keep_begun
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.prefill_context import prefill_context
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import colleague_of_form, signers_of_forms

_ALWAYS_FRESH = ("today", "practitioner.", "organisation.", "person.")
_LISTS = {"person.household": "member.name", "person.agencies": "agency.name", "events": "event.what"}
"""The facts that are lists, each with the part that tells an entry from others."""
_EVENT_ID = "event.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What changed since the response that another one was copied from, and what of that has no place any more.

    `colleague` is who finished that one, by name, where it was not the reader.
    """

    model: FilledForm
    changes: tuple[Change, ...]
    left: tuple[StaysBehind, ...]
    colleague: str = ""


def model_for_copy(vault: Vault, library: FormLibrary, *, form_id: str, case_id: str) -> FilledForm | None:
    """The person's last finished response to a form that may start as a copy; None where there is none."""
    questionnaire = library.newest(form_id)
    if not questionnaire.starts_as_copy or questionnaire.kept_apart:
        return None
    person_id = vault.cases.get(case_id).person_id
    finished = [
        form
        for case in vault.cases.of_person(person_id)
        for form in vault.responses.of_case(case.id)
        if form.form_id == form_id and form.is_finalised and form.is_ours
    ]
    return max(finished, key=lambda form: form.finalised_at or form.started_at, default=None)


def is_own(vault: Vault, form: FilledForm) -> bool:
    """Whether the judgements in a form are the reader's: by role and, in a shared case, by whose laptop signed it."""
    signers = signers_of_forms(vault, form.case_id, [form])
    return form.author == settings.author_of(vault) and (
        signers is None or not signers.is_anothers(RESPONSES, form.id)
    )


def start_as_copy(
    vault: Vault,
    library: FormLibrary,
    *,
    form_id: str,
    case_id: str,
    now: datetime,
) -> FilledForm:
    """Start the newest version of a form with the answers of the last one, and with what is known since.

    What a colleague made of the facts stays in theirs. Who writes, today, and what the record says of the person are filled in anew;
    members, agencies and events that the record has gained stand after the copied ones. Raises RecordError where there is nothing to copy.
    """
    model = model_for_copy(vault, library, form_id=form_id, case_id=case_id)
    if model is None:
        raise RecordError(
            _("There is nothing to copy"),
            _("No finished form of this kind is in the record."),
            _("Start it empty."),
        )
    return start_copy_of(vault, library, model, case_id=case_id, now=now)


def start_copy_of(
    vault: Vault,
    library: FormLibrary,
    model: FilledForm,
    *,
    case_id: str,
    now: datetime,
) -> FilledForm:
    """The same for a form that is known already, such as one in which one thing alone is to be said anew."""
    form_id, own = model.form_id, is_own(vault, model)
    known = prefill_context(vault, case_id, now=now)
    response = Response.start(library.newest(form_id), known.launch)

    def stays(item: Item) -> bool:
        of_another = not own and (bool(item.view_of) or item.opinion)
        return of_another or _is_fresh(item, known.facts)

    copy_answers(_response(vault, library, model), response, skip=stays)
    earlier = earlier_answers(vault, library, case_id, but=form_id)
    populate(response, {**known.facts, **earlier.facts}, earlier.by_others(settings.author_of(vault)))
    for path, item in list(_list_groups(response)):
        _meet_record(vault, response, path, item, known.facts.get(fact_of(item)))
    return keep_begun(vault, response, form_id=form_id, case_id=case_id, now=now, based_on=model.id)


def changed_since(vault: Vault, library: FormLibrary, opened: OpenForm) -> Since | None:
    """What changed since the response that this one was copied from; None for one that was not copied."""
    return since_model(vault, library, opened.filled, opened.response)


def since_model(vault: Vault, library: FormLibrary, filled: FilledForm, response: Response) -> Since | None:
    """The same for a form and its response."""
    if filled.based_on is None or filled.kept_apart:
        return None
    model = vault.responses.get(filled.based_on)
    old = _response(vault, library, model)
    return Since(
        model=model,
        changes=what_changed(old, response),
        left=stays_behind(old, response.questionnaire),
        colleague=colleague_of_form(vault, model),
    )


def _response(vault: Vault, library: FormLibrary, filled: FilledForm) -> Response:
    return Response.read(library.for_response(vault, filled), filled.content)


def _is_fresh(item: Item, facts: Mapping[str, object]) -> bool:
    """Whether an answer is filled in from what is known now rather than copied."""
    fact = fact_of(item)
    return item.is_question and fact.startswith(_ALWAYS_FRESH) and as_value(item, facts.get(fact)) is not None


def _list_groups(response: Response, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """Where the response holds groups that repeat over a list of the record: the place above, and the group."""
    for node in response.children(path):
        if node.item.type is not ItemType.GROUP:
            continue
        if fact_of(node.item) in _LISTS and node.item.repeats:
            if node.occurrence == 0:
                yield path, node.item
        else:
            yield from _list_groups(response, node.path)


def _meet_record(vault: Vault, response: Response, path: Path, group: Item, entries: object) -> None:
    """The copied entries say what the record says of them now, and those that it has gained follow."""
    for entry in entries if isinstance(entries, list) else ():
        place = _place_of(response, path, group, _names(vault, group, entry))
        if place is None:
            response.add_occurrence(path, group.link_id)
            number = sum(node.item.link_id == group.link_id for node in response.children(path)) - 1
            place = (*path, (group.link_id, number))
        _fill(response, place, entry)


def _names(vault: Vault, group: Item, entry: Mapping[str, object]) -> tuple[str, ...]:
    """All by which a copied entry may be known to be this one; an event has perhaps been put into other words since."""
    name, event_id = str(entry[_LISTS[fact_of(group)]]), entry.get(_EVENT_ID)
    if not isinstance(event_id, str):
        return (name,)
    earlier = vault.events.earlier(event_id)
    return (event_id, name, *(event.id for event in earlier), *(event.what for event in earlier))


def _place_of(response: Response, path: Path, group: Item, names: Sequence[str]) -> Path | None:
    keys = (_LISTS[fact_of(group)], _EVENT_ID)
    for node in response.children(path):
        if node.item.link_id == group.link_id:
            for below in _questions(response, node.path):
                if fact_of(below.item) in keys and any(
                    same_name(str(one), name) for one in below.answers for name in names
                ):
                    return node.path
    return None


def _fill(response: Response, place: Path, entry: Mapping[str, object]) -> None:
    for node in list(_questions(response, place)):
        value = as_value(node.item, entry.get(fact_of(node.item)))
        if value is not None and node.answers != (value,):
            response.set_answers(node.path, [value])


def _questions(response: Response, path: Path) -> Iterator[Node]:
    for node in response.children(path):
        if node.item.is_question:
            yield node
        yield from _questions(response, node.path)
