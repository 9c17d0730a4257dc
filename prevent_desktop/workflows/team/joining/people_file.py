"""Whom to invite, from a file: a list of staff as CSV or XLSX, read in the confined process; every line that is wrong is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from prevent_desktop.casework.lookalikes import skeleton
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import EvidenceError
from prevent_desktop.formatting import each_of
from prevent_desktop.tables.asking import Progress, Table, read_chosen_table
from prevent_desktop.tables.words import column_name
from prevent_desktop.translation import _
from prevent_desktop.workflows.people.roll_columns import plain_heading
from prevent_desktop.workflows.people.roll_file import Remark
from prevent_desktop.workflows.team.joining.invitation_file import LONGEST_SIGN_IN

MOST_PEOPLE: Final = 500
LONGEST_NAME: Final = 120
_LOOKED_THROUGH: Final = 25

_NAME, _FORENAME, _SURNAME, _ROLE, _USER, _PASSWORD = (
    "name",
    "forename",
    "surname",
    "role",
    "user",
    "password",
)
_HEADINGS: Final = {
    _NAME: ("name", "full name", "staff name", "member of staff", "staff member", "legal full name", "preferred full name", "display name"),
    _FORENAME: ("forename", "first name", "preferred forename", "legal forename", "given name", "preferred first name"),
    _SURNAME: ("surname", "last name", "preferred surname", "legal surname", "family name", "legal last name"),
    _ROLE: ("role", "safeguarding role", "role in the team", "team role", "job title", "post", "position"),
    _USER: ("mailbox user", "mailbox username", "mailbox user name"),
    _PASSWORD: ("mailbox password",),
}  # fmt: skip
"""Each fact's headings, as `plain_heading`; where a file has several of them, the first one counts."""

_ROLES: Final = {
    Role.LEAD: ("lead", "dsl", "designated safeguarding lead", "safeguarding lead", "designated lead"),
    Role.DEPUTY: ("deputy", "ddsl", "deputy dsl", "deputy designated safeguarding lead", "deputy safeguarding lead", "deputy lead", "deputy dsls"),
    Role.REPORTER: ("reporter", "reports", "teacher", "staff", "member of staff"),
}  # fmt: skip
_FORMULA: Final = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """Somebody to invite. `member` is the id of a member who is in the team already: it is for one more laptop of theirs.

    `user` and `password` are what they sign in to the team's mailbox with, where that is a server and each has their own.
    """

    name: str
    role: Role = Role.REPORTER
    member: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """What a file says. With any `problems` nobody of it is invited; `remarks` are to be known."""

    people: tuple[Invitee, ...]
    problems: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read_people_file(path: Path, *, progress: Progress = lambda _rows: None) -> PeopleFile:
    """Read the list at `path` (slow; needs no vault). EvidenceError where it is none; RecordError where it cannot be opened."""
    return judge_people(read_chosen_table(path, progress=progress))


