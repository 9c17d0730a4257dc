"""The document in words for print: what is set comes out of the document alone, after what is removed was removed.

How a record of each kind is printed its declaration says, but for those in `_OWN` (`record_lines` puts templates into words).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person_changes import field_label
from prevent_desktop.casework.person_values import LISTS, SINGLE
from prevent_desktop.casework.record_kind import RecordKind, Whose
from prevent_desktop.casework.record_kinds import ATTACHMENTS, EVENTS, KEEPING_DECISIONS
from prevent_desktop.formatting import each_of
from prevent_desktop.packs.content import PackLine, PackSection
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.packs.pack_lines import pack_line
from prevent_desktop.workflows.record.record_lines import day, line, moment, record_line
from prevent_desktop.workflows.record.writing import Writing
from prevent_desktop.workflows.subject_access.gathering import in_copy

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
    title: str = "",
    intro: tuple[tuple[str, str], ...] = (),
) -> PersonCopy:
    """The copy that is printed. `questionnaires` are the forms by their digest; `label` is initials and age.

    `title` and `intro` are for another reader than the person; what only the person is told is not in `document` then.
    """
    return PersonCopy(
        marking=marking,
        title=title or _("Copy of a personal record"),
        sender=sender,
        about_label=label,
        signed_at=now.astimezone(),
        is_signed=is_signed,
        intro=intro or tuple(_intro(document)),
        chapters=tuple(chapter for chapter in _chapters(document, questionnaires) if chapter.sections),
        audit_head=audit_head,
    )


def _intro(document: Json) -> Iterator[tuple[str, str]]:
    yield (
        _("What this is"),
        _(
            "A copy of all that is held about this person in this record: what was written, who wrote it and how it is known, what was decided and why, who it was sent to, and who has looked at it."
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
    for kind, member in in_copy(Whose.PERSON):
        yield CopyChapter(title=_chapter_of(kind), sections=_records(kind, document[member]))
    yield CopyChapter(
        title=_("Two laptops"),
        sections=_section(
            _("Where two copies of the record said different things"),
            (*_differences(document["two_laptops"]), *map(_settlement, document["two_laptops_records"])),
        ),
    )
    yield CopyChapter(
        title=_("Begun and not finished"),
        sections=_section(_("What was being written"), map(_unfinished, document["unfinished"])),
    )
    for case in document["cases"]:
        title = _("Case opened {day}").format(day=day(case["opened_at"]))
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
            (line(moment(seen["at"]), seen["what"], seen["who"]) for seen in document["seen"]),
        ),
    )


def _chapter_of(kind: RecordKind) -> str:
    return kind.heading if kind.copy is None or kind.copy.chapter is None else kind.copy.chapter()


def _records(kind: RecordKind, entries: Iterable[Json]) -> tuple[PackSection, ...]:
    """The section of a kind; none where there is no record of it."""
    return _section(
        kind.heading,
        (_line(kind, one) for one in entries),
    )


def _line(kind: RecordKind, entry: Json) -> PackLine:
    if kind.table not in _OWN:
        return record_line(kind, entry, *_whose_word(entry))
    own = _OWN[kind.table](entry)
    return replace(own, answers=(*own.answers, *_whose_word(entry)))


def _whose_word(entry: Json) -> Iterator[str]:
    if colleague := entry.get("as_said_by"):
        words = _("{colleague}’s laptop says so. The laptop that made this copy has not confirmed it.")
        if entry.get("found_false"):
            words = _(
                "{colleague}’s laptop says so. The laptop that made this copy checked: they did not sign this."
            )
        yield words.format(colleague=colleague)


def _person(person: Json) -> Iterator[PackSection]:
    facts = (line(field_label(name), _fact(name, person[name])) for name in SINGLE if name in person)
    yield from _section(_("Facts"), facts)
    for name in LISTS:
        lines = (line(_first(each), *_rest(each)) for each in person[name])
        yield from _section(field_label(name), lines)


def _fact(name: str, text: str) -> str:
    if name == "interpreter_needed":
        return {"yes": _("Yes"), "no": _("No")}.get(text, text)
    return day(text) if name == "birth_date" else text


def _first(entry: Json) -> str:
    return str(entry.get("name", ""))


def _rest(entry: Json) -> Iterator[str]:
    for name, value in entry.items():
        if name != "name" and value not in {"", None, False}:
            yield (
                _("Lives with the person")
                if value is True
                else (day(value) if name == "birth_date" else str(value))
            )


def _change(change: Json) -> PackLine:
    question = _("{field}, changed {day} by {who}").format(
        field=field_label(change["field"]), day=day(change["changed_at"]), who=change["changed_by"]
    )
    before, after = (_in_a_line(change[each]) for each in ("before", "after"))
    return line(question, _("Before: {value}").format(value=before), _("After: {value}").format(value=after))


def _differences(differences: Iterable[Json]) -> Iterator[PackLine]:
    for each in differences:
        field = each["field"]
        about = field_label(field) if field else ConflictKind.CASE.label
        stands, other = (_side(field, each[side]) for side in ("stands", "other"))
        yield line(
            _("{what}, found {day}").format(what=about, day=day(each["found_at"])),
            _("Stands: {value}").format(value=stands),
            _("The other laptop: {value}").format(value=other),
            _settled(each),
        )


def _settlement(each: Json) -> PackLine:
    """Two records that differ; both stand in this copy."""
    question = _("{what}, found {day}").format(
        what=ConflictKind(each["kind"]).label, day=day(each["found_at"])
    )
    return line(question, _("Both stand in this copy."), each["about"], _settled(each))


def _settled(each: Json) -> str:
    if not each["settled_at"]:
        return each["decided_by"] or _("Not settled yet")
    return _("Settled {day}, by {who}").format(day=day(each["settled_at"]), who=each["decided_by"])


def _left(left: Json) -> PackLine:
    question = _("{field}, left {day} by {who}").format(
        field=field_label(left["field"]), day=day(left["left_at"]), who=left["left_by"]
    )
    return line(
        question,
        _("The record: {value}").format(value=_in_a_line(left["recorded"])),
        _("The form: {value}").format(value=_in_a_line(left["answered"])),
    )


def _unfinished(begun: Json) -> PackLine:
    question = _("{what}, {moment}").format(
        what=_begun_in_words(Writing(begun["kind"])), moment=moment(begun["changed_at"])
    )
    return line(question, *begun["typed"].values())


def _begun_in_words(kind: Writing) -> str:
    return {
        Writing.NOTE: _("A note"), Writing.EVENT: _("An event"), Writing.PERSON: _("A new person"),
        Writing.DETAILS: _("The person’s details"), Writing.CALL: _("A call"), Writing.ANSWER: _("An answer"),
        Writing.HAND_ON: _("A draft to be shown"), Writing.HAND_OVER: _("The owner of a case"),
        Writing.MOVE_FILE: _("Words to a new school"),
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
        return each_of((_first(value), *_rest(value)))
    return str(value) or _("nothing recorded")


def _case(case: Json) -> Iterator[PackSection]:
    keeping = case["keeping"]
    about = [line(_("Status"), CaseStatus(case["status"]).label)]
    if case["closed_at"]:
        about.append(line(_("Closed"), day(case["closed_at"])))
    if keeping["kept_until"]:
        about.append(line(_("Kept until"), day(keeping["kept_until"])))
    about += (record_line(KEEPING_DECISIONS, each) for each in keeping["decisions"])
    yield from _section(_("About the case"), about)
    for kind, member in in_copy(Whose.CASE):
        yield from _records(kind, case[member])
    yield from _section(_("What is not whole"), map(_not_whole, case["not_whole"]))


def _not_whole(entry: Json) -> PackLine:
    question = _("{moment}. {what}").format(moment=moment(entry["written_at"]), what=entry["what"])
    return line(question, *entry["came"])


def _event(event: Json) -> PackLine:
    """An event, with what it said before."""
    earlier = (
        _("As written on {day}: {words}").format(day=day(each["written_at"]), words=each["what"])
        for each in event["earlier"]
    )
    return record_line(EVENTS, event, *earlier)


def _file(file: Json) -> PackLine:
    """A file; of one that a colleague's laptop has not brought, what is known."""
    if file["has_come"]:
        return record_line(ATTACHMENTS, file)
    return record_line(ATTACHMENTS, file, _("Its file has not come. It is not in this copy."))


