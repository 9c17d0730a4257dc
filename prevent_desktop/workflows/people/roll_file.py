"""A school's list as a file: read in the confined process, then every cell judged. One that is wrong is told; nothing is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from prevent_desktop.casework.person import LONGEST_NAME
from prevent_desktop.casework.pupil import Pupil, PupilContact
from prevent_desktop.errors import EvidenceError
from prevent_desktop.formatting import each_of
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.judging.value_checks import is_upn
from prevent_desktop.tables.asking import Progress, Table, read_chosen_table
from prevent_desktop.tables.words import column_name
from prevent_desktop.translation import _
from prevent_desktop.workflows.people.contact_columns import relationship_of
from prevent_desktop.workflows.people.roll_columns import (
    BIRTH_DATE,
    FORENAMES,
    MIDDLE_NAMES,
    NAME,
    SURNAME,
    UPN,
    YEAR_GROUP,
    Headings,
    contact_fact,
    find_headings,
)
from prevent_desktop.workflows.people.roll_values import (
    ValueRefusedError,
    birth_date_of,
    full_name_of,
    gender_of,
    year_group_of,
)

_ERRORS: Final = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about one cell: its row as a spreadsheet counts, its column as (letter, heading), and a sentence."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        if not self.column:
            return _("Row {row}: {words}.").format(row=self.row, words=self.words)
        return _("Row {row}, column {column}: {words}.").format(
            row=self.row, column=self.column, words=self.words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFile:
    """What a file says. With any `problems` it cannot be taken; `remarks` are to be known; `unused` columns are passed over.

    `sheet` is the one that was read of a workbook, `other_sheets` those that were not; `repeated` counts lines that say the
    same as another.
    """

    pupils: tuple[Pupil, ...]
    problems: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unused: tuple[str, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    repeated: int = 0


def read_roll_file(path: Path, *, today: date, progress: Progress = lambda _rows: None) -> RollFile:
    """Read the list at `path` (slow; needs no vault). EvidenceError where it is none; RecordError where it cannot be opened."""
    return judge(read_chosen_table(path, progress=progress), today)


def judge(table: Table, today: date) -> RollFile:
    """What the rows of a table say. EvidenceError where no column has names in it."""
    headings = find_headings(table.rows)
    if headings is None or not headings.has_names:
        raise _no_names(table, headings)
    if headings.doubled is not None:
        raise _two_columns(headings, table.rows[headings.row])
    lines = [
        _Line(number, row, headings, table.rows[headings.row], today)
        for number, row in enumerate(table.rows[headings.row + 1 :], headings.row + 2)
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        raise EvidenceError(
            _("Nothing was read from the file"),
            _("There are headings in row {row}, and no pupil below them.").format(row=headings.row + 1),
            _("Export the list again, and choose that file."),
        )
    pupils, problems, repeated = _each_once(lines)
    return RollFile(
        pupils=pupils,
        problems=tuple(sorted((*(p for line in lines for p in line.problems), *problems), key=lambda p: p.row)),
        remarks=tuple(remark for line in lines for remark in line.remarks),
        unused=headings.unused,
        sheet=table.sheet,
        other_sheets=table.others,
        repeated=repeated,
    )  # fmt: skip


class _Line:
    """One row below the headings: its pupil, and what is wrong with it."""

    def __init__(
        self, number: int, row: Sequence[str], headings: Headings, titles: Sequence[str], today: date
    ) -> None:
        self.number = number
        self.problems: list[Remark] = []
        self.remarks: list[Remark] = []
        self._row, self._headings, self._titles = row, headings, titles
        self.pupil = self._read(today)

    def _read(self, today: date) -> Pupil:
        forenames, surname = self._names()
        facts = {name: self._text(name) for name in ("known_as", "form", "school", "postcode")}
        if not forenames and not surname:
            self._refuse(NAME if NAME in self._headings.columns else SURNAME, _("there is no name here"))
        upn = self._text(UPN).replace(" ", "").upper()
        if upn and not is_upn(upn):
            words = _("“{text}” is not a pupil number: its check letter or its length does not fit").format(
                text=upn
            )
            self.remarks.append(self._remark(UPN, words))
        return Pupil(
            id="",
            forenames=forenames,
            surname=surname,
            year_group=year_group_of(self._text(YEAR_GROUP)),
            birth_date=self._birth_date(today),
            gender=gender_of(self._text("gender")),
            upn=upn,
            address=self._address(),
            contacts=tuple(self._contacts()),
            **facts,
        )

    def _names(self) -> tuple[str, str]:
        if NAME in self._headings.columns:
            return full_name_of(self._text(NAME))
        names = (self._text(FORENAMES), self._text(MIDDLE_NAMES))
        return " ".join(filter(None, names)), self._text(SURNAME)

    def _birth_date(self, today: date) -> PartialDate | None:
        text = self._text(BIRTH_DATE)
        if not text:
            return None
        try:
            return birth_date_of(text, today)
        except ValueRefusedError as error:
            self._refuse(BIRTH_DATE, str(error))
            return None

    def _address(self) -> str:
        if "address" in self._headings.columns:
            at = self._headings.columns["address"]
            lines = self._cell(at).splitlines()
            self._text("address")
            return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        return "\n".join(
            filter(None, (" ".join(self._cell(at).split()) for at in self._headings.address_parts))
        )

    def _contacts(self) -> Iterator[PupilContact]:
        """Whoever has a name; of two columns for one part the first with something in it counts."""
        said: dict[str, dict[str, str]] = defaultdict(dict)
        for column in self._headings.contacts:
            text = self._text(contact_fact(column))
            if text:
                said[column.who].setdefault(column.part, text)
        for who, parts in said.items():
            name = parts.get("name", "") or " ".join(
                filter(None, (parts.get("forename", ""), parts.get("surname", "")))
            )
            if name:
                yield PupilContact(
                    name=name,
                    relationship=parts.get("relationship", "") or relationship_of(who),
                    phone=parts.get("phone", ""),
                    email=parts.get("email", ""),
                )

    def _cell(self, at: int) -> str:
        return self._row[at].strip() if at < len(self._row) else ""

    def _text(self, fact: str) -> str:
        """The cell on one line; told where it holds a formula, an error of one, or what cannot be seen."""
        at = self._headings.columns.get(fact)
        text = " ".join(self._cell(at).split()) if at is not None else ""
        if text.startswith("="):
            self._refuse(fact, _("there is a formula here: copy the column and paste it as values"))
        elif text in _ERRORS:
            self._refuse(fact, _("the formula here has no result (“{text}”)").format(text=text))
        elif not text.isprintable():
            self._refuse(fact, _("there are signs here that cannot be seen: type it again"))
        elif fact != "address" and len(text) > LONGEST_NAME:
            self._refuse(fact, _("there are more than {most} letters here").format(most=LONGEST_NAME))
        elif _looks_misread(text):
            words = _("“{text}” looks as if its letters were changed by another program").format(text=text)
            self.remarks.append(self._remark(fact, words))
        return text

    def _refuse(self, fact: str, words: str) -> None:
        self.problems.append(self._remark(fact, words))

    def _remark(self, fact: str, words: str) -> Remark:
        return Remark(row=self.number, column=self.column(fact), words=words)

    def column(self, fact: str) -> str:
        """The column of a fact as “C (Date of birth)”."""
        at = self._headings.columns.get(fact)
        if at is None:
            return ""
        return _("{letter} ({heading})").format(letter=column_name(at + 1), heading=self._titles[at].strip())


def _looks_misread(text: str) -> bool:
    """Whether it is UTF-8 that somebody took for Windows-1252 (“ZoÃ«”)."""
    if text.isascii():
        return False
    try:
        return len(text.encode("cp1252").decode("utf-8")) < len(text)
    except UnicodeError:
        return False


def _each_once(lines: Sequence[_Line]) -> tuple[tuple[Pupil, ...], list[Remark], int]:
    """Every pupil once, with the contacts of all their rows: some lists have a row for each. Two who share a number are a problem."""
    by_upn: dict[str, _Line] = {}
    pupils: list[Pupil] = []
    places: dict[str, int] = {}
    problems: list[Remark] = []
    repeated = 0
    for line in lines:
        first = by_upn.setdefault(line.pupil.upn, line) if line.pupil.upn else line
        if first is line:
            places[line.pupil.upn] = len(pupils)
            pupils.append(line.pupil)
        elif replace(first.pupil, contacts=()) == replace(line.pupil, contacts=()):
            repeated += 1
            at = places[line.pupil.upn]
            pupils[at] = pupils[at].with_contacts_of(line.pupil)
        else:
            words = _("the pupil number {upn} is in row {row} too, with other details").format(
                upn=line.pupil.upn, row=first.number
            )
            problems.append(Remark(row=line.number, column=line.column(UPN), words=words))
    return tuple(pupils), problems, repeated


def _no_names(table: Table, headings: Headings | None) -> EvidenceError:
    first = next((row for row in table.rows if any(cell.strip() for cell in row)), ())
    seen = list(_some(first if headings is None else table.rows[headings.row]))
    return EvidenceError(
        _("Nothing was read from the file"),
        _("No columns for a forename and a surname were found. Row {row} says: {headings}.").format(
            row=1 if headings is None else headings.row + 1, headings=each_of(seen) or "–"
        ),
        _("Name the columns in one row, such as “Forename”, “Surname”, “Year group”, “Form”, and choose the file again."),
    )  # fmt: skip


def _some(row: Sequence[str]) -> Iterator[str]:
    for cell in row[:8]:
        if cell.strip():
            yield f"“{cell.strip()[:30]}”"


def _two_columns(headings: Headings, titles: Sequence[str]) -> EvidenceError:
    first, second = headings.doubled or (0, 0)
    return EvidenceError(
        _("Nothing was read from the file"),
        _("Row {row}: columns {first} and {second} are both called “{heading}”, so nobody can tell which one counts.").format(
            row=headings.row + 1, first=column_name(first + 1), second=column_name(second + 1), heading=titles[first].strip()
        ),
        _("Rename or remove one of them, and choose the file again."),
    )  # fmt: skip
