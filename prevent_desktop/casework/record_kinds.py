"""Every table of the record, told once: what is in it, whose it is, what becomes of it. Everything else derives from here.

In the order in which a person is told of them. What a declaration cannot say stands in a function of its own, which is
named by the table where it is used: `vault/disposing.py`, `vault/merging/rules.py`, `workflows/subject_access`.
CONTRIBUTING.md says how a kind is added; `tests/unit/vault/test_record_kinds.py` holds them against the schema.
"""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.correspondence_kinds import (
    ANSWERS,
    ANSWERS_SET_ASIDE,
    ANSWERS_TO_GIVE,
    CHASES,
    DRAFTS_FOR_COMMENT,
    FILE_MOVES,
    PACKS,
    RECEIVED_PACKS,
    WITHHOLDINGS,
)
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.difference_kinds import LEFT_DIFFERENCES, MERGE_CONFLICTS, PERSON_CHANGES
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.ownership_kinds import CASE_OWNERS, COVERS, TEAM_LOOKS
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_values import LISTS
from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SENT,
    SHARED,
    TOLD_BACK,
    About,
    Action,
    Copy,
    Field,
    Found,
    Joins,
    Line,
    ReadAs,
    RecordKind,
    Replaces,
    SeenKind,
    Subject,
    Type,
    Whose,
    field,
    left_out,
    of_case,
    told_by_form,
)
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS
from prevent_desktop.casework.vault_tables import VAULT_TABLES
from prevent_desktop.row_codec import UNESCAPED, Column
from prevent_desktop.translation import _, ngettext


def _source() -> Field:
    return field(
        "source", Type.CODE, label=lambda: _("How it is known"), labels=lambda code: Source(code).label
    )


def _author() -> Field:
    return field("author", about=About.WRITER, label=lambda: _("By"))


def _came_in_pack() -> Field:
    why = "its author and organisation stand within; the pack is among those that came in"
    return Field(column="received_id", type=Type.ID, refers="received_packs", leaves_case=True, left_out=why)


PEOPLE: Final = RecordKind(
    table="people", name="person", whose=Whose.PERSON, reaches=SENT, replaces=Replaces.FIELD, joins=Joins.OWN,
    own_disposal=True, time="changed_at",
    read_as=ReadAs(Person, dict.fromkeys(LISTS, UNESCAPED)),
    fields=(
        OWN_ID,
        *(field(name, moves=True) for name in (
            "forenames", "surname", "known_as", "aliases", "gender", "address", "postcode", "phone", "email", "language",
            "nationality", "immigration_status", "nhs_number", "upn", "school", "school_urn", "year_group",
        )),
        field("birth_date", Type.DATE, moves=True), field("approximate_age", Type.NUMBER, moves=True),
        field("interpreter_needed", Type.FLAG, moves=True), field("household", Type.JSON, moves=True),
        field("agencies", Type.JSON, moves=True), field("created_at", Type.TIME, member="recorded_at"),
        field("changed_at", Type.TIME, moves=True),
    ),
    title=lambda: _("Person"), many=lambda: _("people"), counted=lambda n: ngettext("{number} person", "{number} people", n),
    news=(
        ("people", lambda n: ngettext("{number} person", "{number} people", n)),
        ("details", lambda n: ngettext("Changed details of {number} person", "Changed details of {number} people", n)),
    ),
    subject=Subject(),
    actions=(
        Action("record.viewed", SeenKind.LOOKED, lambda: _("Record opened")), Action("record.opened", SeenKind.LOOKED, lambda: _("Record opened")),
        Action("person.added", SeenKind.WRITTEN, lambda: _("Person added")),
        Action("person.changed", SeenKind.WRITTEN, lambda: _("Details of the person changed")),
        Action("person.left", SeenKind.WRITTEN, lambda: _("A difference from a form was left as it is")),
        Action("record.printed", SeenKind.TAKEN_OUT, lambda: _("An entry of the record printed")),
        Action("chronology.printed", SeenKind.TAKEN_OUT, lambda: _("Chronology printed")),
        Action("person.exported", SeenKind.TAKEN_OUT, lambda: _("The whole record saved for the person who asked for it")),
        Action("person.erased", SeenKind.KEEPING, lambda: _("Person erased")),
    ),
    copy=Copy(member="person", place=lambda: _("The person"), own=True),
)  # fmt: skip

