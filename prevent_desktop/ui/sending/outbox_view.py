"""What the outbox says of each pack, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.delivery.failure_reasons.kinds import SET_BY_HAND
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.formatting import (
    about,
    clock_time,
    part_of_size,
    short_day_near,
    short_moment_near,
    size_in_words,
    until,
)
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.sending.outbox import OutboxLine

_TONES = {
    State.QUEUED: Tone.WARNING,
    State.SENDING: Tone.INFO,
    State.SENT: Tone.INFO,
    State.DELIVERED: Tone.SUCCESS,
    State.WAITING: Tone.WARNING,
    State.NEEDS_YOU: Tone.DANGER,
    State.CANCELLED: Tone.NEUTRAL,
}
_QUIET = timedelta(seconds=20)
"""A chunk is acknowledged every few seconds; after this long the pace of the last ones tells nothing any more."""
MOVING = frozenset({State.QUEUED, State.SENDING, State.SENT, State.WAITING})
"""States that change by themselves."""


def state_tone(state: State) -> Tone:
    """The tone of a state's pill; the word in it says the same."""
    return _TONES[state]


def state_words(item: SpoolItem) -> str:
    """The word in the pill: a pack that a person holds back is paused, whatever it was doing before."""
    return _("Paused") if item.held else item.state.label


def next_in_words(item: SpoolItem, now: datetime, network: str = "") -> str:
    """What happens next, by itself or by the reader. `network` is what the system calls the one that we are on."""
    if item.held:
        return item.what_happens_next
    if item.state is State.SENDING and network:
        return _("Sending over {network}.").format(network=network)
    if item.state is State.QUEUED and item.priority:
        before = _("You put it before the others.")
        return f"{item.what_happens_next} {before}"
    if item.state is State.WAITING and item.next_try_at is not None:
        return f"{item.what_happens_next} {_tried_again(item.next_try_at, now)}"
    return item.what_happens_next


def _tried_again(at: datetime, now: datetime) -> str:
    return _("Tried again {when}.").format(when=until(at, now))


def progress_in_words(item: SpoolItem, now: datetime) -> str:
    """How far it is: only what the receiver has acknowledged counts as sent."""
    match item.state:
        case State.DELIVERED:
            return short_moment_near(item.received_at or item.changed_at, now)
        case State.SENT:
            by_hand = _("Sent by you, by email")
            return (
                by_hand
                if item.by_mail
                else _("All {size} acknowledged").format(size=size_in_words(item.size))
            )
        case State.SENDING:
            return _sending(item, now)
        case State.NEEDS_YOU if item.offset == 0:
            return _("Kept safe here")
    if item.offset == 0:
        return _("Nothing has left this computer")
    words = _("{part} had been sent") if item.state is State.CANCELLED else _("{part} acknowledged")
    return words.format(part=part_of_size(item.offset, item.size))


def _sending(item: SpoolItem, now: datetime) -> str:
    """The part acknowledged and the time left; no time is told once the receiver has gone quiet."""
    part = _("{part} acknowledged").format(part=part_of_size(item.offset, item.size))
    if now - item.changed_at > _QUIET:
        since = clock_time(item.changed_at.astimezone())
        return _("{part} · no answer since {time}").format(part=part, time=since)
    if item.seconds_left is None:
        return part
    return _("{part} · {span}").format(part=part, span=about(item.seconds_left))


def _progress_cell(item: SpoolItem, now: datetime) -> Cell:
    words = progress_in_words(item, now)
    shows_bar = item.state is State.SENDING or (item.state in MOVING and 0 < item.offset < item.size)
    return Cell("", detail=words, progress=item.offset / item.size if shows_bar and item.size else None)


def outbox_rows(lines: Sequence[OutboxLine], now: datetime, network: str = "") -> tuple[Row, ...]:
    """A row for each pack; the key is its id. `network` as for `next_in_words`."""
    return tuple(
        Row(
            key=line.item.pack_id,
            cells=(
                Cell(short_pack_id(line.item.pack_id), strong_start=-1),
                Cell(receiver_of(line)),
                Cell(_next_of(line, now, network)),
                _progress_cell(line.item, now),
                Cell(
                    state_words(line.item),
                    pill=Tone.WARNING if line.item.held else state_tone(line.item.state),
                ),
            ),
        )
        for line in lines
    )


