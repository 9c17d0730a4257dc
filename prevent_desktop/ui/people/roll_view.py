"""What the page for bringing names in says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.casework.person_changes import field_label
from prevent_desktop.casework.pupil import Pupil
from prevent_desktop.formatting import each_of, long_day, number_in_words
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.people.roll import Change, Changed, RollState, year_and_form
from prevent_desktop.workflows.people.roll_file import Remark, RollFile

_FEW = 5
"""Remarks that are told one by one."""
_SHOWN_BEFORE = 60


def state_words(state: RollState) -> str:
    """How many names are here, and since when; empty where there are none."""
    if not state.number:
        return ""
    names = ngettext("{number} name is here", "{number} names are here", state.number)
    told = names.format(number=number_in_words(state.number))
    if state.taken_at is None:
        return told + "."
    return _("{told}, brought in on {day}.").format(
        told=told, day=long_day(state.taken_at.astimezone().date())
    )


def kept_words(*, for_reporter: bool) -> str:
    """What is kept of each pupil in this vault, and why."""
    if for_reporter:
        return _(
            "Only the name, year and form of each pupil are kept: no date of birth, no address, no pupil number, no contact. "
            "More is kept only for a safeguarding lead. Are you one? Say so under “Who I am”."
        )
    return _(
        "You are a safeguarding lead. So dates of birth, gender, pupil numbers, addresses and contacts are kept too. "
        "Health and ethnic group are never taken."
    )


def remarks_words(file: RollFile, *, for_reporter: bool) -> str:
    """What is to be known before the list is taken; a line each."""
    lines = ["• " + kept_words(for_reporter=for_reporter)]
    contacts = sum(len(pupil.contacts) for pupil in file.pupils)
    if contacts and not for_reporter:
        named = ngettext(
            "{number} parent or contact is named.", "{number} parents and contacts are named.", contacts
        )
        lines.append("• " + named.format(number=number_in_words(contacts)))
    lines += [f"• {remark}" for remark in file.remarks[:_FEW]]
    more = len(file.remarks) - _FEW
    if more > 0:
        lines.append(
            "• " + ngettext("{number} more like these", "{number} more like these", more).format(number=more)
        )
    if file.repeated:
        repeated = ngettext(
            "{number} row repeats a pupil, and counts once.",
            "{number} rows repeat a pupil, and count once.",
            file.repeated,
        )
        lines.append("• " + repeated.format(number=number_in_words(file.repeated)))
    if file.other_sheets:
        told = _("Sheet “{sheet}” was read. Not read: {others}.")
        lines.append(
            "• " + told.format(sheet=file.sheet, others=each_of(f"“{name}”" for name in file.other_sheets))
        )
    if file.unused:
        lines.append("• " + _("Columns that are not taken: {columns}.").format(columns=each_of(file.unused)))
    return "\n".join(lines)  # fmt: skip


def problems_heading(number: int) -> str:
    """How much has to be put right."""
    words = ngettext(
        "{number} cell has to be put right. Nothing was taken.",
        "{number} cells have to be put right. Nothing was taken.",
        number,
    )
    return words.format(number=number_in_words(number))


def problem_rows(problems: Sequence[Remark]) -> tuple[Row, ...]:
    """Each with its row and column as a spreadsheet shows them."""
    return tuple(
        Row(
            key=str(number),
            cells=(
                Cell(str(one.row)),
                Cell(one.column or "–"),
                Cell(one.words[:1].upper() + one.words[1:] + "."),
            ),
        )
        for number, one in enumerate(problems)
    )


def change_rows(changes: Sequence[Change]) -> tuple[Row, ...]:
    """Who is new, changed or gone."""
    return tuple(
        Row(
            key=str(number),
            cells=(
                Cell(_label(one.kind), pill=_TONES[one.kind]),
                Cell(one.pupil.full_name, strong_start=-1),
                Cell(year_and_form(one.pupil) or "–"),
                Cell(_what(one)),
            ),
        )
        for number, one in enumerate(changes)
    )


_TONES = {Changed.NEW: Tone.SUCCESS, Changed.CHANGED: Tone.INFO, Changed.GONE: Tone.NEUTRAL}


def _label(kind: Changed) -> str:
    return {Changed.NEW: _("New"), Changed.CHANGED: _("Changed"), Changed.GONE: _("Gone")}[kind]


def _what(one: Change) -> str:
    if one.kind is Changed.NEW:
        return ""
    if one.kind is Changed.GONE:
        return _("Stays in your records, since you chose them") if one.is_person else _("Not in the file")
    before = one.before
    if before is None:
        return ""
    return "; ".join(_before(name, before) for name in one.differing)


def _before(name: str, before: Pupil) -> str:
    own = {"form": _("Form"), "contacts": _("Contacts")}
    label = own.get(name) or field_label(name)
    text = " ".join(_fact(name, before).split())[:_SHOWN_BEFORE]
    if not text:
        return _("{label} is new").format(label=label)
    return _("{label} was {value}").format(label=label, value=text)


def _fact(name: str, pupil: Pupil) -> str:
    if name == "contacts":
        return each_of(each.name for each in pupil.contacts)
    value = getattr(pupil, name)
    return "" if value is None else long_day(value) if name == "birth_date" else str(value)
