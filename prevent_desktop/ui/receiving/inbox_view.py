"""What the inbox says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import DecisionDue, ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.casework.working_days import caution
from prevent_desktop.formatting import (
    clock_time,
    each_of,
    long_day,
    near_day,
    number_in_words,
    short_day_near,
    short_moment_near,
)
from prevent_desktop.packs.names import stands_in
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.closing_words import short_closing_words
from prevent_desktop.ui.components.due_words import due_in_words
from prevent_desktop.ui.receiving.inbox_controller import Looked
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.receiving.inbox import InboxLine, InboxPart, OpenedPack
from prevent_desktop.workflows.receiving.matching import LikelyMatch

NEW_PERSON = "new-person"
_NEW_CASE = "new-case:"
_CASE = "case:"
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
        return Cell(_due(line.pack, now.astimezone().date()))
    if not line.due.counted:
        return Cell(_due(line.pack, now.astimezone().date()), detail=caution([line.due.day]))
    return Cell(due_in_words(line.due, line.pack, now)[0], detail=caution([line.due.day]))


def _what_it_is(line: InboxLine) -> str:
    if line.replaced_by is not None:
        return _("Pack {pack} takes its place").format(pack=short_pack_id(line.replaced_by.pack_id))
    return takes_place_words(line.pack, line.takes_place_of)


def takes_place_words(pack: ReceivedPack, earlier: ReceivedPack | None) -> str:
    """Whose place a pack takes; empty where nobody's. Of a pack that somebody else signed, that it says so."""
    if not pack.corrects:
        return ""
    if earlier is None or earlier.fingerprint == pack.fingerprint:
        return _("Takes the place of pack {pack}").format(pack=short_pack_id(pack.corrects))
    words = _("Says that it takes the place of pack {pack}, which {name} signed")
    return words.format(pack=short_pack_id(pack.corrects), name=earlier.sender_name)


def replaced_words(pack: ReceivedPack, later: ReceivedPack) -> str:
    """What takes the place of a pack; of what somebody else signed, that it says so."""
    if later.takes_the_place_of(pack):
        return _("Pack {pack} takes the place of this one.").format(pack=short_pack_id(later.pack_id))
    words = _("Pack {pack}, which {name} signed, says that it takes the place of this one.")
    return words.format(pack=short_pack_id(later.pack_id), name=later.sender_name)


def _due(pack: ReceivedPack, today: date) -> str:
    if pack.answer_by is None:
        return ""
    if pack.day_was_over_when_signed:
        words = _("{day}: that day was over when it was signed. Ask them which day they mean")
        return words.format(day=short_day_near(pack.answer_by, today))
    if pack.day_was_over_when_received:
        words = _("{day}: that day was over when it came in")
        return words.format(day=short_day_near(pack.answer_by, today))
    if pack.answer_by < today:
        return _("{day}, in the past").format(day=short_day_near(pack.answer_by, today))
    return near_day(pack.answer_by, today)


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


def title_of(pack: ReceivedPack) -> str:
    """The heading over a pack."""
    return _("Pack {pack} from {organisation}").format(
        pack=short_pack_id(pack.pack_id), organisation=pack.sender_organisation
    )


def verified_facts(
    pack: ReceivedPack,
    now: datetime,
    made_for: str = "",
    due: DecisionDue | None = None,
    word: WordOf | None = None,
) -> tuple[KeyValue, ...]:
    """What is told of who signed it, and by when a decision is due; `made_for` is read out of the pack itself.

    `word` says whose word it is, where it is not known here that it is so.
    """
    facts: list[tuple[str, tuple[str, ...]]] = [
        (_("Signed by"), (pack.sender_name, pack.sender_organisation)),
        (_("Their certificate, in words"), (words_for_hex(pack.fingerprint),)),
        (_("Signed"), (signed_in_words(pack, now),)),
    ]
    if pack.later_signers:
        facts.append((_("Signed too by"), pack.later_signers))
    facts += [
        (_("Came"), (short_moment_near(pack.received_at, now),)),
        (_("Your reference"), (pack.reference,)),
        (_("Pack"), (pack.pack_id,)),
    ]
    if pack.answer_by is not None:
        facts.append((_("Answer asked for by"), (_due(pack, now.astimezone().date()),)))
    if due is not None and due.counted:
        facts.append((_("Decide by"), due_in_words(due, pack, now)))
    if made_for:
        facts.insert(1, (_("Made for"), (made_for,)))
    if word is not None:
        words = (
            _("{name}’s laptop. This laptop checked: it is not so.")
            if word.is_false
            else _("{name}’s laptop. This laptop has not confirmed it.")
        )
        facts.insert(0, (_("Told by"), (words.format(name=word.colleague),)))
    return tuple(KeyValue(key=label, label=label, values=values) for label, values in facts)


def signed_heading(word: WordOf | None) -> str:
    """Over what is told of who signed a pack: whether it was checked here."""
    if word is None:
        return _("Checked")
    return _("Checked: not as it says") if word.is_false else _("Not confirmed on this laptop")


def found_false(word: WordOf | None, pack: ReceivedPack) -> str:
    """A warning where this vault checked a pack that a colleague's vault took in, and found otherwise."""
    if word is None or not word.is_false:
        return ""
    return _(
        "{colleague}’s laptop says that {name} signed this. This laptop checked the file: {name} did not sign it as it says here. "
        "Do not rely on it. Ask {colleague}, and call the sender on a number that you know."
    ).format(colleague=word.colleague, name=pack.sender_name)


