"""What the first screen says, as plain data. No Qt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.open_work import Group, OpenItem, OwnerWanted, SecondWanted
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.pathway import NextStep
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.formatting import each_of, short_day_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.next_steps import next_route
from prevent_desktop.ui.components.people_words import person_cell
from prevent_desktop.ui.components.unfinished_words import going_on
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.home.away_lines import AwayLine, away_lines
from prevent_desktop.ui.home.going_lines import GoingLine, going_lines, many_words
from prevent_desktop.ui.home.lines import ActionLine, Told
from prevent_desktop.ui.home.news_lines import NewsLine, read_news
from prevent_desktop.ui.home.open_lines import (
    action_line,
    keeping_line,
    later_line,
    next_line,
    waiting_line,
)
from prevent_desktop.ui.home.owner_lines import whose_words
from prevent_desktop.ui.routing.routes import Form, Route, read_route, write_out
from prevent_desktop.ui.vault_admin.merge.words import waiting_in_words
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.home.my_work import MyWork, OpenCase, WritingToFinish, my_work
from prevent_desktop.workflows.sending.shared_spool import SpoolSource, opened_or_why_not
from prevent_desktop.workflows.team.cases.announced import going, many_announced
from prevent_desktop.workflows.team.cases.while_away import absences_to_read

MOST_ROWS = 12
"""More than these of a group are shown when they are asked for."""
_NOON = 12
_EVENING = 18


class Which(StrEnum):
    """Whose cases are shown, where a team shares them: what waits for whoever sits here, for anybody, or for all."""

    FOR_ME = "for-me"
    FOR_ANYBODY = "for-anybody"
    ALL = "all"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Which.FOR_ME: _("For you"),
            Which.FOR_ANYBODY: _("Anybody’s"),
            Which.ALL: _("Whole team"),
        }[self]

    def items_of(self, case: OpenCase) -> tuple[OpenItem, ...]:
        """What is shown of a case. Of a colleague's own, what waits for a second person is for whoever can be that, or spoke first."""
        match self:
            case Which.FOR_ME if not case.cared.waits_for_me:
                return tuple(one for one in case.items if isinstance(one.subject, SecondWanted))
            case Which.FOR_ANYBODY if not case.cared.waits_for_anybody:
                return ()
            case _:
                return case.items


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """All words of the first screen. A row's key tells what it opens: see `opens`.

    `parts` are what the work can be narrowed to, each with how much is open in it; none where all of it is one's own. `away`
    are one's absences whose work by others is to be read, `going` what colleagues announced to be disposed of; `many_going` says
    who announced many at once. `trouble` says why the outbox could not be read: what is in it then is not told.
    """

    greeting: str
    who: str
    knows_who: bool
    today: tuple[ActionLine, ...]
    ready: tuple[ActionLine, ...]
    to_finish: tuple[Row, ...]
    waiting: tuple[Row, ...]
    news: tuple[NewsLine, ...] = ()
    backup_reminder: str = ""
    differences: str = ""
    drafts: str = ""
    parts: tuple[tuple[Which, str], ...] = ()
    away: tuple[AwayLine, ...] = ()
    going: tuple[GoingLine, ...] = ()
    many_going: str = ""
    trouble: str = ""


def opens(key: str) -> Route:
    """What a row leads to: the route is its key, written out."""
    return read_route(json.loads(key))


def _key(route: Route) -> str:
    return json.dumps(write_out(route))


def read_home(
    vault: Vault, spool: SpoolSource, library: FormLibrary, now: datetime, which: Which = Which.FOR_ME
) -> HomeView:
    """Read the first screen, in the vault's lane."""
    outbox, trouble = opened_or_why_not(spool)
    work = my_work(vault, outbox, library, now=now)
    places = {form.id: section_title(vault, library, form) for form in work.drafts}
    view, today, to_go = home_view(work, places, now, which), now.astimezone().date(), going(vault, now=now)
    return replace(
        view,
        news=read_news(vault, now),
        backup_reminder=_backup_reminder(vault, now),
        away=away_lines(absences_to_read(vault, now=now), today),
        going=going_lines(to_go, today),
        many_going=many_words(many_announced(to_go), today),
        trouble=trouble,
    )


def drafts_in_words(to_read: int, to_do: int) -> str:
    """The link that leads to drafts for comment: what waits there, or how one that came is opened."""
    waiting = [
        ngettext("{number} draft of a colleague to read", "{number} drafts of colleagues to read", to_read).format(number=to_read),
        ngettext("{number} comment on your drafts", "{number} comments on your drafts", to_do).format(number=to_do),
    ]  # fmt: skip
    told = [words for words, number in zip(waiting, (to_read, to_do), strict=True) if number]
    if not told:
        return _("Open a draft or comments…")
    return _("Drafts for comment: {what}").format(what=each_of(told))


def _backup_reminder(vault: Vault, now: datetime) -> str:
    """A gentle line where no backup was made for 14 days; empty else, and where it is still to set up, which is said there."""
    if vault.is_read_only or not backup_plan.is_begun(vault) or not backup_plan.reminds(vault, now):
        return ""
    last = backup_plan.last_backup(vault)
    if last is None:
        return _("Your records have no backup yet: make one in settings")
    day = short_day_near(last.at.astimezone().date(), now.astimezone().date())
    return _("The last backup is of {day}: make one in settings").format(day=day)


def section_title(vault: Vault, library: FormLibrary, filled: FilledForm) -> str:
    """The heading of the section that a draft was left in; empty where it is not known, or its form cannot be read."""
    if title := Place.read(filled.place).title:
        return title
    if not filled.place:
        return ""
    try:
        item = library.for_response(vault, filled).by_link_id.get(filled.place)
    except QuestionnaireError:
        return ""
    return "" if item is None else item.text


