"""The document in words for print: what is set comes out of the document alone, after what is removed was removed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.keeping import KeepingKind
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.person_changes import field_label
from prevent_desktop.casework.person_values import LISTS, SINGLE
from prevent_desktop.formatting import day_with_time, short_day
from prevent_desktop.packs.content import PackLine, PackSection
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.pack_lines import pack_line
from prevent_desktop.workflows.writing import Writing

Json = dict[str, Any]


def person_copy(
    document: Json,
    questionnaires: Mapping[str, Questionnaire],
    *,
    sender: Practitioner,
    marking: str,
    label: str,
    audit_head: str,
    is_signed: bool,
    now: datetime,
) -> PersonCopy:
    """The copy that is printed. `questionnaires` are the forms by their digest; `label` is initials and age."""
    return PersonCopy(
        marking=marking,
        title=_("Copy of a personal record"),
        sender=sender,
        about_label=label,
        signed_at=now.astimezone(),
        is_signed=is_signed,
        intro=tuple(_intro(document)),
        chapters=tuple(chapter for chapter in _chapters(document, questionnaires) if chapter.sections),
        audit_head=audit_head,
    )


def _intro(document: Json) -> Iterator[tuple[str, str]]:
    yield (
        _("What this is"),
        _(
            "A copy of all that is held about this person in this record: what was written, by whom and how it is known, "
            "what was decided and why, to whom it was sent, and who has looked at it."
        ),
    )
    removed = document.get("removed", 0)
    if removed:
        words = ngettext(
            "{number} place was removed by the person who looked through this copy; it says “[removed …]” there.",
            "{number} places were removed by the person who looked through this copy; it says “[removed …]” there.",
            removed,
        )
        yield _("What was removed"), words.format(number=removed)
    yield (
        _("If something is wrong"),
        _(
            "You may ask for wrong facts to be put right. What was written stays, with the correction beside it."
        ),
    )


def _chapters(document: Json, questionnaires: Mapping[str, Questionnaire]) -> Iterator[CopyChapter]:
    yield CopyChapter(title=_("The person"), sections=tuple(_person(document["person"])))
    yield CopyChapter(
        title=_("Earlier values"),
        sections=_section(_("What was changed"), _changes(document["earlier_values"])),
    )
    yield CopyChapter(
        title=_("Two laptops"),
        sections=_section(
            _("Where two copies of the record said different things"),
            (*_differences(document["two_laptops"]), *map(_settlement, document["two_laptops_records"])),
        ),
    )
    yield CopyChapter(
        title=_("Left as they are"),
        sections=_section(
            _("Where a form says otherwise than the record"), map(_left, document["left_differences"])
        ),
    )
    yield CopyChapter(
        title=_("Begun and not finished"),
        sections=_section(_("What was being written"), map(_unfinished, document["unfinished"])),
    )
    for case in document["cases"]:
        title = _("Case opened {day}").format(day=_day(case["opened_at"]))
        yield CopyChapter(title=title, sections=tuple(_case(case)))
        for form in case["forms"]:
            yield _form(form, questionnaires)
    for form in document["kept_apart"]:
        yield _form(form, questionnaires, apart=True)
    yield CopyChapter(
        title=_("Where it comes from"),
        sections=_section(_("How each note and event is known"), _sources(document["cases"])),
    )
    yield CopyChapter(
        title=_("Who has seen this record"),
        sections=_section(
            _("Oldest first"),
            (_line(_moment(seen["at"]), seen["what"], seen["who"]) for seen in document["seen"]),
        ),
    )


# -- the person


def _person(person: Json) -> Iterator[PackSection]:
    facts = (_line(field_label(name), _fact(name, person[name])) for name in SINGLE if name in person)
    yield from _section(_("Facts"), facts)
    for name in LISTS:
        lines = (_line(_first(each), *_rest(each)) for each in person[name])
        yield from _section(field_label(name), lines)


def _fact(name: str, text: str) -> str:
    if name == "interpreter_needed":
        return {"yes": _("Yes"), "no": _("No")}.get(text, text)
    return _day(text) if name == "birth_date" else text


def _first(entry: Json) -> str:
    return str(entry.get("name", ""))


def _rest(entry: Json) -> Iterator[str]:
    for name, value in entry.items():
        if name != "name" and value not in {"", None, False}:
            yield (
                _("Lives with the person")
                if value is True
                else (_day(value) if name == "birth_date" else str(value))
            )


def _changes(changes: Iterable[Json]) -> Iterator[PackLine]:
    for change in changes:
        question = _("{field}, changed {day} by {who}").format(
            field=field_label(change["field"]), day=_day(change["changed_at"]), who=change["changed_by"]
        )
        before, after = (_in_a_line(change[each]) for each in ("before", "after"))
        yield _line(
            question, _("Before: {value}").format(value=before), _("After: {value}").format(value=after)
        )


def _differences(differences: Iterable[Json]) -> Iterator[PackLine]:
    for each in differences:
        field = each["field"]
        about = field_label(field) if field else ConflictKind.CASE.label
        stands, other = (_side(field, each[side]) for side in ("stands", "other"))
        yield _line(
            _("{what}, found {day}").format(what=about, day=_day(each["found_at"])),
            _("Stands: {value}").format(value=stands),
            _("The other laptop: {value}").format(value=other),
            _settled(each),
        )


def _settlement(each: Json) -> PackLine:
    """Two records that differ; both stand in this copy."""
    question = _("{what}, found {day}").format(
        what=ConflictKind(each["kind"]).label, day=_day(each["found_at"])
    )
    return _line(question, _("Both stand in this copy."), each["about"], _settled(each))


def _settled(each: Json) -> str:
    if not each["settled_at"]:
        return each["decided_by"] or _("Not settled yet")
    return _("Settled {day}, by {who}").format(day=_day(each["settled_at"]), who=each["decided_by"])


def _left(left: Json) -> PackLine:
    question = _("{field}, left {day} by {who}").format(
        field=field_label(left["field"]), day=_day(left["left_at"]), who=left["left_by"]
    )
    return _line(
        question,
        _("The record: {value}").format(value=_in_a_line(left["recorded"])),
        _("The form: {value}").format(value=_in_a_line(left["answered"])),
    )


def _unfinished(begun: Json) -> PackLine:
    question = _("{what}, {moment}").format(
        what=_begun_in_words(Writing(begun["kind"])), moment=_moment(begun["changed_at"])
    )
    return _line(question, *begun["typed"].values())


def _begun_in_words(kind: Writing) -> str:
    return {
        Writing.NOTE: _("A note"), Writing.EVENT: _("An event"), Writing.PERSON: _("A new person"),
        Writing.DETAILS: _("The person’s details"), Writing.CALL: _("A call"), Writing.ANSWER: _("An answer"),
        Writing.HAND_ON: _("A draft to be shown"),
    }[kind]  # fmt: skip


def _side(field: str, value: Any) -> str:
    """What one laptop said: a status, a single value, or a list of people."""
    if not field:
        return CaseStatus(value).label
    return _fact(field, value) if isinstance(value, str) and value else _in_a_line(value)


def _in_a_line(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_in_a_line, value)) or _("nothing recorded")
    if isinstance(value, dict):
        return ", ".join(filter(None, (_first(value), *_rest(value))))
    return str(value) or _("nothing recorded")


# -- a case


def _case(case: Json) -> Iterator[PackSection]:
    keeping = case["keeping"]
    about = [_line(_("Status"), CaseStatus(case["status"]).label)]
    if case["closed_at"]:
        about.append(_line(_("Closed"), _day(case["closed_at"])))
    if keeping["kept_until"]:
        about.append(_line(_("Kept until"), _day(keeping["kept_until"])))
    about += (_kept(each) for each in keeping["decisions"])
    yield from _section(_("About the case"), about)
    yield from _section(_("Notes"), (_line(_written(note), note["text"]) for note in case["notes"]))
    yield from _section(_("Events"), (_event(event) for event in case["events"]))
    yield from _section(_("Decisions"), (_decision(decision) for decision in case["decisions"]))
    yield from _section(_("Sent to others"), (_pack(pack) for pack in case["packs"]))
    yield from _section(_("Received from others"), (_received(pack) for pack in case["received_packs"]))
    yield from _section(_("Answers"), (_answer(answer) for answer in case["answers"]))
    yield from _section(
        _("What came as an answer and was none"), (_set_aside(each) for each in case["answers_set_aside"])
    )
    yield from _section(_("To be asked again"), (_chase(each) for each in case["asked_again"]))
    yield from _section(_("Drafts shown to a colleague"), (_handed(each) for each in case["handed_on"]))
    yield from _section(
        _("Kept back from those who got it"), (_kept_back(each) for each in case["kept_back"])
    )
    yield from _section(_("Files"), (_file(file) for file in case["attachments"]))
    yield from _section(
        _("Reviews"),
        (_line(_("Due {day}").format(day=_day(each["due"])), each["what"]) for each in case["reviews"]),
    )


def _kept(decision: Json) -> PackLine:
    words = f"{_day(decision['decided_at'])}, {decision['decided_by']}"
    until = _("Until {day}").format(day=_day(decision["until"])) if decision["until"] else ""
    return _line(KeepingKind(decision["kind"]).label, until, decision["reason"], decision["reference"], words)


def _set_aside(each: Json) -> PackLine:
    question = _("About pack {pack}, {day}").format(
        pack=short_pack_id(each["pack"]), day=_day(each["found_at"])
    )
    return _line(question, each["reason"])


def _chase(each: Json) -> PackLine:
    question = _("Pack {pack}, set {day}").format(pack=short_pack_id(each["pack"]), day=_day(each["set_at"]))
    return _line(question, _("From {day}").format(day=_day(each["day"])))


def _written(note: Json) -> str:
    known = _known(note)
    return _("{moment}, by {who}. {known}").format(
        moment=_moment(note["written_at"]), who=note["author"], known=known
    )


def _known(entry: Json) -> str:
    label = Source(entry["source"]).label
    return f"{label}: {entry['who_told']}" if entry["who_told"] else label


def _event(event: Json) -> PackLine:
    when = _day(event["when"]) if event["when"] else _("Date not known")
    answers = [event["what"]]
    if event["own_words"]:
        answers.append(_("In the person’s own words: “{words}”").format(words=event["own_words"]))
    for label, name in ((_("Where"), "where"), (_("Who else"), "who_else")):
        if event[name]:
            answers.append(f"{label}: {event[name]}")
    answers.append(_written(event))
    for each in event["earlier"]:
        day = _day(each["written_at"])
        answers.append(_("As written on {day}: {words}").format(day=day, words=each["what"]))
    return _line(f"{when}. {event['label']}", *answers)


def _decision(decision: Json) -> PackLine:
    question = f"{_day(decision['decided_at'])}. {DecisionKind(decision['kind']).label}"
    reference = decision["reference"] and _("Their reference: {reference}").format(
        reference=decision["reference"]
    )
    return _line(question, decision["choice"], decision["reason"], decision["decided_by"], reference)


def _answer(answer: Json) -> PackLine:
    question = _("{kind} about pack {pack}, {day}, {by}").format(
        kind=AnswerKind(answer["kind"]).label,
        pack=short_pack_id(answer["pack"]),
        day=_day(answer["at"]),
        by=answer["by"],
    )
    outcome = Outcome(answer["outcome"]).label if answer["outcome"] else ""
    reference = answer["receivers_reference"]
    told = reference and _("Their reference: {reference}").format(reference=reference)
    by = (
        _("An answer by {day} is asked for").format(day=_day(answer["answer_by"]))
        if answer["answer_by"]
        else ""
    )
    return _line(question, *filter(None, (outcome, answer["reason"], answer["text"], by, told)))


def _pack(pack: Json) -> PackLine:
    question = _("Pack {pack}, {day}").format(pack=short_pack_id(pack["id"]), day=_day(pack["signed_at"]))
    received = _("No receipt")
    if pack["received_at"]:
        received = _("Received {moment}, reference {reference}").format(
            moment=_moment(pack["received_at"]), reference=pack["receivers_reference"]
        )
    return _line(question, pack["to"], PackStatus(pack["status"]).label, received)


def _received(pack: Json) -> PackLine:
    question = _("Pack {pack}, {day}").format(pack=short_pack_id(pack["id"]), day=_day(pack["received_at"]))
    signed = _("Signed by {name}, {organisation}; the pack itself is among the files").format(
        name=pack["from"], organisation=pack["organisation"]
    )
    too = ", ".join(pack["signed_too_by"])
    return _line(
        question,
        pack["title"],
        signed,
        too and _("Signed too by {names}").format(names=too),
        _("Our reference: {reference}").format(reference=pack["our_reference"]),
        _as_they_know_them(pack["person_as_they_know_them"]),
    )


def _as_they_know_them(person: Any) -> str:
    """Every word of the person as the sender knows them, as it came."""
    said = list(_texts(person))
    return _("The person as they know them: {words}").format(words="; ".join(said)) if said else ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def _handed(draft: Json) -> PackLine:
    question = _("Draft {draft}, {day}").format(draft=short_pack_id(draft["id"]), day=_day(draft["at"]))
    shown = [
        f"{line['question']}: {'; '.join(line['answers'])}" for line in draft["shown"] if line["answers"]
    ]
    by = ", ".join(filter(None, (draft["author"], draft["role"], draft["organisation"])))
    said = (draft["about"], draft["asked"], *shown, draft["their_choice"], *draft["what_they_said"])
    return _line(question, draft["to"], _("Written by {who}").format(who=by), *filter(None, said))


def _kept_back(withholding: Json) -> PackLine:
    when = f"{_day(withholding['decided_at'])}, {withholding['decided_by']}"
    if withholding["lifts"]:
        return _line(_("Given after all"), withholding["where"], withholding["reason"], when)
    return _line(withholding["where"] or _("Words"), *withholding["words"], withholding["reason"], when)


def _file(file: Json) -> PackLine:
    size = _("{count} kB, added {day}").format(count=-(-file["size"] // 1000), day=_day(file["added_at"]))
    return _line(file["file_name"], *filter(None, (file["description"], size)))


# -- forms


def _form(form: Json, questionnaires: Mapping[str, Questionnaire], *, apart: bool = False) -> CopyChapter:
    response = Response.read(questionnaires[form["form_sha256"]], json.dumps(form["response"]))
    title = _("Kept apart: {form}").format(form=form["title"]) if apart else form["title"]
    day = _day(form["finished_at"] or form["started_at"])
    state = _("finished {day}") if form["finished_at"] else _("a draft begun {day}")
    about = _("By {who}, {state}. Version {version} of the form.").format(
        who=form["author"], state=state.format(day=day), version=form["form_version"]
    )
    if form["corrects"]:
        about += " " + _("It corrects or adds to another form in this copy.")
    sections = tuple(
        PackSection(
            title=section.title,
            lines=tuple(pack_line(line) for line in section.lines),
        )
        for section in reading(response)
        if section.lines
    )
    return CopyChapter(title=f"{title}, {day}", about=about, sections=sections or _nothing(title))


def _nothing(title: str) -> tuple[PackSection, ...]:
    return _section(title, [_line(title, _("No question is answered yet"))])


# -- sources


def _sources(cases: Iterable[Json]) -> Iterator[PackLine]:
    """How each note and event is known, counted; by whom it was told where that was written down."""
    known = Counter(_known(each) for case in cases for each in (*case["notes"], *case["events"]))
    for words, number in known.most_common():
        counted = ngettext("{number} entry", "{number} entries", number).format(number=number)
        yield _line(words, counted)


# -- words


def _section(title: str, lines: Iterable[PackLine]) -> tuple[PackSection, ...]:
    found = tuple(lines)
    return (PackSection(title=title, lines=found),) if found else ()


def _line(question: str, *answers: str) -> PackLine:
    told = tuple(answer for answer in answers if answer)
    return PackLine(question=question or _("Not named"), answers=told or (_("Nothing recorded"),))


def _day(text: str) -> str:
    """A day in words; as it stands where something of it was removed."""
    try:
        partial = PartialDate.parse(text) if len(text) <= len("2026-11-26") else PartialDate.of(_local(text))
    except ValueError:
        return text
    return short_day(partial)


def _local(text: str) -> date:
    return datetime.fromisoformat(text).astimezone().date()


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone()
    return day_with_time(_day(text), at)
