"""What a receiver will miss, before anything is signed: each line says what, for whom, and where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from prevent_desktop.casework.choices import LeadChoice, lead_choice
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.organisation import Practitioner, Receiver, Want
from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import day_and_month, each_of
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.forms.form_library import ADDENDUM, LEAD_CHECK, SHARING_DECISION
from prevent_desktop.workflows.forms.form_marks import PackPart, enabled_nodes, pack_parts, recorded
from prevent_desktop.workflows.packs.unprintable_words import unprintable_words

SETTINGS = "settings"
OWNER, RECEIVERS = f"{SETTINGS}/who", f"{SETTINGS}/recipients"
ORGANISATION = f"{SETTINGS}/organisation"
SIGNING_KEY, LAWFUL_BASIS = f"{SETTINGS}/signing", f"{SETTINGS}/sharing"
DETAILS = "details"
"""Where a line leads that is put right in the settings (a part of them after the slash), or in the details of the person."""

_SCHOOL_AGE = 18


class Readiness(StrEnum):
    """What a line of the readiness check says."""

    READY = "ready"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyLine:
    """One line of the check before signing. `whom` are the receivers that would miss it; none means all.

    `go_to` is a response's or a form's id to open, or `SETTINGS` or `DETAILS`; empty where nothing can be opened.
    `new_day` says that the form at `go_to` asks for an answer by a day that is over: a new one is said in a copy of it.
    `why_not` says that a reason will do as well: why the lead was not asked. `no_form` says that nothing is finished.
    """

    state: Readiness
    text: str
    go_to: str = ""
    whom: tuple[str, ...] = ()
    new_day: bool = False
    why_not: bool = False
    no_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the check looks at: the forms of the case (none that is kept apart) with their answers, and the record.

    `titles` are those of the forms that a receiver may need, by id. `unsigned` says why nothing can be signed now, empty
    where it can; `lawful_basis` is the organisation's. `inside` are the ids of those with whom a pack stays in it.
    """

    person: Person
    practitioner: Practitioner | None
    forms: tuple[tuple[FilledForm, Response], ...]
    events: tuple[Event, ...]
    decisions: tuple[Decision, ...]
    titles: Mapping[str, str]
    today: date
    unsigned: str = ""
    lawful_basis: str = ""
    inside: frozenset[str] = frozenset()

    def newest(self, kind: DecisionKind) -> Decision | None:
        """The last decision of a kind."""
        return next((each for each in reversed(self.decisions) if each.kind is kind), None)

    def sent_to(self, receiver: Receiver) -> list[tuple[FilledForm, Response]]:
        """What of the finished forms a receiver gets."""
        return [each for each in self.forms if each[0].is_finalised and each[0].form_id in receiver.form_ids]


def readiness(case: Case, receivers: Sequence[Receiver]) -> tuple[ReadyLine, ...]:
    """Every line, what stands in the way first within its part."""
    return (
        *_form_lines(case, receivers),
        *_people_lines(case, receivers),
        *_lead_lines(case, receivers),
        *_signing_lines(case),
        *_grouped(line for receiver in receivers for line in _missed_by(case, receiver)),
        *_event_lines(case),
        *_unprintable_lines(case),
    )


def _form_lines(case: Case, receivers: Sequence[Receiver]) -> Iterator[ReadyLine]:
    if not any(form.is_finalised for form, _response in case.forms):
        text = _("No form is finished yet. Finish the screening first.")
        yield ReadyLine(state=Readiness.MISSING, text=text, no_form=True)
    elif not any(_open_sections(response) for form, response in case.forms if form.is_finalised):
        yield ReadyLine(state=Readiness.READY, text=_("Every section answered or marked “not known”"))
    for form, response in case.forms:
        if not form.is_finalised:
            text = _draft_words(form, len(_open_sections(response)))
            yield ReadyLine(state=Readiness.WARNING, text=text, go_to=form.id)
    if not receivers:
        text = _("No receiver is set up. Add one in settings, or ask your organisation.")
        yield ReadyLine(state=Readiness.MISSING, text=text, go_to=RECEIVERS)


def _draft_words(form: FilledForm, left: int) -> str:
    if not left:
        return _("{form} is still a draft and stays out of the pack").format(form=form.title)
    return ngettext(
        "{form} is still a draft and stays out of the pack: {number} section is not answered yet",
        "{form} is still a draft and stays out of the pack: {number} sections are not answered yet",
        left,
    ).format(form=form.title, number=left)


