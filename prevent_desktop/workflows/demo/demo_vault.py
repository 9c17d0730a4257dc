"""Fill a fresh vault with the example cases of ``resources/demo/cases.json``; packs are signed, sealed and sent for real.

Nobody in it exists. What the file calls delivered is delivered to the demo organisation's mailbox, and answered.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm, ResponseStatus
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import DemoOrganisation, join_demo_organisation
from prevent_desktop.workflows.forms.fill_form import freeze
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up

_DEADLINE = "ask.by"
"""The question of the bundled forms by when an answer is needed."""


def read_cases(resources: Path) -> Mapping[str, Any]:
    """The example cases. Days for an answer lie as far ahead of today as they lie ahead of the day that the file has."""
    cases: Mapping[str, Any] = json.loads((resources / "demo" / "cases.json").read_text(encoding="utf-8"))
    moved = max(date.today() - date.fromisoformat(cases["day"]), timedelta(0))  # noqa: DTZ011 - the person's own day
    for case in cases["cases"]:
        for form in case["forms"]:
            _move_deadlines(form["response"]["item"], moved)
    return cases


def _move_deadlines(items: Iterable[dict[str, Any]], moved: timedelta) -> None:
    for item in items:
        _move_deadlines(item.get("item", ()), moved)
        for answer in item.get("answer", ()) if item["linkId"] == _DEADLINE else ():
            if "valueDate" in answer:
                answer["valueDate"] = (date.fromisoformat(answer["valueDate"]) + moved).isoformat()


def fill_demo_vault(
    vault: Vault,
    spool: Spool,
    library: FormLibrary,
    organisation: DemoOrganisation,
    cases: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Give the vault its owner and the example cases, and send the packs that the file names."""
    join_demo_organisation(vault, organisation, Practitioner(**cases["practitioner"]))
    with vault.transaction():
        for person in cases["people"]:
            vault.people.add(_person(person))
        for case in cases["cases"]:
            _add_case(vault, library, case)
        for change in cases["person_changes"]:
            vault.people.add_change(_change(change))
    for case in cases["cases"]:
        _send_packs(vault, spool, library, organisation, case, now)


def _add_case(vault: Vault, library: FormLibrary, case: Mapping[str, Any]) -> None:
    vault.cases.add(
        Case(
            id=case["id"],
            person_id=case["person"],
            status=CaseStatus(case["status"]),
            opened_at=_at(case, "opened_at"),
            changed_at=_at(case, "changed_at"),
            closed_at=_maybe_at(case, "closed_at"),
        )
    )
    for note in case["notes"]:
        vault.notes.add(_note(case["id"], note))
    for form in case["forms"]:
        _add_form(vault, library, case["id"], form)
    for event in case["events"]:
        vault.events.add(_event(case["id"], event))
    for decision in case["decisions"]:
        vault.decisions.add(_decision(case["id"], decision))
    for attachment in case["attachments"]:
        vault.attachments.add(
            io.BytesIO(attachment["text"].encode()),
            case_id=case["id"],
            file_name=attachment["file_name"],
            media_type=attachment["media_type"],
            description=attachment["description"],
            at=_at(attachment, "added_at"),
        )


def _add_form(vault: Vault, library: FormLibrary, case_id: str, form: Mapping[str, Any]) -> None:
    """Keep a form as it was filled in; a completed one is frozen, and its events and decisions stand in the file."""
    questionnaire = library.version(form["form"], form["version"])
    response = Response.read(questionnaire, form["response"])
    progress = sections(response)
    filled = FilledForm(
        id=form["id"],
        case_id=case_id,
        form_id=form["form"],
        questionnaire_url=questionnaire.url,
        questionnaire_version=questionnaire.version,
        questionnaire_digest=questionnaire.digest,
        title=questionnaire.title,
        content=response.to_json(keep_disabled=True),
        place=_place(questionnaire, form["place"]),
        sections_done=sum(section.state == "complete" for section in progress),
        sections_total=len(progress),
        author=form["author"],
        started_at=_at(form, "started_at"),
        changed_at=_at(form, "changed_at"),
        based_on=form.get("based_on"),
        grown_from=form.get("grown_from"),
        kept_apart=questionnaire.kept_apart,
    )
    vault.questionnaires.keep(
        questionnaire.digest, questionnaire.url, questionnaire.version, questionnaire.canonical_json
    )
    vault.responses.add(filled)
    if form["status"] == ResponseStatus.COMPLETED:
        freeze(vault, filled.id, response, now=_at(form, "finalised_at"))


