"""Where a pack that came in can go: the choices, by those whom it could be about. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.formatting import short_day_near
from prevent_desktop.translation import _
from prevent_desktop.ui.receiving.received_pack_words import takes_place_words
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.receiving.matching import LikelyMatch

NEW_PERSON = "new-person"


_NEW_CASE = "new-case:"


_CASE = "case:"


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
