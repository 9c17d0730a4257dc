"""What one kind of record is told by. `record_kinds` holds the declarations, and whatever handles records derives from them.

Words are functions: the language is chosen after the program was loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from prevent_desktop.row_codec import Column
from prevent_desktop.translation import _

Words = Callable[[], str]
Counting = Callable[[int], str]
"""Words for so many of something, with ``{number}`` in them."""


class Type(StrEnum):
    """What stands in a column. A time is ISO 8601 in UTC; a date (ISO 8601) may be known to the month or year alone."""

    TEXT = "text"
    CODE = "code"
    ID = "id"
    PACK_ID = "pack-id"  # files and folders of mailboxes have it in their names
    TIME = "time"
    DATE = "date"
    TIME_OR_DATE = "time-or-date"
    NUMBER = "number"
    FLAG = "flag"
    TEXTS = "texts"  # a JSON list
    JSON = "json"
    BYTES = "bytes"


class About(StrEnum):
    """Whom a whole field is about, for the review of a copy."""

    SUBJECT = "subject"
    OTHER = "other"
    WRITER = "writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column.

    `member` is its name in the copy for the person; a column that is not there says why in `left_out`. `label` is its
    name in print and in tables, `labels` puts a code into words. `refers` is the table that its id is of; where
    `leaves_case`, the record that it points to may be of another case, so that the link is cut when that one is
    disposed of. `moves` where it may change once the record is written.
    """

    column: str
    type: Type = Type.TEXT
    member: str = ""
    left_out: str = ""
    label: Words | None = None
    labels: Callable[[str], str] | None = None
    refers: str = ""
    leaves_case: bool = False
    moves: bool = False
    about: About = About.SUBJECT


def field(column: str, type_: Type = Type.TEXT, *, member: str = "", **more: Any) -> Field:
    """A column that is in the copy for the person, under its own name where no other `member` is given."""
    return Field(column=column, type=type_, member=member or column, **more)


def left_out(why: str, columns: str, type_: Type = Type.TEXT, **more: Any) -> tuple[Field, ...]:
    """Columns (names between blanks) that are not in the copy, and why."""
    return tuple(Field(column=name, type=type_, left_out=why, **more) for name in columns.split())


OWN_ID: Final = field("id", Type.ID)


def of_case(*, moves: bool = False) -> Field:
    """The column that says of which case a record is; it `moves` where the record can be put into another."""
    why = "the record stands within its case"
    return Field(column="case_id", type=Type.ID, refers="cases", moves=moves, left_out=why)


def of_person() -> Field:
    """The column that says of whom a record is."""
    return Field(
        column="person_id", type=Type.ID, refers="people", left_out="it stands within the person's copy"
    )


def told_by_form(*, leaves_case: bool = False) -> Field:
    """The column that says in which form a record was told; that may be one of another case where it `leaves_case`."""
    return field("response_id", Type.ID, member="told_by_form", refers="responses", leaves_case=leaves_case)


class Whose(StrEnum):
    """To whom the records of a kind belong, so with whom they are disposed of."""

    PERSON = "person"
    CASE = "case"
    VAULT = "vault"


class Reach(StrEnum):
    """Who may get to see a record of a kind, besides the vault in which it was written."""

    CIRCLE = "circle"  # the members of a team who share the case
    REPORTER = "reporter"  # whoever wrote it, who is in no circle
    PACK = "pack"  # a receiver, in the pack itself
    BUNDLE = "bundle"  # everybody who gets the forms


SHARED: Final = frozenset({Reach.CIRCLE})
SENT: Final = frozenset({Reach.CIRCLE, Reach.PACK})
TOLD_BACK: Final = frozenset({Reach.CIRCLE, Reach.REPORTER})


class Elsewhere(StrEnum):
    """What becomes of a record at the others whom it reached, once it is disposed of here."""

    NOT_THERE = "not-there"
    GOES = "goes"  # with its case or person, once each writer of the circle has confirmed it
    STAYS = "stays"  # a receiver keeps what was sent by rules of their own


