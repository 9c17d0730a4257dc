"""The inbox as a list of mail, beside the pack that is open: who, about whom, what is asked, by when. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.formatting import clock_time, inside_a_sentence, short_day_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.closing_words import short_closing_words
from prevent_desktop.ui.receiving.inbox_view import assigned_words, call_words, decide_by
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.receiving.inbox import InboxLine, InboxPart


def mail_columns() -> tuple[Column, ...]:
    """Four cells below each other, each without a heading."""
    return tuple(Column(title="") for _number in range(4))


def mail_rows(lines: Iterable[InboxLine], now: datetime, *, in_team: bool) -> tuple[Row, ...]:
    """A row for each pack; the key is our id of it. What nobody opened is bold, and says so in words."""
    return tuple(Row(key=line.pack.id, cells=tuple(_cells(line, now, in_team=in_team))) for line in lines)


def _cells(line: InboxLine, now: datetime, *, in_team: bool) -> Iterator[Cell]:
    pack, about = line.pack, line.about or _("Not told")
    yield Cell(pack.sender_organisation, strong_start=-1 if line.unread else 0, aside=_came(pack, now))
    words = " · ".join(filter(None, (about, pack.asks)))
    yield Cell(words, strong_start=len(about) if line.about else 0)
    yield _danger(pack)
    yield Cell(detail=" · ".join(filter(None, _last_line(line, now, in_team=in_team))))


def _came(pack: ReceivedPack, now: datetime) -> str:
    came, today = pack.received_at.astimezone(), now.astimezone().date()
    return clock_time(came) if came.date() == today else short_day_near(came.date(), today)


def _danger(pack: ReceivedPack) -> Cell:
    """Nothing where page one says that there is none: that is read there."""
    danger = pack.stated_danger
    if danger.answer is DangerAnswer.NO:
        return Cell()
    if danger.answer is DangerAnswer.YES:
        return Cell(danger.answer.label, pill=Tone.DANGER, aside=call_words(danger))
    return Cell(_("Danger not known"), pill=Tone.WARNING)


def _last_line(line: InboxLine, now: datetime, *, in_team: bool) -> Iterator[str]:
    yield _("Unread") if line.unread else ""
    by = decide_by(line, now).text
    yield _("Decide by {when}").format(when=inside_a_sentence(by)) if by else ""
    yield short_closing_words(line.closing)
    yield assigned_words(line) if in_team and line.part is not InboxPart.DECIDED else ""