CASES: Final = RecordKind(
    table="cases", name="case", whose=Whose.PERSON, reaches=SHARED, replaces=Replaces.STATE, joins=Joins.FROZEN,
    own_disposal=True, time="opened_at", moves_clock=("opened_at",), sets_clock=True, kept=True,
    read_as=ReadAs(Case),
    fields=(
        OWN_ID,
        Field(column="person_id", type=Type.ID, refers="people", left_out="the case stands within the person's copy"),
        field("status", Type.CODE, label=lambda: _("Status"), labels=lambda code: CaseStatus(code).label, moves=True),
        field("opened_at", Type.TIME), field("changed_at", Type.TIME, moves=True), field("closed_at", Type.TIME, moves=True),
    ),
    title=lambda: _("Case"), many=lambda: _("cases"), counted=lambda n: ngettext("{number} case", "{number} cases", n),
    news=(
        ("cases", lambda n: ngettext("{number} case", "{number} cases", n)),
        ("statuses", lambda n: ngettext("{number} case went on", "{number} cases went on", n)),
    ),
    subject=Subject(),
    actions=(
        Action("case.opened", SeenKind.WRITTEN, lambda: _("Case opened")), Action("case.closed", SeenKind.WRITTEN, lambda: _("Case closed")),
        Action("case.shared", SeenKind.WRITTEN, lambda: _("Case shared with the team")),
        Action("change.joined", SeenKind.WRITTEN, lambda: _("What a colleague wrote in the case taken in")),
        Action("difference.settled", SeenKind.WRITTEN, lambda: _("What two colleagues said differently settled")),
        Action("writing.discarded", SeenKind.WRITTEN, lambda: _("What was being written was discarded")),
        Action("writing.brought-back", SeenKind.WRITTEN, lambda: _("What was discarded was brought back")),
        Action("case.disposed", SeenKind.KEEPING, lambda: _("Case disposed of")),
        Action("case.kept-here", SeenKind.WRITTEN, lambda: _("Kept on this laptop alone")),
    ),
    copy=Copy(member="cases", place=lambda: _("The case"), own=True),
)  # fmt: skip

RESPONSES: Final = RecordKind(
    table="responses", name="response", whose=Whose.CASE, reaches=SENT | TOLD_BACK, replaces=Replaces.WHOLE,
    joins=Joins.OWN, time="started_at", moves_clock=("started_at", "finalised_at"), sets_clock=True,
    read_as=ReadAs(FilledForm),
    fields=(
        OWN_ID, of_case(), field("form_id", member="form", label=lambda: _("Form")),
        *left_out("the response names the form that it answers", "questionnaire_url"),
        field("questionnaire_version", member="form_version", label=lambda: _("Version")),
        field("questionnaire_digest", Type.ID, member="form_sha256", refers="questionnaires"),
        field("title", moves=True, label=lambda: _("Title")), field("status", Type.CODE, moves=True),
        *left_out("where the writer was in the form: a part, a question, a cursor", "place", moves=True),
        *left_out("worked out from the answers and the form", "sections_done sections_total", Type.NUMBER, moves=True),
        _author(), field("started_at", Type.TIME), field("changed_at", Type.TIME, moves=True),
        field("finalised_at", Type.TIME, member="finished_at", moves=True),
        field("content_digest", Type.ID, member="sha256_when_finished", moves=True),
        field("content", Type.JSON, member="response", moves=True, label=lambda: _("Answers")),
        field("based_on", Type.ID, member="began_as_a_copy_of", refers="responses", leaves_case=True),
        field("grown_from", Type.ID, member="began_with_note", refers="notes", leaves_case=True),
        field("corrects", Type.ID, refers="responses", leaves_case=True),
        *left_out("such forms stand in a part of their own", "kept_apart", Type.FLAG), _came_in_pack(),
    ),
    title=lambda: _("Form"), many=lambda: _("forms"), counted=lambda n: ngettext("{number} form", "{number} forms", n),
    news=(
        ("forms", lambda n: ngettext("{number} finished form", "{number} finished forms", n)),
        ("drafts", lambda n: ngettext("{number} draft", "{number} drafts", n)),
    ),
    found=Found(), subject=Subject(title="title"),
    actions=(
        Action("form.viewed", SeenKind.LOOKED, lambda: _("{thing} opened")), Action("form.started", SeenKind.WRITTEN, lambda: _("{thing} started")),
        Action("form.finalised", SeenKind.WRITTEN, lambda: _("{thing} finished")),
        Action("form.printed", SeenKind.TAKEN_OUT, lambda: _("{thing} printed")),
        Action("form.corrected", SeenKind.WRITTEN, lambda: _("{thing} corrected by an addendum")),
    ),
    copy=Copy(member="forms", place=lambda: _("A form"), own=True),
)  # fmt: skip

