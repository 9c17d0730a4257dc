"""What a received pack tells enters the record: its forms, with their events and decisions, each marked as theirs.

Only from the revision that its author signed, and only forms whose questionnaire is here in that very version: where an
answer goes is said by our copy of it, never by the pack. Nothing that stands in the record changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prevent_desktop.casework.filled_forms import FilledForm, ResponseStatus
from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import RecordError, ResponseError
from prevent_desktop.evidence.names import printable
from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.definition import Questionnaire
from prevent_desktop.questionnaire.response import Response, parse_response
from prevent_desktop.strict_json import time_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.add_to_record import add_facts
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.received_forms import known_questionnaire

_MOST_FORMS = 200
_MOST_ITEMS = 5_000
_LONGEST_NAME = 80
_FINISHED = (ResponseStatus.COMPLETED, ResponseStatus.AMENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldForm:
    """A form that can enter the record. `digest` is of what it answers, whatever else a sender writes beside it."""

    form_id: str
    response: Response
    content: str
    digest: str

    @property
    def questionnaire(self) -> Questionnaire:
        """What it answers."""
        return self.response.questionnaire


@dataclass(frozen=True, slots=True)
class LeftForm:
    """A form that stays in the pack, by its title or what it calls its questionnaire, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedForms:
    """The forms of one pack, judged by the forms that are here."""

    told: tuple[ToldForm, ...] = ()
    left: tuple[LeftForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What of a pack stands in the record. `waiting` can enter and has not yet; `known` came in another pack.

    `corrects` is the pack that this one takes the place of.
    """

    events: int
    decisions: int
    forms: int
    known: int
    waiting: int
    left: tuple[LeftForm, ...]
    corrects: str = ""


class _StaysError(Exception):
    """Why a form stays in the pack."""


def judge_forms(library: FormLibrary, untrusted_responses: Sequence[str]) -> PackedForms:
    """Which of a pack's forms can enter the record, and why the others cannot. One that is there twice counts once."""
    told: dict[str, ToldForm] = {}
    left: list[LeftForm] = []
    for text in untrusted_responses[:_MOST_FORMS]:
        title = _("Form")
        try:
            raw = _parsed(text)
            title = _title(library, raw) or title
            form = _judged(library, raw, text)
            told.setdefault(form.digest, form)
        except _StaysError as stays:
            left.append(LeftForm(title, str(stays)))
    if len(untrusted_responses) > _MOST_FORMS:
        left.append(LeftForm(_("The forms after these"), _("there are more than a pack may have")))
    return PackedForms(told=tuple(told.values()), left=tuple(left))


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        return parse_response(text)
    except (ResponseError, RecursionError) as error:
        raise _StaysError(_("it makes no sense as data")) from error


def _title(library: FormLibrary, raw: Mapping[str, Any]) -> str:
    """What any version of its questionnaire is called that is here; else the end of its address."""
    address = raw.get("questionnaire")
    name = address.partition("|")[0].rpartition("/")[2] if isinstance(address, str) else ""
    known = library.known_version(name) if name in library.form_ids() else None
    return printable(name)[:_LONGEST_NAME] if known is None else known.title


def _judged(library: FormLibrary, raw: Mapping[str, Any], text: str) -> ToldForm:
    address = raw.get("questionnaire")
    url, _bar, version = address.partition("|") if isinstance(address, str) else ("", "", "")
    questionnaire = known_questionnaire(library, url, version)
    if questionnaire is None:
        raise _StaysError(_("its version is not here"))
    if questionnaire.kept_apart:
        raise _StaysError(_("such answers stay with whoever wrote them"))
    if raw.get("status") not in _FINISHED:
        raise _StaysError(_("it is not finished"))
    if _is_too_large(raw):
        raise _StaysError(_("it has more answers than a form may have"))
    try:
        response = Response.read(questionnaire, text)
    except (ResponseError, RecursionError) as error:
        raise _StaysError(_("its answers do not fit the form")) from error
    return ToldForm(
        form_id=url.rpartition("/")[2], response=response, content=text, digest=_digest_of_answers(raw)
    )


def _is_too_large(raw: Mapping[str, Any]) -> bool:
    waiting: list[Any] = [raw]
    number = 0
    while waiting:
        part = waiting.pop()
        for name in ("item", "answer"):
            below = part.get(name) if isinstance(part, dict) else None
            if isinstance(below, list):
                number += len(below)
                waiting += below
        if number > _MOST_ITEMS:
            return True
    return False


def _digest_of_answers(raw: Mapping[str, Any]) -> str:
    said = {name: raw.get(name) for name in ("questionnaire", "status", "authored", "item")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def take_facts(vault: Vault, pack: ReceivedPack, forms: Iterable[ToldForm]) -> None:
    """Let what these forms tell enter the case that the pack is in. Again does nothing.

    Meant for inside a transaction of the caller. A form that does not enter is left out whole, and the rest goes on.
    """
    here = _here(vault, pack)
    for form in forms:
        if form.digest in here:
            continue
        try:
            with vault.transaction():
                _take(vault, pack, form)
        except (ValueError, RecordError):  # what it tells is nothing that a record can hold
            continue
        here[form.digest] = pack.id


def take_now(vault: Vault, received_id: str, forms: Iterable[ToldForm]) -> None:
    """The same for a pack that was put in a case before its forms could be read. RecordError where it is in none."""
    with vault.transaction():
        pack = vault.received.get(received_id)
        if pack.case_id is None:
            raise RecordError(
                _("This pack is in no case yet"),
                _("What it tells has no place before that."),
                _("Say in which case it belongs."),
            )
        take_facts(vault, pack, forms)
        vault.audit.append("pack.facts-taken", pack.pack_id, pack.case_id)


def what_entered(vault: Vault, received_id: str, packed: PackedForms) -> Taken:
    """What of a pack is in the record now. Reads only."""
    pack = vault.received.get(received_id)
    here = _here(vault, pack)
    case_id = pack.case_id or ""
    events = vault.events.of_case_with_earlier(case_id)
    known = [here.get(form.digest) for form in packed.told]
    return Taken(
        events=sum(event.received_id == pack.id for event in events),
        decisions=sum(one.received_id == pack.id for one in vault.decisions.of_case(case_id)),
        forms=known.count(pack.id),
        known=sum(one not in {None, pack.id} for one in known),
        waiting=known.count(None),
        left=packed.left,
        corrects=pack.corrects,
    )


def _here(vault: Vault, pack: ReceivedPack) -> dict[str, str]:
    """From which pack each form came that its case has of this sender, by the digest of its answers."""
    outlines = vault.responses.outlines([pack.case_id or ""])
    came = {form.id: form.received_id for form in outlines if form.received_id is not None}
    packs = {one.id: one for one in vault.received.of_case(pack.case_id or "")}
    return {
        _digest_of_answers(parse_response(content)): came[form_id]
        for form_id, content in vault.responses.contents(list(came)).items()
        if came[form_id] in packs and _author(packs[came[form_id]]) == _author(pack)
    }


def _author(pack: ReceivedPack) -> str:
    return each_of((pack.sender_name, pack.sender_organisation))


def _take(vault: Vault, pack: ReceivedPack, form: ToldForm) -> None:
    questionnaire, at = form.questionnaire, _finished_at(pack, form.response)
    vault.questionnaires.keep(
        questionnaire.digest, questionnaire.url, questionnaire.version, questionnaire.canonical_json
    )
    filled = _filled(pack, form, at)
    vault.responses.add(filled)
    add_facts(vault, filled, form.response, now=at)


def _filled(pack: ReceivedPack, form: ToldForm, at: datetime) -> FilledForm:
    """The same on every laptop that takes it: what is joined from two stands once."""
    questionnaire = form.questionnaire
    return FilledForm(
        id=derived_id("received form", pack.pack_id, pack.fingerprint, form.digest, pack.case_id or ""),
        case_id=pack.case_id or "",
        form_id=form.form_id,
        questionnaire_url=questionnaire.url,
        questionnaire_version=questionnaire.version,
        questionnaire_digest=questionnaire.digest,
        title=questionnaire.title,
        status=ResponseStatus(form.response.status),
        content=form.content,
        content_digest=hashlib.sha256(form.content.encode()).hexdigest(),
        author=_author(pack),
        started_at=at,
        changed_at=at,
        finalised_at=at,
        received_id=pack.id,
    )


def _finished_at(pack: ReceivedPack, response: Response) -> datetime:
    """When the sender finished it; where it does not say, or says a time after the signature, when they signed."""
    try:
        return min(time_of(response.authored), pack.claimed_at)
    except ValueError:
        return pack.claimed_at
