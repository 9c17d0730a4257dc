"""What the Team page says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.formatting import (
    all_of,
    clock_time,
    day_with_time,
    each_of,
    long_day,
    near_day,
    short_day_near,
)
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.workflows.team.change_sets.round_state import TeamState, files_words, waiting_words
from prevent_desktop.workflows.team.joining.members import MemberFacts, TeamFacts
from prevent_desktop.workflows.team.rounds.copies import Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverWords:
    """A notice about somebody who left and whose laptop still holds cases: two sentences, and the button."""

    vault_id: str
    title: str
    text: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWords:
    """All words of the Team page; a row's key is the id of its member. Empty texts are not shown."""

    subtitle: str
    rows: tuple[Row, ...]
    leavers: tuple[LeaverWords, ...]
    shared: str
    alone: str
    waiting: str
    missing: str
    copy_wanted: str
    copies: str
    set_aside: str
    differences: str
    reporter: str = ""


def team_words(facts: TeamFacts, state: TeamState, now: datetime, *, may_change: bool = True) -> TeamWords:
    """The page in words. `state` is how the copies stood after the last round; `may_change` whether members can be changed here."""
    action = _("Change") if may_change else _("See")
    return TeamWords(
        subtitle=_subtitle(facts),
        rows=tuple(_row(one, facts, now, action) for one in facts.present),
        leavers=tuple(_leaver(one, now) for one in facts.leavers),
        shared=shared_in_words(facts, state, now),
        alone=_alone(facts),
        waiting=waiting_words(state.waiting) if state.waiting else "",
        missing=_missing(state),
        copy_wanted=_copy_wanted(state),
        copies="" if state.copy_wanted else _sentences(state.copies),
        set_aside=_count(
            facts.set_aside,
            ngettext("{number} change was set aside", "{number} changes were set aside", facts.set_aside),
        ),
        differences=_count(
            facts.differences,
            ngettext("{number} difference to settle", "{number} differences to settle", facts.differences),
        ),
        reporter=_for_reporter(facts) if facts.is_reporter else "",
    )  # fmt: skip


def when_heard(at: datetime, now: datetime) -> str:
    """Such as "Today 14:02"."""
    local = at.astimezone()
    return day_with_time(near_day(local.date(), now.astimezone().date()), local)


def _moment(at: datetime, now: datetime) -> str:
    """The time alone where it is of today; else with its day."""
    local = at.astimezone()
    return clock_time(local) if local.date() == now.astimezone().date() else when_heard(at, now)


def _count(number: int, words: str) -> str:
    return words.format(number=number) if number else ""


def _subtitle(facts: TeamFacts) -> str:
    number = {
        role: sum(one.member.role is role for one in facts.present)
        for role in (Role.LEAD, Role.DEPUTY, Role.REPORTER)
    }
    words = {
        Role.LEAD: ngettext("{number} lead", "{number} leads", number[Role.LEAD]),
        Role.DEPUTY: ngettext("{number} deputy", "{number} deputies", number[Role.DEPUTY]),
        Role.REPORTER: ngettext("{number} reporter", "{number} reporters", number[Role.REPORTER]),
    }
    told = each_of(words[role].format(number=count) for role, count in number.items() if count)
    return " · ".join(part for part in (facts.organisation, _("safeguarding"), told) if part)


def _row(one: MemberFacts, facts: TeamFacts, now: datetime, action: str) -> Row:
    who = _("{initials} (you)").format(initials=one.initials) if one.is_self else one.initials
    cells = (
        Cell(who, one.member.name, strong_start=len(one.initials)),
        Cell(one.member.role.label),
        Cell(_sees(one, facts)),
        _laptops(one, now),
        Cell() if one.is_self else Cell(action, opens=True),
    )
    return Row(key=one.member.id, cells=cells)


def _sees(one: MemberFacts, facts: TeamFacts) -> str:
    if not one.member.role.shares_cases:
        return _what_they_reported(one)
    if one.is_self:
        return _("All cases")
    if not one.laptops:
        return _("Nothing yet: has not joined")
    if one.cases < facts.shared:
        words = ngettext("{cases} of {shared} shared case", "{cases} of {shared} shared cases", facts.shared)
        return words.format(cases=one.cases, shared=facts.shared)
    words = ngettext("The {number} shared case", "All {number} shared cases", facts.shared)
    return words.format(number=facts.shared) if facts.shared else _("No case is shared yet")


def _what_they_reported(one: MemberFacts) -> str:
    if not one.cases:
        return _("What {who} reported").format(who=one.initials)
    words = ngettext("What {who} reported: {number} case", "What {who} reported: {number} cases", one.cases)
    return words.format(who=one.initials, number=one.cases)


def _laptops(member: MemberFacts, now: datetime) -> Cell:
    """A reporter's laptop is in no circle, so that none of its words come here but those that they send."""
    laptops = member.laptops
    if not laptops:
        return Cell(_("None yet"), muted=True)
    names = [_("This laptop") if one.here else one.name for one in laptops]
    heard = [
        when_heard(one.heard, now) if one.heard else _("Not heard of yet")
        for one in laptops
        if one.heard or (member.member.role.shares_cases and not one.here)
    ]
    return Cell(each_of(names), each_of(dict.fromkeys(heard)))