def _people_lines(case: Case, receivers: Sequence[Receiver]) -> Iterator[ReadyLine]:
    if case.practitioner is None:
        text = _("Say who you are in settings, so that the receiver can call you")
        yield ReadyLine(state=Readiness.MISSING, text=text, go_to=OWNER)
    outside = [one.name for one in receivers if one.id not in case.inside]
    if case.newest(DecisionKind.SHARING) is None and (outside or not receivers):
        text = _("Record the decision to share, and why")
        whom = tuple(outside) if len(outside) < len(receivers) else ()
        yield ReadyLine(state=Readiness.MISSING, text=text, go_to=SHARING_DECISION, whom=whom)


def _lead_lines(case: Case, receivers: Sequence[Receiver]) -> Iterator[ReadyLine]:
    """Whether the lead was asked, whoever else receives the pack; a reason why not will do as well."""
    lead = case.newest(DecisionKind.LEAD_CHECK)
    if lead is None and receivers and all(one.id in case.inside for one in receivers):
        return  # it is the lead who gets it
    if lead is None:
        wanted = tuple(
            each.name for each in receivers if Want.LEAD_CHECK in each.wants and case.sent_to(each)
        )
        text = _("No check with your lead is recorded yet")
        yield ReadyLine(state=Readiness.WARNING, text=text, go_to=LEAD_CHECK, whom=wanted, why_not=True)
        return
    choice, day = lead_choice(lead), day_and_month(lead.day)
    if choice is LeadChoice.NOT_ASKED:
        text = _("Your lead was not asked, and the pack says why: {reason}").format(reason=lead.reason)
        yield ReadyLine(state=Readiness.READY, text=text)
    elif _is_same(lead.decided_by, case.practitioner):
        text = _("You are recorded as the lead who was asked. Ask somebody else, such as your deputy lead")
        yield ReadyLine(state=Readiness.WARNING, text=text, go_to=LEAD_CHECK)
    elif choice in {LeadChoice.NOT_REFER, LeadChoice.GET_MORE}:
        text = _("Your lead said on {day}: {choice}").format(day=day, choice=lead.choice)
        yield ReadyLine(state=Readiness.WARNING, text=text, go_to=LEAD_CHECK)
    else:
        yield ReadyLine(state=Readiness.READY, text=_("Your lead was consulted on {day}").format(day=day))


def _signing_lines(case: Case) -> Iterator[ReadyLine]:
    """What signing would refuse, said before it is tried, and what the pack's first page would lack."""
    if case.unsigned:
        yield ReadyLine(state=Readiness.MISSING, text=case.unsigned, go_to=SIGNING_KEY)
    if not case.lawful_basis.strip():
        text = _("The lawful basis is not set: the pack would not say why you may share")
        yield ReadyLine(state=Readiness.WARNING, text=text, go_to=LAWFUL_BASIS)


def _is_same(name: str, practitioner: Practitioner | None) -> bool:
    """Whether the name is the practitioner's own, in any capitals and spaces."""
    own = "" if practitioner is None else practitioner.name
    return bool(own.strip()) and name.casefold().split() == own.casefold().split()


def _event_lines(case: Case) -> Iterator[ReadyLine]:
    for event in case.events:
        if event.source is Source.NOT_KNOWN:
            text = _("It is not known how “{event}” is known").format(event=event.label)
            yield ReadyLine(state=Readiness.WARNING, text=text, go_to=event.response_id or "")


def _unprintable_lines(case: Case) -> Iterator[ReadyLine]:
    for text, form_id in unprintable_words(case.forms, case.events):
        yield ReadyLine(state=Readiness.WARNING, text=text, go_to=form_id)


def _missed_by(case: Case, receiver: Receiver) -> Iterator[ReadyLine]:
    """What this receiver asks for, and its pack would not hold."""
    sent = case.sent_to(receiver)
    if not sent:
        if case.forms:
            text = _("None of the forms that it receives is finished")
            yield _missed(receiver, text)
        return
    yield from _needed_forms(case, receiver, sent)
    wants = {
        Want.SECTIONS: _sections_missed,
        Want.CONSENT: _consent_missed,
        Want.CALL_BACK: _call_back_missed,
        Want.BIRTH: _birth_missed,
        Want.ADDRESS: _address_missed,
        Want.SCHOOL: _school_missed,
        Want.ASK: _ask_missed,
        Want.ANSWER_BY: _answer_by_missed,
    }
    for want, missed in wants.items():
        if want in receiver.wants:
            for text, go_to in missed(case, sent):
                yield _missed(receiver, text, go_to)


Missed = Iterator[tuple[str, str]]
Sent = Sequence[tuple[FilledForm, Response]]


