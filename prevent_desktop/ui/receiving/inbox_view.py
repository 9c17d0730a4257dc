"""What the inbox says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.casework.working_days import caution
from prevent_desktop.formatting import clock_time, each_of, number_in_words, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.closing_words import short_closing_words
from prevent_desktop.ui.components.due_words import due_in_words
from prevent_desktop.ui.receiving.inbox_controller import Looked
from prevent_desktop.ui.receiving.received_pack_words import day_asked_for, takes_place_words
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.receiving.inbox import InboxLine, InboxPart

_ABOUT_EMS = 10
"""What a pack asks for is read in lines of some words; where there is less room, the cells of a row stand below each other."""


def columns() -> tuple[Column, ...]:
    """The columns of the inbox."""
    return (
        Column(title=_("Came"), share=0),
        Column(title=_("From"), share=5),
        Column(title=_("About"), share=5, ems=_ABOUT_EMS),
        Column(title=_("Decide by"), share=4),
        Column(title=_("Danger"), share=0),
    )


def certificate_in_words(ends_at: datetime, now: datetime) -> str:
    """That the certificate of the desk's receipts and answers ends soon, or has ended, and what to do."""
    words = (
        _("The certificate of your desk ended: {when}. Senders’ programs refuse what is signed after that.")
        if ends_at < now
        else _(
            "The certificate of your desk ends: {when}. Senders’ programs refuse what is signed after that."
        )
    )
    next_step = _("Ask your organisation for a new key, and choose its file in Settings.")
    return f"{words.format(when=short_moment_near(ends_at, now))} {next_step}"


def inbox_rows(lines: Iterable[InboxLine], now: datetime, *, in_team: bool = False) -> tuple[Row, ...]:
    """A row for each pack; the key is our id of it. What nobody opened is bold, and says so in words.

    In a team it says who is to decide.
    """
    return tuple(Row(key=line.pack.id, cells=tuple(_cells(line, now, in_team=in_team))) for line in lines)


def assigned_words(line: InboxLine) -> str:
    """Who is to decide about a pack."""
    if line.is_mine:
        return _("yours")
    holding, owner = line.holding, None if line.cared is None else line.cared.owner
    if holding is not None:
        words = _("{name} has it in a case") if holding.in_case else _("assigned to {name}")
        return words.format(name=holding.who.name)
    return _("not assigned") if owner is None else _("assigned to {name}").format(name=owner.name)


def _cells(line: InboxLine, now: datetime, *, in_team: bool) -> Iterator[Cell]:
    pack, bold = line.pack, -1 if line.unread else 0
    yield Cell(
        short_moment_near(pack.received_at, now),
        detail=short_pack_id(pack.pack_id),
        order=pack.received_at.isoformat(),
    )
    unread = _("Unread") if line.unread else ""
    yield Cell(
        pack.sender_organisation,
        detail=each_of(filter(None, (unread, _what_it_is(line)))),
        strong_start=bold,
    )
    asks = each_of(filter(None, (call_words(pack.stated_danger), pack.asks)))
    yield Cell(line.about or _("Not told"), detail=asks, muted=not line.about, strong_start=bold)
    by = decide_by(line, now)
    assigned = assigned_words(line) if in_team and line.part is not InboxPart.DECIDED else ""
    yield replace(
        by, detail=" · ".join(filter(None, (short_closing_words(line.closing), assigned, by.detail)))
    )
    yield _danger_cell(pack.stated_danger)


def call_words(danger: StatedDanger) -> str:
    """When the sender called 999; empty where there is no danger, or no call is told."""
    if danger.called_at is None:
        return ""
    return _("999 called {time}").format(time=clock_time(danger.called_at))


def _danger_cell(danger: StatedDanger) -> Cell:
    """The pill of a danger that page one states; where it is not known, that."""
    if danger.answer is DangerAnswer.NO:
        return Cell(danger.answer.label, muted=True)
    return Cell(danger.answer.label, pill=Tone.DANGER if danger.answer is DangerAnswer.YES else Tone.WARNING)


def part_label(part: InboxPart, count: int) -> str:
    """A part of the inbox with how many packs are in it."""
    said = {
        InboxPart.NEW: _("New {count}"),
        InboxPart.MINE: _("Mine {count}"),
        InboxPart.WAITING: _("Waiting {count}"),
        InboxPart.DECIDED: _("Decided {count}"),
    }
    return said[part].format(count=number_in_words(count))


def nothing_in(part: InboxPart) -> str:
    """What is said where a part has no packs while others have."""
    return {
        InboxPart.NEW: _("No new packs. All that came is in a case."),
        InboxPart.MINE: _("Nobody waits for a decision of yours."),
        InboxPart.WAITING: _("Nobody waits for a decision."),
        InboxPart.DECIDED: _("No decision was given yet."),
    }[part]


def decide_by(line: InboxLine, now: datetime) -> Cell:
    """By when: to the minute where it counts from when the pack came; of a day that the pack asks for, what is odd about it."""
    if line.due is None:
        return Cell(day_asked_for(line.pack, now.astimezone().date()))
    if not line.due.counted:
        return Cell(day_asked_for(line.pack, now.astimezone().date()), detail=caution([line.due.day]))
    return Cell(due_in_words(line.due, line.pack, now)[0], detail=caution([line.due.day]))


def _what_it_is(line: InboxLine) -> str:
    if line.replaced_by is not None:
        return _("Pack {pack} takes its place").format(pack=short_pack_id(line.replaced_by.pack_id))
    return takes_place_words(line.pack, line.takes_place_of)


_MOST_WAITS = 3  # sentences about what could not be looked at; more of them nobody reads


def looked_in_words(looked: Looked) -> tuple[str, Tone]:
    """What a round of looking brought, for whoever asked for it."""
    waits = dict.fromkeys(f"{one.title}. {one.what_happened} {one.next_step}" for one in looked.waits)
    parts = list(waits)[:_MOST_WAITS]
    if looked.kept:
        count = len(looked.kept)
        parts.append(ngettext("{count} pack came in.", "{count} packs came in.", count).format(count=count))
    if looked.aside:
        words = ngettext("{count} file was set aside.", "{count} files were set aside.", looked.aside)
        parts.append(words.format(count=looked.aside))
    if looked.stopped:
        parts.append(_("Stopped. What was not checked lies where it came in."))
    tone = Tone.WARNING if looked.aside else Tone.SUCCESS if looked.kept else Tone.INFO
    if looked.waits:
        tone = Tone.DANGER
    return " ".join(parts) or _("Nothing new has come in."), tone