def _leaver(one: MemberFacts, now: datetime) -> LeaverWords:
    name, left = one.member.name, one.member.left
    day = short_day_near(left or now.date(), now.astimezone().date())
    holds = max((laptop.holds for laptop in one.laptops), default=0)
    still = ngettext(
        "{name} left on {day}. That laptop still holds {number} case.",
        "{name} left on {day}. That laptop still holds {number} cases.",
        holds,
    )
    return LeaverWords(
        vault_id=one.laptops[0].vault_id,
        title=still.format(name=name, day=day, number=holds),
        text=_("It gets nothing new. What it holds stays readable there until it is handed in or wiped."),
        button=_("It was &handed in or wiped…"),
    )


def _missing(state: TeamState) -> str:
    """What has not come and what is doubted; where a lead's copy would bring the changes, that says what to do (`_copy_wanted`)."""
    told = "" if state.copy_wanted else each_of(one.words for one in state.not_come)
    ask = _(
        "Ask them to open their laptop. If it stays so, the mailbox holds something back: tell your IT support."
    )
    files = f"{files_words(state.files_not_come)}." if state.files_not_come else ""
    sentences = (f"{told}. {ask}" if told else "", files, *(as_sentence(one) for one in state.doubts))
    return " ".join(filter(None, sentences))


def _copy_wanted(state: TeamState) -> str:
    if not state.copy_wanted:
        return ""
    told = each_of(one.words for one in state.not_come)
    why = _(
        "Your colleagues have changes that the team’s mailbox gives no more, such as from before you joined or while you were away."
    )
    ask = _sentences(state.copies) or _("Ask a lead for a copy of the shared cases.")
    return " ".join(filter(None, (f"{told}." if told else "", why, ask)))


def _sentences(words: tuple[str, ...]) -> str:
    return " ".join(map(as_sentence, words))


def as_sentence(words: str) -> str:
    """With the full stop that a line leaves out."""
    return words if words.endswith((".", "!", "?", "”")) else f"{words}."


def shared_in_words(facts: TeamFacts, state: TeamState, now: datetime) -> str:
    """Such as "12 cases shared with 3 people, all copies up to date at 14:02"."""
    if not facts.shared:
        return _("No case is shared yet")
    cases = ngettext("{number} case", "{number} cases", facts.shared).format(number=facts.shared)
    people = ngettext("{number} person", "{number} people", facts.people).format(number=facts.people)
    if state.up_to_date_at is None or state.not_come or state.files_not_come or state.doubts or state.waiting:
        return _("{cases} shared with {people}").format(cases=cases, people=people)
    at = _moment(state.up_to_date_at, now)
    words = _("{cases} shared with {people}, all copies up to date at {time}")
    return words.format(cases=cases, people=people, time=at)


def _alone(facts: TeamFacts) -> str:
    if not facts.alone:
        return ""
    if not facts.shared:
        words = ngettext(
            "Your {number} case stays on this laptop until you share it.",
            "Your {number} cases stay on this laptop until you share them.",
            facts.alone,
        )
        return words.format(number=facts.alone)
    words = ngettext(
        "Your {number} other case stays on this laptop until you share it.",
        "Your other {number} cases stay on this laptop until you share them.",
        facts.alone,
    )
    return words.format(number=facts.alone)


def _for_reporter(facts: TeamFacts) -> str:
    leads = list(_names_of(facts, Role.LEAD)) + list(_names_of(facts, Role.DEPUTY))
    to = all_of(leads) if leads else _("your lead")
    return _(
        "You report to {leads}. You share no cases: nobody sees what is on this laptop but what you send, and you see no case of theirs."
    ).format(leads=to)


def _names_of(facts: TeamFacts, role: Role) -> Iterator[str]:
    return (
        _("{name} ({role})").format(name=one.member.name, role=one.member.role.label.lower())
        for one in facts.present
        if one.member.role is role
    )


def role_says(role: Role) -> str:
    """What somebody of this role can see, in a sentence."""
    return {
        Role.LEAD: _("Shares cases with the team, and may change who belongs to it where your organisation’s key is theirs."),
        Role.DEPUTY: _("Shares cases with the team, and can act for the lead."),
        Role.REPORTER: _("Shares no cases: sees what they reported themselves, and what they are told."),
    }[role]  # fmt: skip


def checked_words(one: Checked) -> str:
    """By whom changes of a member were found valid, such as "12 changes, checked by SF on 20 November 2026"."""
    words = ngettext(
        "{number} change, checked by {who} on {day}",
        "{number} changes, checked by {who} on {day}",
        one.number,
    )
    day = long_day(one.last_at.astimezone().date())
    return words.format(number=one.number, who=one.by or _("this laptop"), day=day)