def _missed(receiver: Receiver, text: str, go_to: str = "") -> ReadyLine:
    return ReadyLine(state=Readiness.WARNING, text=text, go_to=go_to, whom=(receiver.name,))


def _needed_forms(case: Case, receiver: Receiver, sent: Sent) -> Iterator[ReadyLine]:
    finished = {form.form_id for form, _response in sent}
    begun = {form.form_id: form.id for form, _response in case.forms}
    for form_id in receiver.needs:
        if form_id not in finished:
            text = _("A pack without this form is sent back: {form}").format(
                form=case.titles.get(form_id, form_id)
            )
            yield _missed(receiver, text, begun.get(form_id, form_id))


def _sections_missed(_case: Case, sent: Sent) -> Missed:
    for form, response in sent:
        if left := _open_sections(response):
            text = _("{form}: nothing is answered in {sections}").format(
                form=form.title, sections=_listed(left)
            )
            yield text, form.id


def _consent_missed(case: Case, sent: Sent) -> Missed:
    recorded = case.newest(DecisionKind.CONSENT) is not None
    sharing = [each for each in case.forms if each[0].form_id == SHARING_DECISION and each[0].is_finalised]
    if not recorded and not any(_answers_consent(response) for _form, response in (*sent, *sharing)):
        yield _("Whether the person or a parent agrees to support is not recorded"), SHARING_DECISION


def _answers_consent(response: Response) -> bool:
    return any(node.answers and field == "consent.support" for field, node in recorded(response))


def _call_back_missed(case: Case, _sent: Sent) -> Missed:
    if case.practitioner is not None and not case.practitioner.phone.strip():
        yield _("Your phone number is not in the settings, so nobody can call you back"), OWNER


def _birth_missed(case: Case, sent: Sent) -> Missed:
    person = case.person
    known = person.birth_date is not None or person.approximate_age is not None
    if not known and not _is_answered(sent, "person.birth_date", "person.approximate_age"):
        yield _("Neither the date of birth nor an age is recorded"), DETAILS


def _address_missed(case: Case, sent: Sent) -> Missed:
    if not case.person.address and not _is_answered(sent, "person.address"):
        yield _("The address is not recorded, and not said to be not known"), DETAILS


def _school_missed(case: Case, sent: Sent) -> Missed:
    age = case.person.age_on(case.today)
    of_age = age is not None and age > _SCHOOL_AGE
    if not of_age and not case.person.school and not _is_answered(sent, "person.school"):
        yield _("The school or college is not recorded, and not said to be not known"), DETAILS


def _ask_missed(case: Case, sent: Sent) -> Missed:
    if not _has_part(sent, PackPart.ASK):
        yield _("No form says what you ask for"), _place_for(case, PackPart.ASK)


def _answer_by_missed(case: Case, sent: Sent) -> Missed:
    if not _has_part(sent, PackPart.ANSWER_BY):
        yield _("No form says by when you ask for an answer"), _place_for(case, PackPart.ANSWER_BY)


def _place_for(case: Case, part: PackPart) -> str:
    """The last draft that asks for it; where all are finished, an addendum to the last one."""
    drafts = [
        form
        for form, response in case.forms
        if not form.is_finalised and part in pack_parts(response.questionnaire).values()
    ]
    return max(drafts, key=lambda form: form.changed_at).id if drafts else ADDENDUM


def _is_answered(sent: Sent, *facts: str) -> bool:
    """Whether a form answers one of these, if only with “not known”."""
    return any(fact_of(node.item) in facts and node.answers for node in _nodes(sent))


def _has_part(sent: Sent, part: PackPart) -> bool:
    return any(
        pack_parts(response.questionnaire).get(node.item.link_id) is part and node.answers
        for _form, response in sent
        for node in enabled_nodes(response)
    )


def _nodes(sent: Sent) -> Iterator[Node]:
    for _form, response in sent:
        yield from enabled_nodes(response)


def _open_sections(response: Response) -> list[str]:
    return [
        section.title for section in sections(response) if section.total and section.state == "not-started"
    ]


def _listed(titles: Sequence[str]) -> str:
    return each_of(f"“{title}”" for title in titles)


def _grouped(lines: Iterable[ReadyLine]) -> Iterator[ReadyLine]:
    """One line for what several receivers would miss."""
    found: dict[tuple[str, str], ReadyLine] = {}
    for line in lines:
        same = found.get((line.text, line.go_to))
        whom = line.whom if same is None else (*same.whom, *line.whom)
        found[line.text, line.go_to] = ReadyLine(
            state=line.state, text=line.text, go_to=line.go_to, whom=whom
        )
    yield from found.values()
