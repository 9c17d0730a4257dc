"""Who has seen a record, and who has sent or taken something from it: lines of the audit as rows. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.vault_admin.who_saw import SeenLine

_TONES = {
    SeenKind.LOOKED: Tone.NEUTRAL,
    SeenKind.WRITTEN: Tone.INFO,
    SeenKind.SENT: Tone.SUCCESS,
    SeenKind.TAKEN_OUT: Tone.WARNING,
    SeenKind.KEEPING: Tone.WARNING,
    SeenKind.VAULT: Tone.NEUTRAL,
}


def seen_rows(lines: Iterable[SeenLine], now: datetime) -> tuple[Row, ...]:
    """A row for each line, in their order."""
    return tuple(_row(line, now) for line in lines)


def _row(line: SeenLine, now: datetime) -> Row:
    kind = Cell("") if line.kind is None else Cell(line.kind.label, pill=_TONES[line.kind])
    cells = (Cell(short_moment_near(line.at, now)), kind, Cell(line.what), Cell(line.who))
    return Row(key=line.key, cells=cells)
