"""What the first screen says, as plain data. No Qt."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.formatting import near_day, short_day_near, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.components.people_words import person_cell
from prevent_desktop.ui.forms.place import Place
from prevent_desktop.ui.routing.routes import (
    Answer,
    Call,
    Details,
    Event,
    Form,
    HandOn,
    NewPerson,
    Note,
    Route,
    read_route,
    write_out,
)
from prevent_desktop.ui.sending.outbox_view import next_in_words, state_tone
from prevent_desktop.ui.vault_admin.merge.words import waiting_in_words
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.home.my_work import Due, FormToFinish, MyWork, PackOnItsWay, my_work
from prevent_desktop.workflows.record.writing import Unfinished, Writing

MOST_ROWS = 12
_NOON = 12
_EVENING = 18
_SHOWN_AFTER_DELIVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """Something to do by a day, in words; `person_id` is whose record it leads to, the list of keeping where it is empty.

    `entry` is what opens in that record.
    """

    day: str
    what: str
    why: str
    person_id: str
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """All words of the first screen. A row's key tells what it opens: see `opens`."""

    greeting: str
    who: str
    knows_who: bool
    to_finish: tuple[Row, ...]
    more_to_finish: int
    on_their_way: tuple[Row, ...]
    due: tuple[DueLine, ...]
    more_due: int
    backup_reminder: str = ""
    differences: str = ""
    drafts: str = ""


def opens(key: str) -> Route:
    """What a row of "To finish" leads to: the route is its key, written out."""
    return read_route(json.loads(key))


def _key(route: Route) -> str:
    return json.dumps(write_out(route))


def read_home(vault: Vault, spool: Spool, library: FormLibrary, now: datetime) -> HomeView:
    """Read the first screen, in the vault's lane."""
    work = my_work(vault, spool, now=now)
    places = {
        each.filled.id: section_title(vault, library, each.filled) for each in work.to_finish[:MOST_ROWS]
    }
    return replace(home_view(work, places, now), backup_reminder=_backup_reminder(vault, now))


def drafts_in_words(to_read: int, to_do: int) -> str:
    """The line that leads to drafts for comment: what waits there, or the button for one that came."""
    waiting = [
        ngettext("{number} draft of a colleague to read", "{number} drafts of colleagues to read", to_read).format(number=to_read),
        ngettext("{number} comment on your drafts", "{number} comments on your drafts", to_do).format(number=to_do),
    ]  # fmt: skip
    told = [words for words, number in zip(waiting, (to_read, to_do), strict=True) if number]
    if not told:
        return _("Open a draft from a colleague, or comments that came back…")
    return _("Drafts for comment: {what}").format(what=", ".join(told))


def _backup_reminder(vault: Vault, now: datetime) -> str:
    """A gentle line where no backup was made for 14 days; empty else."""
    if vault.is_read_only or not backup_plan.reminds(vault, now):
        return ""
    last = backup_plan.last_backup(vault)
    if last is None:
        return _("Your records have no backup yet: make one in settings")
    day = short_day_near(last.at.astimezone().date(), now.astimezone().date())
    return _("The last backup is of {day}: make one in settings").format(day=day)


def section_title(vault: Vault, library: FormLibrary, filled: FilledForm) -> str:
    """The heading of the section that a draft was left in; empty where it is not known."""
    if title := Place.read(filled.place).title:
        return title
    if not filled.place:
        return ""
    item = library.for_response(vault, filled).by_link_id.get(filled.place)
    return "" if item is None else item.text


def home_view(work: MyWork, places: Mapping[str, str], now: datetime) -> HomeView:
    """The first screen in words. `places` are the sections that drafts were left in, by response id."""
    today = now.astimezone().date()
    to_finish = [
        *(_writing_row(each.writing, each.person, today) for each in work.unfinished),
        *(_form_row(each, places.get(each.filled.id, ""), today) for each in work.to_finish),
    ]
    return HomeView(
        greeting=greeting(now),
        who=_who(work.practitioner),
        knows_who=work.practitioner is not None,
        to_finish=tuple(to_finish[:MOST_ROWS]),
        more_to_finish=max(0, len(to_finish) - MOST_ROWS),
        on_their_way=tuple(_pack_row(each, now) for each in _still_going_first(work.on_their_way, now)),
        due=tuple(_due_line(each, today) for each in work.due[:MOST_ROWS]),
        more_due=max(0, len(work.due) - MOST_ROWS),
        differences=waiting_in_words(work.differences),
        drafts=drafts_in_words(work.drafts_to_read, work.comments_to_do),
    )  # fmt: skip


def greeting(now: datetime) -> str:
    """A greeting by the hour on this machine's clock."""
    hour = now.astimezone().hour
    if hour < _NOON:
        return _("Good morning")
    return _("Good afternoon") if hour < _EVENING else _("Good evening")