NOTES: Final = RecordKind(
    table="notes", name="note", whose=Whose.CASE, reaches=TOLD_BACK, joins=Joins.FROZEN, time="written_at",
    moves_clock=("written_at",), sets_clock=True, held=True, kept=True,
    read_as=ReadAs(Note),
    fields=(
        OWN_ID, of_case(), field("text", label=lambda: _("Words")), _source(),
        field("source_detail", member="who_told", about=About.OTHER, label=lambda: _("Who told")), _author(),
        field("written_at", Type.TIME),
    ),
    title=lambda: _("Note"), many=lambda: _("notes"), counted=lambda n: ngettext("{number} note", "{number} notes", n),
    found=Found(body=("text", "source_detail")), subject=Subject(),
    actions=(
        Action("note.viewed", SeenKind.LOOKED, lambda: _("A note read in full")), Action("note.written", SeenKind.WRITTEN, lambda: _("Note written")),
        Action("note.printed", SeenKind.TAKEN_OUT, lambda: _("A note printed")),
        Action("note.grown", SeenKind.WRITTEN, lambda: _("A note went on in a form: {thing}")),
    ),
    copy=Copy(
        member="notes", place=lambda: _("A note"), heading=lambda: _("Notes"),
        line=Line(
            (
                lambda: _("{written_at:moment}, by {author}. {source}: {who_told}"),
                lambda: _("{written_at:moment}, by {author}. {source}"),
            ),
            (lambda: "{text}",),
        ),
    ),
)  # fmt: skip

EVENTS: Final = RecordKind(
    table="events", name="event", whose=Whose.CASE, reaches=SENT | TOLD_BACK, joins=Joins.FROZEN, time="written_at",
    moves_clock=("written_at",), sets_clock=True, kept=True,
    read_as=ReadAs(Event, {"where": Column("place"), "when": Column("day")}),
    fields=(
        OWN_ID, of_case(), field("label", label=lambda: _("Short label")), field("what", label=lambda: _("What happened")),
        field("own_words", label=lambda: _("In the person’s own words")),
        field("day", Type.DATE, member="when", label=lambda: _("When")),
        field("approximate", Type.FLAG, label=lambda: _("About then")), field("place", member="where", label=lambda: _("Where")),
        field("who_else", about=About.OTHER, label=lambda: _("Who else")), _source(),
        field("source_detail", member="who_told", about=About.OTHER, label=lambda: _("Who told")), _author(),
        field("written_at", Type.TIME),
        told_by_form(leaves_case=True),
        Field(column="corrects", type=Type.ID, refers="events", leaves_case=True, left_out="the earlier words stand within the event"),
        _came_in_pack(),
    ),
    title=lambda: _("Event"), many=lambda: _("events"), counted=lambda n: ngettext("{number} event", "{number} events", n),
    found=Found(body=("what", "own_words", "place", "source_detail", "who_else"), label="label"), subject=Subject(),
    actions=(
        Action("event.viewed", SeenKind.LOOKED, lambda: _("An event read in full")), Action("event.written", SeenKind.WRITTEN, lambda: _("Event added")),
        Action("event.printed", SeenKind.TAKEN_OUT, lambda: _("An event printed")),
    ),
    copy=Copy(
        member="events", place=lambda: _("An event"), heading=lambda: _("Events"),
        line=Line(
            (lambda: "{when}. {label}", lambda: _("Date not known. {label}")),
            (
                lambda: "{what}", lambda: _("In the person’s own words: “{own_words}”"), lambda: _("Where: {where}"),
                lambda: _("Who else: {who_else}"),
                (
                    lambda: _("{written_at:moment}, by {author}. {source}: {who_told}"),
                    lambda: _("{written_at:moment}, by {author}. {source}"),
                ),
            ),
        ),
    ),
)  # fmt: skip

