"""The lines of files whose bytes have not come from a colleague, as plain data. No Qt."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.formatting import short_moment_near, size_in_words
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.workflows.team.cases.files_not_come import FileNotCome


def waiting_row(each: FileNotCome, now: datetime) -> Row:
    """Its line among the attachments: what is known of it, and what to do."""
    cells = (
        Cell(each.file_name, detail=f"{_state(each)} {each.next_step}"),
        Cell(size_in_words(each.size), order=f"{each.size:020}"),
        Cell(short_moment_near(each.added_at, now), order=each.added_at.isoformat()),
    )
    return Row(key=each.id, cells=cells)


def waiting_pairs(each: FileNotCome) -> tuple[tuple[str, str], ...]:
    """The same to be read line by line."""
    known = _("The record knows its name and size. What stands in it is not on this laptop.")
    opens = _("It opens here by itself once it is there.")
    pairs = [
        (_("What became of it"), f"{_state(each)} {known}"),
        (_("What to do"), f"{each.next_step} {opens}"),
        (_("What it is"), each.description),
        (_("Added by"), each.who),
        (_("Size"), size_in_words(each.size)),
    ]
    return tuple((label, text) for label, text in pairs if text)


def _state(each: FileNotCome) -> str:
    if not each.others:
        return _("Its file has not come.")
    return ngettext(
        "Its file has not come, and {number} entry of this case waits for it.",
        "Its file has not come, and {number} entries of this case wait for it.",
        each.others,
    ).format(number=each.others)