def made_for_another(made_for: str, desk_name: str) -> str:
    """A warning where the sender made it for somebody else: whoever has a pack can seal it for others."""
    if not made_for or not desk_name or _letters(made_for) == _letters(desk_name):
        return ""
    return _("It was made for {receiver}, and your desk is called {desk}. Ask the sender whether it is meant for you.").format(
        receiver=made_for, desk=desk_name
    )  # fmt: skip


def signed_as_another(signed_as: str, pack: ReceivedPack) -> str:
    """A warning where page one names somebody else than the certificate: `signed_as` is what its signature field says."""
    if not signed_as or stands_in(pack.sender_name, signed_as):
        return ""
    return _("Its certificate is in the name of {name}, and page one says “{told}”. Call the sender on a number that you know.").format(
        name=pack.sender_name, told=signed_as
    )  # fmt: skip


def looks_like_another(looks_like: tuple[str, str] | None) -> str:
    """A warning where whoever signed has a name that looks like one that we know, in other letters."""
    if looks_like is None:
        return ""
    return _("“{name}” looks the same as “{known}”, a name that you know, but is spelt with other letters. Call the sender on a number that you know.").format(
        name=looks_like[0], known=looks_like[1]
    )  # fmt: skip


def number_of_others(others: Iterable[ReceivedPack]) -> str:
    """A warning where others signed packs under the same number: a number is its signer's, and one of them is false."""
    names = each_of(dict.fromkeys(one.sender_name for one in others))
    if not names:
        return ""
    return _("Another pack with this number came, signed by {names}. Call the sender on a number that you know.").format(
        names=names
    )  # fmt: skip


def _letters(name: str) -> str:
    """Letters and digits alone: apostrophes, hyphens and capitals are written in many ways."""
    return "".join(filter(str.isalnum, name.casefold()))


def signed_in_words(pack: ReceivedPack, now: datetime) -> str:
    """When it was signed, and who says so."""
    if pack.trusted_at is not None:
        return _("{when}, proved by a timestamp").format(when=short_moment_near(pack.trusted_at, now))
    return _("{when}, by the clock of the sender’s device").format(
        when=short_moment_near(pack.claimed_at, now)
    )


def person_rows(person: Person) -> Iterator[KeyValue]:
    """The person as the sender knows them; what they did not tell is left out."""
    born = "" if person.birth_date is None else long_day(person.birth_date)
    facts = (
        (_("Name"), person.full_name),
        (_("Known as"), person.known_as),
        (_("Date of birth"), born),
        (_("Address"), each_of((person.address, person.postcode))),
        (_("NHS number"), person.nhs_number),
        (_("Unique pupil number"), person.upn),
        (_("School"), person.school),
    )
    return (KeyValue(key=label, label=label, values=(fact,)) for label, fact in facts if fact)


def choices(
    opened: OpenedPack, matches: Sequence[LikelyMatch], now: datetime
) -> tuple[tuple[str, str, str], ...]:
    """Where the pack can go, by those whom it could be about: key, words, and the reasons below them. None of them is chosen for anybody."""
    found = list(_with_the_earlier(opened, now))
    found += [choice for match in matches for choice in choices_for(match, now)]
    if opened.about is not None:
        words = _("Somebody new: record {label} from this pack and open a case")
        label = opened.about.label_on(now.astimezone().date())
        found.append((NEW_PERSON, words.format(label=label), ""))
    return tuple(found)


def _with_the_earlier(opened: OpenedPack, now: datetime) -> Iterator[tuple[str, str, str]]:
    """The case of the pack whose place this one takes."""
    earlier, person = opened.takes_place_of, opened.earlier_person
    if earlier is not None and earlier.case_id is not None and person is not None:
        words = _("{label}: the case that pack {pack} is in")
        label = person.label_on(now.astimezone().date())
        yield (
            f"{_CASE}{earlier.case_id}",
            words.format(label=label, pack=short_pack_id(earlier.pack_id)),
            _("This pack takes the place of that one")
            if earlier.fingerprint == opened.pack.fingerprint
            else takes_place_words(opened.pack, earlier),
        )


def choices_for(match: LikelyMatch, now: datetime) -> Iterator[tuple[str, str, str]]:
    """The open cases of somebody recorded, and a new case about them."""
    today = now.astimezone().date()
    label, reasons = match.person.label_on(today), reasons_of(match)
    for case in match.cases:
        if case.closed_at is None:
            words = _("{label}: the case that was opened on {day}").format(
                label=label, day=_opened_on(case, today)
            )
            yield f"{_CASE}{case.id}", words, reasons
    yield f"{_NEW_CASE}{match.person.id}", _("{label}: a new case").format(label=label), reasons


def reasons_of(match: LikelyMatch) -> str:
    """Why somebody is offered, and what speaks against it."""
    return " · ".join((*match.same, *match.differs))


def _opened_on(case: Case, today: date) -> str:
    return short_day_near(case.opened_at.astimezone().date(), today)


def case_chosen(key: str) -> str:
    """The id of the case that a choice names; empty where it names none."""
    return key.removeprefix(_CASE) if key.startswith(_CASE) else ""


def person_chosen(key: str) -> str:
    """The id of the person about whom a new case is chosen; empty where it is not that."""
    return key.removeprefix(_NEW_CASE) if key.startswith(_NEW_CASE) else ""