def _next_of(line: OutboxLine, now: datetime, network: str) -> str:
    words = next_in_words(line.item, now, network)
    if line.answer_due is None:
        return words
    return f"{words} {_answer_due(line.answer_due, now.astimezone().date())}"


def _answer_due(day: date, today: date) -> str:
    if day < today:
        return _("An answer was due on {day}.").format(day=short_day_near(day, today))
    soon = {0: _("An answer is due today."), 1: _("An answer is due tomorrow.")}
    return soon.get(
        (day - today).days, _("An answer is due on {day}.").format(day=short_day_near(day, today))
    )


def receiver_of(line: OutboxLine) -> str:
    """The receiver's name, which only the vault knows."""
    return line.record.recipient_name if line.record is not None else _("From another vault on this computer")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDetails:
    """One pack opened: what happened and what to do, its facts, and which orders make sense now.

    `case_id` is whose record it belongs to; empty where the vault does not know it. `cancelling` is what cancelling
    would leave behind, in words.
    """

    pack_id: str
    case_id: str
    title: str
    what_happened: str
    facts: tuple[tuple[str, str], ...]
    may_retry: bool
    may_hold: bool
    may_let_go: bool
    may_go_first: bool
    may_go_in_turn: bool
    may_cancel: bool
    cancelling: str
    may_connect: bool = False


def pack_details(line: OutboxLine, now: datetime, network: str = "") -> PackDetails:
    """The pack in words, with the facts that IT staff or the receiver may ask for. `network` as for `next_in_words`."""
    item = line.item
    troubled = item.reason is not None and item.state in _TROUBLED and not item.held
    title = item.reason.title if item.reason is not None and troubled else state_words(item)
    return PackDetails(
        pack_id=item.pack_id, case_id="" if line.record is None else line.record.case_id,
        title=title, what_happened=next_in_words(item, now, network), facts=tuple(_facts(line, now)),
        may_retry=item.state in {State.NEEDS_YOU, State.WAITING, State.SENT} and not item.held,
        may_hold=item.may_hold, may_let_go=item.held,
        may_go_first=item.may_cancel and not item.priority and not item.held, may_go_in_turn=item.may_cancel and item.priority > 0,
        may_cancel=item.may_cancel, cancelling=cancelling_in_words(item),
        may_connect=item.reason is not None and item.reason.kind in SET_BY_HAND and item.state in {State.NEEDS_YOU, State.WAITING},
    )  # fmt: skip


def _facts(line: OutboxLine, now: datetime) -> Iterator[tuple[str, str]]:
    item = line.item
    yield _("Pack"), item.pack_id
    yield _("To"), receiver_of(line)
    yield _("Address"), item.endpoint
    yield _("Size"), size_in_words(item.size)
    if 0 < item.offset < item.size:
        yield _("Acknowledged"), _("{part} of {whole} bytes").format(part=item.offset, whole=item.size)
    if item.state is State.SENDING and item.rate:
        yield _("Pace"), _("{size} a second").format(size=size_in_words(round(item.rate)))
    yield _("Queued"), short_moment_near(item.queued_at, now)
    if item.sent_at is not None:
        yield _("All of it sent"), short_moment_near(item.sent_at, now)
    if item.attempts:
        yield _("Attempts in a row without success"), str(item.attempts)
    yield (
        _("Digest (SHA-256)"),
        " ".join(item.digest[at : at + 8] for at in range(0, len(item.digest), 8)),
    )
    if item.reference:
        yield _("Receiver’s reference"), item.reference


def cancelling_in_words(item: SpoolItem) -> str:
    """What cancelling a pack does, and what its receiver may have of it."""
    stays = _("The signed pack stays in the person’s record. To send it after all, prepare it again.")
    if item.is_untouched:
        nothing = _("Nothing of it has left this computer.")
        return f"{nothing} {stays}"
    has = _(
        "The receiver has acknowledged {part}; if its last answer was lost, it may have more, or all of it. What it has is "
        "sealed, and its server is asked to delete it. If it has all of it already, the pack counts as delivered."
    ).format(part=part_of_size(item.offset, item.size))
    return f"{has} {stays}"


_TROUBLED = frozenset({State.WAITING, State.NEEDS_YOU, State.SENT, State.CANCELLED})