def home_view(
    every: MyWork, places: Mapping[str, str], now: datetime, which: Which = Which.FOR_ME
) -> HomeView:
    """The first screen in words. `places` are the sections that drafts were left in, by response id."""
    today = now.astimezone().date()
    work = _narrowed(every, which) if every.in_team else every
    return HomeView(
        parts=tuple(_parts(every)) if every.in_team else (),
        greeting=greeting(now),
        who=_who(work.practitioner),
        knows_who=work.practitioner is not None,
        today=(
            *_action_lines(work, Group.TODAY, now),
            *(keeping_line(due) for due in work.keeping if due.group is Group.TODAY),
        ),
        ready=tuple(_action_lines(work, Group.READY, now)),
        to_finish=(
            *(_writing_row(each, today) for each in work.unfinished),
            *_rows_to_finish(work, places, now),
        ),
        waiting=tuple(_waiting_rows(work, now)),
        differences=waiting_in_words(work.differences),
        drafts=drafts_in_words(work.drafts_to_read, work.comments_to_do),
    )  # fmt: skip


def _narrowed(work: MyWork, which: Which) -> MyWork:
    """What waits for anybody is cases alone: what is typed and not kept yet is nobody else's."""
    shown = ((case, which.items_of(case)) for case in work.cases)
    cases = tuple(replace(case, items=items) for case, items in shown if items)
    if which is Which.FOR_ANYBODY:
        return replace(work, cases=cases, unfinished=(), keeping=())
    return replace(work, cases=cases)


def _parts(work: MyWork) -> Iterator[tuple[Which, str]]:
    """What the work can be narrowed to, with how much is open in it."""
    for which in Which:
        number = sum(len(which.items_of(case)) for case in work.cases)
        yield which, _("{what} {number}").format(what=which.label, number=number)


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


def _of_group(work: MyWork, group: Group) -> list[tuple[OpenCase, OpenItem]]:
    """What is open in a group: what has no owner, then what has no day (danger), then the nearest day."""
    found = [(each, item) for each in work.cases for item in each.items if item.group is group]
    return sorted(found, key=lambda pair: (not _needs_owner(pair[1]), pair[1].day or date.min))


def _needs_owner(item: OpenItem) -> bool:
    return isinstance(item.subject, OwnerWanted)


def _action_lines(work: MyWork, group: Group, now: datetime) -> Iterator[ActionLine]:
    for each, item in _of_group(work, group):
        yield action_line(Told(each, work, now), item)


def _rows_to_finish(work: MyWork, places: Mapping[str, str], now: datetime) -> Iterable[Row]:
    """Drafts and next steps, what changed last first."""
    today = now.astimezone().date()
    rows: list[tuple[datetime, Row]] = []
    for each, item in _of_group(work, Group.TO_FINISH):
        match item.subject:
            case FilledForm() as form:
                row = _form_row(
                    form, each.person, places.get(form.id, ""), today, whose_words(Told(each, work, now))
                )
                rows.append((form.changed_at, row))
            case NextStep() as following:
                row = _next_row(each, following, today, whose_words(Told(each, work, now)))
                rows.append((each.state.facts.case.changed_at, row))
    return [row for _at, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _form_row(filled: FilledForm, person: Person, section: str, today: date, whose: str) -> Row:
    done = bool(filled.sections_total) and filled.sections_done >= filled.sections_total
    pill = Cell(_("To check"), pill=Tone.WARNING) if done else Cell(_("Draft"), pill=Tone.INFO)
    left_off = Cell(where_left_off(filled, section), detail=whose)
    cells = (person_cell(person, today), Cell(filled.title), left_off, pill)
    return Row(key=_key(Form(filled.id)), cells=cells)


def _next_row(each: OpenCase, following: NextStep, today: date, whose: str) -> Row:
    facts = each.state.facts
    what, why = next_line(facts, following)
    pill = Cell(_("Next"), pill=Tone.NEUTRAL)
    cells = (person_cell(each.person, today), Cell(what), Cell(why, detail=whose), pill)
    return Row(key=_key(next_route(following, facts.case.id)), cells=cells)


def where_left_off(filled: FilledForm, section: str) -> str:
    """The section that was being filled, and how many are done; of a form that is one section, only that it was begun."""
    if filled.sections_total and filled.sections_done >= filled.sections_total:
        return _("Waits for your check and signature")
    if filled.sections_total <= 1:
        return _("Begun, not finished yet")
    done = _("{done} of {total} sections").format(done=filled.sections_done, total=filled.sections_total)
    return f"{section} · {done}" if section else done


def _writing_row(each: WritingToFinish, today: date) -> Row:
    nobody_yet = Cell(each.sender or _("New person"))
    about = nobody_yet if each.person is None else person_cell(each.person, today)
    kind, leads_to = going_on(each.writing)
    left = _("Not saved yet: save it or discard it")
    return Row(key=_key(leads_to), cells=(about, Cell(kind), Cell(left), Cell(_("Draft"), pill=Tone.INFO)))


def _waiting_rows(work: MyWork, now: datetime) -> Iterator[Row]:
    today = now.astimezone().date()
    for each, item in _of_group(work, Group.WAITING):
        told = Told(each, work, now)
        line = waiting_line(told, item)
        cells = (person_cell(each.person, today), Cell(line.what, detail=whose_words(told)), line.state)
        yield Row(key=_key(line.route), cells=cells)
    for due in work.keeping:
        if due.group is Group.WAITING:
            line = later_line(due, today)
            yield Row(key=_key(line.route), cells=(Cell("–"), Cell(line.what), line.state))