class Replaces(StrEnum):
    """What a change to a record takes the place of."""

    NOTHING = "nothing"  # it is written once; what is put right stands beside it
    FIELD = "field"  # one field, and what it said before is kept
    STATE = "state"  # how far it is; the further one stands
    WHOLE = "whole"  # all of it, as with a draft


class Joins(StrEnum):
    """What becomes of a kind's rows when two copies of a vault are joined."""

    FROZEN = "frozen"  # united by id; two that differ under one id are both kept, and told; a state goes on by the team's engine
    KEYED = "keyed"  # united by key; ours stay
    OWN = "own"  # a function of its own in `vault/merging/rules.py`
    OURS = "ours"  # theirs are not taken
    FOLLOWS = "follows"  # made from what comes, or goes with it


class Turn(StrEnum):
    """When a kind is joined: between the first and the last, each comes after those that it refers to."""

    FIRST = "first"
    RECORDS = "records"
    LAST = "last"


class SeenKind(StrEnum):
    """What sort of thing was done; the kinds that a list of the audit's entries can be narrowed to."""

    LOOKED = "looked"
    WRITTEN = "written"
    SENT = "sent"
    TAKEN_OUT = "taken-out"
    KEEPING = "keeping"
    VAULT = "vault"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            SeenKind.LOOKED: _("Looked at"),
            SeenKind.WRITTEN: _("Written"),
            SeenKind.SENT: _("Sent"),
            SeenKind.TAKEN_OUT: _("Saved outside"),
            SeenKind.KEEPING: _("Keeping"),
            SeenKind.VAULT: _("Whole vault"),
        }[self]


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the audit in words; ``{thing}`` is the name of what it was done to."""

    name: str
    kind: SeenKind
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """How the audit names a record: by the column `id`; shown with the column `title`, or by its short number."""

    id: str = "id"
    title: str = ""
    is_short_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """By which columns a search finds a record, and under which label; none where the repository works the texts out."""

    body: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line in print: `question`, then `answers`, each a template over the members of the record.

    Of several alternatives (a tuple) the first counts of which every member is there; where none is, nothing is said.
    What stands after a colon says how: ``{written_at:moment}``, ``{pack:short}``, ``{size:kB}``.
    """

    question: Words | tuple[Words, ...]
    answers: tuple[Words | tuple[Words, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Where records of a kind stand in the copy for the person.

    `member` is their list in the document, `place` is one of them for the reviewer. In print `heading` is their section,
    in the chapter of their case, or in one of their own, the `chapter`; both are the kind's title where nothing is said.
    `line` is how one is printed; without it, its title and time, and every field by its label.
    `own` where another part of the document holds them.
    """

    member: str
    place: Words
    chapter: Words | None = None
    heading: Words | None = None
    line: Line | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The line of a record in the chronology of its case: the columns that say what and by whom.

    `day` is the column with the day on which it happened, where that is another than when it was written down.
    """

    what: str
    by: str
    day: str = ""


class ReadAs(NamedTuple):
    """The dataclass that a row is read as; `columns` by field, where one stands otherwise than by its annotation (`row_codec`)."""

    record: type[Any]
    columns: Mapping[str, Column] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """One table, and all that is derived from what it holds.

    `name` is short and stands in the search, `title` names one for people, `counted` so many of them. `many` are they
    where nobody can tell how many. Rows that only serve other records (`serves`) are not counted when they go.
    `time` is the column that says when; rows come in its order, or as `order` says (SQL). `moves_clock` are times that
    count as an entry in the case for keeping it, and `sets_clock` where a new one has that worked out anew. `held` where
    a trigger forbids any change but of what `moves`, `kept` where one forbids deleting outside a disposal.
    `beginner_alone` where in a shared case nobody takes the place of what whoever began a row says of what `moves` in it.
    With `own_disposal` its rows are found by a rule in `vault/disposing.py`, and not by the column `owner`.
    `news` are the lines of the report of a joining by their names, where they are others than its own.
    `entered` is its line in the chronology, where `casework/chronology.py` has none of its own for it.
    `tab` are the columns of the record's page. `read_as` is what a row is read as; None where no row is read whole, or
    whoever reads them passes over one that says nothing.
    """

    table: str
    fields: tuple[Field, ...]
    name: str = ""
    key: tuple[str, ...] = ("id",)
    whose: Whose = Whose.VAULT
    reaches: frozenset[Reach] = frozenset()
    replaces: Replaces = Replaces.NOTHING
    own_disposal: bool = False
    joins: Joins = Joins.OURS
    turn: Turn = Turn.RECORDS
    time: str = ""
    order: str = ""
    moves_clock: tuple[str, ...] = ()
    sets_clock: bool = False
    held: bool = False
    kept: bool = False
    beginner_alone: bool = False
    title: Words | None = None
    counted: Counting | None = None
    many: Words | None = None
    serves: bool = False
    news: tuple[tuple[str, Counting], ...] = ()
    found: Found | None = None
    subject: Subject | None = None
    actions: tuple[Action, ...] = ()
    copy: Copy | None = None
    not_in_copy: str = ""
    entered: Entered | None = None
    tab: tuple[str, ...] = ()
    read_as: ReadAs | None = None

    @property
    def owner(self) -> str:
        """The column that says whose a row is; empty where none does, so that it is cleared by a rule of its own."""
        column = {Whose.PERSON: "person_id", Whose.CASE: "case_id"}.get(self.whose, "")
        return column if not self.own_disposal and any(one.column == column for one in self.fields) else ""

    @property
    def heading(self) -> str:
        """Over several of them: what its declaration says, or its title."""
        words = self.title if self.copy is None else self.copy.heading or self.title
        return "" if words is None else words()

    @property
    def may_be_counted(self) -> bool:
        """Whether so many of them may be told, before a disposal, on its certificate and in reports."""
        return self.counted is not None and not self.serves and self.whose is not Whose.VAULT

    @property
    def elsewhere(self) -> frozenset[Elsewhere]:
        """What becomes of them at others after a disposal; a record that was sent goes from the circle and stays with its receiver."""
        reached = {Reach.CIRCLE: Elsewhere.GOES, Reach.PACK: Elsewhere.STAYS, Reach.REPORTER: Elsewhere.STAYS}
        if self.whose is Whose.VAULT:
            return frozenset({Elsewhere.NOT_THERE})
        return frozenset(reached[one] for one in self.reaches if one in reached) or frozenset(
            {Elsewhere.NOT_THERE}
        )

    @property
    def references(self) -> tuple[str, ...]:
        """The columns that point to another record than the one whose it is."""
        return tuple(one.column for one in self.fields if one.refers and one.column != self.owner)

    @property
    def news_name(self) -> str:
        """The line of the report of a joining in which a new one is counted."""
        if self.news:
            return self.news[0][0]
        return "other" if self.counted is None or self.serves else self.table

    def field(self, column: str) -> Field:
        """The field of this column."""
        return next(one for one in self.fields if one.column == column)


def in_order_of_references(kinds: Iterable[RecordKind]) -> tuple[RecordKind, ...]:
    """Each after those that it refers to, else as they are told; first and last those whose `turn` it is."""
    given = tuple(kinds)
    found: dict[str, RecordKind] = {}

    def take(kind: RecordKind) -> None:
        if kind.table in found:
            return
        needed = {field.refers for field in kind.fields} - {kind.table}
        for one in given:
            if one.table in needed:
                take(one)
        found.setdefault(kind.table, kind)

    for turn in Turn:
        for kind in given:
            if kind.turn is turn:
                take(kind)
    return tuple(found.values())