def _place(questionnaire: Questionnaire, section: str) -> str:
    """Where the writer left off, as the form's screen keeps it: at the start of a section."""
    if not section:
        return ""
    title = questionnaire.by_link_id[section].text
    return json.dumps({"section": section, "title": title, "focus": [], "cursor": 0, "top": [], "offset": 0})


def _send_packs(
    vault: Vault,
    spool: Spool,
    library: FormLibrary,
    organisation: DemoOrganisation,
    case: Mapping[str, Any],
    now: datetime,
) -> None:
    """Sign, seal and queue the case's packs one after the other; deliver and answer those that the file calls delivered."""
    for pack in sorted(case["packs"], key=lambda pack: pack["state"] != "delivered"):
        _queue(vault, spool, library, case["id"], pack["recipient"], now)
        if pack["state"] == "delivered":
            _deliver(spool, organisation, now)
            follow_up(vault, spool, now=now)


def _queue(
    vault: Vault, spool: Spool, library: FormLibrary, case_id: str, recipient_id: str, now: datetime
) -> None:
    preparation = prepare_pack.prepare(vault, library, case_id, now=now)
    choice = next(choice for choice in preparation.choices if choice.receiver.id == recipient_id)
    content = content_for(vault, library, choice, case_id=case_id, pack_id=new_pack_id(), now=now)
    signed = sign_and_seal(content, choice.receiver, signing_key(vault), trusted_certificates(vault))
    keep_pack.keep_and_queue(vault, spool, signed, case_id=case_id, now=now)


def _deliver(spool: Spool, organisation: DemoOrganisation, now: datetime) -> None:
    make_courier(spool).run_once()
    organisation.take_in(lambda: now)
    spool.send_now()
    make_courier(spool).run_once()


def _person(entry: Mapping[str, Any]) -> Person:
    return Person(
        **{
            **entry,
            "birth_date": _maybe_date(entry["birth_date"]),
            "household": tuple(
                HouseholdMember(**{**member, "birth_date": _maybe_date(member["birth_date"])})
                for member in entry["household"]
            ),
            "agencies": tuple(Agency(**agency) for agency in entry.get("agencies", ())),
            "created_at": _at(entry, "created_at"),
            "changed_at": _at(entry, "changed_at"),
        }
    )


def _change(entry: Mapping[str, Any]) -> PersonChange:
    return PersonChange(
        id=entry["id"],
        person_id=entry["person"],
        field=entry["field"],
        old_value=entry["old_value"],
        new_value=entry["new_value"],
        changed_at=_at(entry, "changed_at"),
        changed_by=entry["changed_by"],
        response_id=entry["response"],
    )


def _event(case_id: str, entry: Mapping[str, Any]) -> Event:
    return Event(
        id=entry["id"],
        case_id=case_id,
        label=entry["label"] or entry["what"],
        what=entry["what"],
        when=_maybe_date(entry["when"]),
        approximate=entry["approximate"],
        own_words=entry["own_words"],
        source=Source(entry["source"]),
        source_detail=entry["source_detail"],
        author=entry["author"],
        written_at=_at(entry, "written_at"),
        response_id=entry["response"],
    )


def _note(case_id: str, entry: Mapping[str, Any]) -> Note:
    return Note(
        id=entry["id"],
        case_id=case_id,
        text=entry["text"],
        source=Source(entry["source"]),
        source_detail=entry["source_detail"],
        author=entry["author"],
        written_at=_at(entry, "written_at"),
    )


def _decision(case_id: str, entry: Mapping[str, Any]) -> Decision:
    return Decision(
        id=entry["id"],
        case_id=case_id,
        kind=DecisionKind(entry["kind"]),
        choice=entry["choice"],
        reason=entry["reason"],
        decided_by=entry["decided_by"],
        decided_at=_when(entry["decided_at"]),
        response_id=entry["response"],
    )


def _at(entry: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(entry[name])


def _when(text: str) -> datetime | PartialDate:
    return datetime.fromisoformat(text) if "T" in text else PartialDate.parse(text)


def _maybe_at(entry: Mapping[str, Any], name: str) -> datetime | None:
    return None if entry[name] is None else _at(entry, name)


def _maybe_date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)