DECISIONS: Final = RecordKind(
    table="decisions", name="decision", whose=Whose.CASE, reaches=SENT | TOLD_BACK, joins=Joins.FROZEN, time="decided_at",
    order="substr(decided_at, 1, 10), coalesce((SELECT finalised_at FROM responses WHERE id = response_id), decided_at), id",
    moves_clock=("decided_at",), sets_clock=True, held=True, kept=True,
    read_as=ReadAs(Decision),
    fields=(
        OWN_ID, of_case(), field("kind", Type.CODE, labels=lambda code: DecisionKind(code).label, label=lambda: _("Kind")),
        field("choice", label=lambda: _("Decision")), field("reason", label=lambda: _("Why")),
        field("decided_by", about=About.WRITER, label=lambda: _("By")),
        field("decided_at", Type.TIME_OR_DATE, label=lambda: _("When")), field("reference", label=lambda: _("Their reference")),
        told_by_form(),
        _came_in_pack(),
    ),
    title=lambda: _("Decision"), many=lambda: _("decisions"),
    counted=lambda n: ngettext("{number} decision", "{number} decisions", n),
    found=Found(body=("reason", "decided_by", "reference"), label="choice"), subject=Subject(),
    actions=(
        Action("decision.viewed", SeenKind.LOOKED, lambda: _("A decision read in full")),
        Action("decision.printed", SeenKind.TAKEN_OUT, lambda: _("A decision printed")),
        Action("decision.recorded", SeenKind.WRITTEN, lambda: _("Decision added")),
    ),
    copy=Copy(
        member="decisions", place=lambda: _("A decision"), heading=lambda: _("Decisions"),
        line=Line(
            lambda: "{decided_at}. {kind}",
            (lambda: "{choice}", lambda: "{reason}", lambda: "{decided_by}", lambda: _("Their reference: {reference}")),
        ),
    ),
)  # fmt: skip

KEEPING_DECISIONS: Final = RecordKind(
    table="keeping_decisions", name="keeping", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="decided_at",
    sets_clock=True, held=True, kept=True,
    order="decided_at, rowid",
    read_as=ReadAs(KeepingDecision),
    fields=(
        OWN_ID, of_case(), field("kind", Type.CODE, labels=lambda code: KeepingKind(code).label, label=lambda: _("Kind")),
        field("until", Type.DATE, label=lambda: _("Until")),
        field("reason", label=lambda: _("Why")), field("reference", label=lambda: _("Reference")),
        field("lifts", Type.ID, refers="keeping_decisions"),
        field("decided_by", about=About.WRITER, label=lambda: _("By")), field("decided_at", Type.TIME),
    ),
    title=lambda: _("Decision about keeping"), many=lambda: _("decisions about keeping"),
    counted=lambda n: ngettext("{number} decision about keeping", "{number} decisions about keeping", n),
    actions=(
        Action("keeping.extended", SeenKind.KEEPING, lambda: _("Kept for longer")),
        Action("keeping.held", SeenKind.KEEPING, lambda: _("Put on legal hold")),
        Action("keeping.lifted", SeenKind.KEEPING, lambda: _("Legal hold lifted")),
        Action("keeping.left-channel", SeenKind.KEEPING, lambda: _("The day of leaving Channel recorded")),
    ),
    copy=Copy(
        member="keeping", place=lambda: _("Keeping"), own=True,
        line=Line(
            lambda: "{kind}",
            (lambda: _("Until {until}"), lambda: "{reason}", lambda: "{reference}", lambda: "{decided_at}, {decided_by}"),
        ),
    ),
)  # fmt: skip