def judge_people(table: Table) -> PeopleFile:
    """What the rows of a table say. EvidenceError where no column has names in it, or nobody stands below them."""
    heading_row, columns = _find_headings(table)
    lines = [
        _Line(number, row, columns, table.rows[heading_row])
        for number, row in enumerate(table.rows[heading_row + 1 :], heading_row + 2)
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        raise EvidenceError(
            _("Nobody was read from the file"),
            _("There are headings in row {row}, and no name below them.").format(row=heading_row + 1),
            _("Write one person in each row, and choose the file again."),
        )
    problems = [problem for line in lines for problem in line.problems] + _twice(lines)
    if len(lines) > MOST_PEOPLE:
        words = _("more than {most} people at once: make two files").format(most=MOST_PEOPLE)
        problems.append(Remark(row=lines[MOST_PEOPLE].number, column="", words=words))
    return PeopleFile(
        people=tuple(line.invitee for line in lines),
        problems=tuple(sorted(problems, key=lambda one: one.row)),
        remarks=tuple(remark for line in lines for remark in line.remarks),
    )


class _Line:
    """One row below the headings: who it is, and what is wrong with it."""

    def __init__(
        self, number: int, row: Sequence[str], columns: dict[str, int], titles: Sequence[str]
    ) -> None:
        self.number = number
        self.problems: list[Remark] = []
        self.remarks: list[Remark] = []
        self._row, self._columns, self._titles = row, columns, titles
        self.invitee = Invitee(
            name=self._name(), role=self._role(), user=self._sign_in(_USER), password=self._sign_in(_PASSWORD)
        )

    def _name(self) -> str:
        if _NAME in self._columns:
            place, name = _NAME, self._text(_NAME)
        else:
            place = _SURNAME
            name = " ".join(filter(None, (self._text(_FORENAME), self._text(_SURNAME))))
        if not name:
            self.refuse(place, _("there is no name here: write it, or take the row out"))
        elif len(name) > LONGEST_NAME:
            self.refuse(place, _("there are more than {most} letters here").format(most=LONGEST_NAME))
        return name

    def _role(self) -> Role:
        text = self._text(_ROLE)
        plain = plain_heading(text)
        found = next((role for role, words in _ROLES.items() if plain in words), None)
        if found is None and plain:
            words = _("“{role}” becomes a reporter. Write “lead” or “deputy” for who shares all cases").format(role=text)  # fmt: skip
            self.remarks.append(self._remark(_ROLE, words))
        return found or Role.REPORTER

    def _sign_in(self, fact: str) -> str:
        at = self._columns.get(fact)
        text = self._row[at].strip() if at is not None and at < len(self._row) else ""
        if len(text) > LONGEST_SIGN_IN or not text.isprintable():
            self.refuse(fact, _("this is too long, or has signs that cannot be seen"))
        return text

    def _text(self, fact: str) -> str:
        at = self._columns.get(fact)
        text = " ".join(self._row[at].split()) if at is not None and at < len(self._row) else ""
        if text.startswith(_FORMULA):
            self.refuse(fact, _("there is a formula here: copy the column and paste it as values"))
        elif not text.isprintable():
            self.refuse(fact, _("there are signs here that cannot be seen: type it again"))
        return text

    def refuse(self, fact: str, words: str) -> None:
        """Note what is wrong in the column of this fact."""
        self.problems.append(self._remark(fact, words))

    def _remark(self, fact: str, words: str) -> Remark:
        at = self._columns.get(fact)
        column = ""
        if at is not None:
            column = _("{letter} ({heading})").format(
                letter=column_name(at + 1), heading=self._titles[at].strip()
            )
        return Remark(row=self.number, column=column, words=words)


def _twice(lines: Sequence[_Line]) -> list[Remark]:
    """Two of one name, or of names that look the same: nobody could tell their slips apart."""
    first: dict[str, int] = {}
    found: list[Remark] = []
    for line in lines:
        name = skeleton(line.invitee.name)
        if name and first.setdefault(name, line.number) != line.number:
            words = _(
                "“{name}” is in row {row} too. Are they two people? Then write a middle name, so that their slips can be told apart"
            )
            told = words.format(name=line.invitee.name, row=first[name])
            found.append(Remark(row=line.number, column="", words=told))
    return found


def _find_headings(table: Table) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(table.rows[:_LOOKED_THROUGH]):
        columns = _columns(row)
        if _NAME in columns or {_FORENAME, _SURNAME} <= columns.keys():
            return number, columns
    seen = [f"“{cell.strip()[:30]}”" for row in table.rows[:1] for cell in row[:8] if cell.strip()]
    raise EvidenceError(
        _("Nobody was read from the file"),
        _("No column with names was found. Row 1 says: {headings}.").format(headings=each_of(seen) or "–"),
        _("Write “Name” and “Role” in the first row, and one person in each row below it. Then choose the file again."),
    )  # fmt: skip


def _columns(row: Sequence[str]) -> dict[str, int]:
    plain = [plain_heading(cell) for cell in row]
    found = {
        fact: plain.index(heading)
        for fact, headings in _HEADINGS.items()
        if (heading := next((each for each in headings if each in plain), None)) is not None
    }
    if {_FORENAME, _SURNAME} <= found.keys():
        found.pop(_NAME, None)
    return found