def _who(practitioner: Practitioner | None) -> str:
    if practitioner is None:
        return ""
    return " · ".join(part for part in (practitioner.organisation, practitioner.role) if part)


def _form_row(each: FormToFinish, section: str, today: date) -> Row:
    filled = each.filled
    done = bool(filled.sections_total) and filled.sections_done >= filled.sections_total
    pill = Cell(_("To check"), pill=Tone.WARNING) if done else Cell(_("Draft"), pill=Tone.INFO)
    cells = (person_cell(each.person, today), Cell(filled.title), Cell(where_left_off(filled, section)), pill)
    return Row(key=_key(Form(filled.id)), cells=cells)


def where_left_off(filled: FilledForm, section: str) -> str:
    """The section that was being filled, and how many are done."""
    if filled.sections_total and filled.sections_done >= filled.sections_total:
        return _("Waits for your check and signature")
    done = _("{done} of {total} sections").format(done=filled.sections_done, total=filled.sections_total)
    return f"{section} · {done}" if section else done


def _leads_to(each: Unfinished) -> tuple[str, Route]:
    """What was begun, in words, and where it goes on."""
    if each.kind is Writing.ANSWER:
        kind, _slash, received_id = each.fields["about"].partition("/")
        return _("Answer"), Answer(received_id, AnswerKind(kind))
    leads: dict[Writing, tuple[str, Route]] = {
        Writing.NOTE: (_("Note"), Note(each.case_id)),
        Writing.EVENT: (_("Event"), Event(each.case_id)),
        Writing.PERSON: (_("Details"), NewPerson()),
        Writing.DETAILS: (_("Details of the person"), Details(each.case_id)),
        Writing.CALL: (_("Call"), Call(each.fields.get("pack", ""))),
        Writing.HAND_ON: (_("Words to a colleague"), HandOn(each.fields.get("form", ""))),
    }
    return leads[each.kind]


def _writing_row(each: Unfinished, person: Person | None, today: date) -> Row:
    about = Cell(_("New person")) if person is None else person_cell(person, today)
    kind, leads_to = _leads_to(each)
    left = _("Not saved yet: save it or discard it")
    return Row(key=_key(leads_to), cells=(about, Cell(kind), Cell(left), Cell(_("Draft"), pill=Tone.INFO)))


def _still_going_first(packs: Sequence[PackOnItsWay], now: datetime) -> list[PackOnItsWay]:
    """What needs somebody, then what is on its way, then what has arrived within a week; the newest first in each."""
    current = [each for each in packs if _is_current(each, now)]
    return sorted(current, key=_turn)[:MOST_ROWS]


def _turn(each: PackOnItsWay) -> int:
    if each.record.receipt_at is not None:
        return 2
    return 0 if each.item is not None and each.item.state is State.NEEDS_YOU else 1


def _is_current(each: PackOnItsWay, now: datetime) -> bool:
    """On its way, or arrived or answered within a week."""
    arrived = each.record.receipt_at if each.answer is None else each.answer.recorded_at
    return arrived is None or now - arrived < _SHOWN_AFTER_DELIVERY


def _pack_row(each: PackOnItsWay, now: datetime) -> Row:
    cells = (Cell(short_pack_id(each.record.id)), Cell(each.record.recipient_name))
    return Row(key=each.record.id, cells=(*cells, Cell(_what_next(each, now)), _state_cell(each)))


def _what_next(each: PackOnItsWay, now: datetime) -> str:
    if each.answer is not None:
        return _("{answer} received {when}").format(
            answer=each.answer.answer.kind.label, when=short_moment_near(each.answer.recorded_at, now)
        )
    if each.record.receipt_at is not None:
        return _("Receipt checked {when}").format(when=short_moment_near(each.record.receipt_at, now))
    if each.item is not None:
        return next_in_words(each.item, now)
    if each.record.status is PackStatus.AWAITING:
        return _("The lead countersigns it; then it goes")
    if each.record.status is PackStatus.SAVED:
        return _("Give it to them yourself, then note what became of it")
    return _("It is put into the outbox next")


def _state_cell(each: PackOnItsWay) -> Cell:
    if each.answer is not None:
        asks = each.answer.answer.kind is AnswerKind.QUESTION
        return Cell(_("They ask") if asks else _("Answered"), pill=Tone.WARNING if asks else Tone.SUCCESS)
    if each.item is not None and each.record.receipt_at is None:
        return Cell(each.item.state.label, pill=state_tone(each.item.state))
    tone = state_tone(State.DELIVERED) if each.record.receipt_at else Tone.NEUTRAL
    return Cell(each.record.status.label, pill=tone)


def _due_line(due: Due, today: date) -> DueLine:
    entry = ANSWERS_ENTRY if due.pack_id else ""
    return DueLine(
        day=near_day(due.day, today), what=due.what, why=due.why, person_id=due.person_id, entry=entry
    )