ATTACHMENTS: Final = RecordKind(
    table="attachments", name="attachment", whose=Whose.CASE, reaches=SENT, replaces=Replaces.STATE, joins=Joins.FROZEN,
    time="added_at", moves_clock=("added_at",), sets_clock=True,
    read_as=ReadAs(Attachment),
    fields=(
        OWN_ID, of_case(moves=True),
        field("file_name", label=lambda: _("File")), field("description", moves=True, label=lambda: _("Description")),
        field("media_type", Type.CODE, label=lambda: _("Kind of file")), field("size", Type.NUMBER, label=lambda: _("Size")),
        field("sha256", Type.ID), field("added_at", Type.TIME),
    ),
    title=lambda: _("Attachment"), many=lambda: _("files"), counted=lambda n: ngettext("{number} file", "{number} files", n),
    found=Found(body=("description",), label="file_name"), subject=Subject(title="file_name"),
    actions=(
        Action("attachment.added", SeenKind.WRITTEN, lambda: _("File added: {thing}")),
        Action("attachment.viewed", SeenKind.LOOKED, lambda: _("File looked at: {thing}")),
        Action("attachment.described", SeenKind.WRITTEN, lambda: _("File described: {thing}")),
        Action("attachment.bare-copy", SeenKind.WRITTEN, lambda: _("Copy without hidden data made of a picture: {thing}")),
        Action("attachment.copied", SeenKind.TAKEN_OUT, lambda: _("Copy saved outside the vault: {thing}")),
    ),
    copy=Copy(
        member="attachments", place=lambda: _("A file"), heading=lambda: _("Files"),
        line=Line(lambda: "{file_name}", (lambda: "{description}", lambda: _("{size:kB} kB, added {added_at}"))),
    ),
)  # fmt: skip

REVIEWS: Final = RecordKind(
    table="reviews", key=("response_id",), whose=Whose.CASE, reaches=SHARED, replaces=Replaces.STATE, joins=Joins.OWN,
    time="set_at",
    order="due, response_id",
    read_as=ReadAs(Review),
    fields=(
        field("response_id", Type.ID, member="id", refers="responses"), of_case(), field("due", Type.DATE, label=lambda: _("Due")),
        field("what", label=lambda: _("What")),
        field("set_at", Type.TIME), field("done_at", Type.TIME, moves=True),
    ),
    title=lambda: _("Review"), many=lambda: _("reviews"), counted=lambda n: ngettext("{number} review", "{number} reviews", n),
    copy=Copy(
        member="reviews", place=lambda: _("A review"), heading=lambda: _("Reviews"),
        line=Line(lambda: _("Due {due}"), (lambda: "{what}",)),
    ),
)  # fmt: skip

KINDS: Final[tuple[RecordKind, ...]] = (
    PEOPLE, CASES, RESPONSES, NOTES, EVENTS, DECISIONS, KEEPING_DECISIONS, PACKS, FILE_MOVES, RECEIVED_PACKS, ANSWERS, ANSWERS_TO_GIVE,
    ANSWERS_SET_ASIDE, CHASES, DRAFTS_FOR_COMMENT, WITHHOLDINGS, ATTACHMENTS, REVIEWS, CASE_OWNERS, COVERS, TEAM_LOOKS, DISPOSAL_STEPS,
    PERSON_CHANGES, LEFT_DIFFERENCES, MERGE_CONFLICTS, *VAULT_TABLES,
)  # fmt: skip


def kind_named(name: str) -> RecordKind:
    """The kind with this name."""
    return next(kind for kind in KINDS if kind.name == name)


def kind_of_table(table: str) -> RecordKind | None:
    """The kind that a table holds; None for a table of an older schema, which is gone."""
    return next((kind for kind in KINDS if kind.table == table), None)
