"""Why a file gives no table, and what to do about it, in plain words."""

from __future__ import annotations

from prevent_desktop.errors import EvidenceError
from prevent_desktop.tables.questions import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Refusal, Trouble
from prevent_desktop.translation import _


def column_name(number: int) -> str:
    """The letters of a column as a spreadsheet shows them: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def refused(refusal: Refusal) -> EvidenceError:
    """The error for a refusal."""
    what, next_step = _words()[refusal.trouble]
    row, column = refusal.row, column_name(refusal.column)
    if row and column:
        place = _("Row {row}, column {column}.").format(row=row, column=column)
    else:
        place = _("Row {row}.").format(row=row) if row else ""
    told = what.format(rows=MOST_ROWS, columns=MOST_COLUMNS, letters=LONGEST_CELL)
    return EvidenceError(_("Nothing was read from the file"), f"{place} {told}".strip(), next_step)


def not_read() -> EvidenceError:
    """The process that reads ended for a reason that is not the file's."""
    return EvidenceError(
        _("Nothing was read from the file"),
        _("The part of this program that reads files was ended, or does not start."),
        _("Try again. If it happens again, start the program again, or ask your IT support."),
    )


def _words() -> dict[Trouble, tuple[str, str]]:
    save = _(
        "Open it in Excel or your school’s system, save it as “CSV UTF-8” or as .xlsx, and choose that file."
    )
    return {
        Trouble.EMPTY: (
            _("There is nothing in the file."),
            _("Export the list again, and choose that file."),
        ),
        Trouble.NO_TABLE: (_("It is no CSV and no Excel file (.xlsx)."), save),
        Trouble.WEB_PAGE: (_("It is a page of the web under another name."), save),
        Trouble.LETTERS: (
            _("There are letters here that cannot be read, so names could come out wrong."),
            save,
        ),
        Trouble.QUOTES: (
            _('A quotation mark (") opens or closes in the wrong place, or never closes.'),
            _("Put the quotation mark right in this row or the one above, or export the list again."),
        ),
        Trouble.OLD_WORKBOOK: (_("It is an Excel file of the old kind (.xls)."), save),
        Trouble.PASSWORD: (
            _("It is under a password."),
            _("Open it, save a copy without the password, and delete that copy when the names are in."),
        ),
        Trouble.MACROS: (
            _("It holds programs (macros), which are never taken."),
            _("Save it as .xlsx or as “CSV UTF-8”, and choose that file."),
        ),
        Trouble.BROKEN: (
            _("It is damaged, or not whole."),
            _("Export the list again, and choose that file."),
        ),
        Trouble.TOO_LARGE: (
            _("It is far larger than a list of pupils."),
            _("Export only the columns that are needed, and choose that file."),
        ),
        Trouble.TOO_MANY_ROWS: (
            _("It has more than {rows} rows."),
            _("Export the pupils of one school, without empty rows below, and choose that file."),
        ),
        Trouble.TOO_MANY_COLUMNS: (
            _("It has more than {columns} columns."),
            _("Export only the columns that are needed, and choose that file."),
        ),
        Trouble.LONG_CELL: (
            _('A cell holds more than {letters} letters, or a quotation mark (") that never closes.'),
            _("Look at that row, put it right, and choose the file again."),
        ),
    }