def _handed(draft: Json) -> PackLine:
    question = _("Draft {draft}, {day}").format(draft=short_pack_id(draft["id"]), day=day(draft["at"]))
    shown = [
        f"{line['question']}: {'; '.join(line['answers'])}" for line in draft["shown"] if line["answers"]
    ]
    by = each_of((draft["author"], draft["role"], draft["organisation"]))
    said = (draft["about"], draft["asked"], *shown, draft["their_choice"], *draft["what_they_said"])
    return line(question, draft["to"], _("Written by {who}").format(who=by), *filter(None, said))


def _kept_back(withholding: Json) -> PackLine:
    when = f"{day(withholding['decided_at'])}, {withholding['decided_by']}"
    if withholding["lifts"]:
        return line(_("No longer withheld"), withholding["where"], withholding["reason"], when)
    return line(withholding["where"] or _("Words"), *withholding["words"], withholding["reason"], when)


_OWN: Mapping[str, Callable[[Json], PackLine]] = {
    "person_changes": _change,
    "left_differences": _left,
    "events": _event,
    "attachments": _file,
    "drafts_for_comment": _handed,
    "withholdings": _kept_back,
}
"""What a template cannot say, by table."""


def _form(form: Json, questionnaires: Mapping[str, Questionnaire], *, apart: bool = False) -> CopyChapter:
    response = Response.read(questionnaires[form["form_sha256"]], json.dumps(form["response"]))
    title = _("Kept apart: {form}").format(form=form["title"]) if apart else form["title"]
    when = day(form["finished_at"] or form["started_at"])
    state = _("finished {day}") if form["finished_at"] else _("a draft begun {day}")
    about = _("By {who}, {state}. Version {version} of the form.").format(
        who=form["author"], state=state.format(day=when), version=form["form_version"]
    )
    if form["corrects"]:
        about += " " + _("It corrects or adds to another form in this copy.")
    about = " ".join((about, *_whose_word(form)))
    sections = tuple(
        PackSection(
            title=section.for_receiver,
            lines=tuple(pack_line(line) for line in section.lines),
        )
        for section in reading(response)
        if section.lines
    )
    return CopyChapter(title=f"{title}, {when}", about=about, sections=sections or _nothing(title))


def _nothing(title: str) -> tuple[PackSection, ...]:
    return _section(title, [line(title, _("No question is answered yet"))])


def _sources(cases: Iterable[Json]) -> Iterator[PackLine]:
    """How each note and event is known, counted; by whom it was told where that was written down."""
    known = Counter(_known(each) for case in cases for each in (*case["notes"], *case["events"]))
    for words, number in known.most_common():
        counted = ngettext("{number} entry", "{number} entries", number).format(number=number)
        yield line(words, counted)


def _known(entry: Json) -> str:
    label = Source(entry["source"]).label
    return f"{label}: {entry['who_told']}" if entry["who_told"] else label


def _section(title: str, lines: Iterable[PackLine]) -> tuple[PackSection, ...]:
    found = tuple(lines)
    return (PackSection(title=title, lines=found),) if found else ()
