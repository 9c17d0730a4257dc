"""How far the changes of somebody who went count: the first word stands, and leads alone let more count."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from prevent_desktop.casework.team.roster import LastSet, Role
from prevent_desktop.sealing import generate_identity
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, Known
from tests.unit.workflows.team.test_circle_book import WHOLE, a_statement

GONE = "v-pl"


def line(number: int, digest: str = "ab") -> LastSet:
    return LastSet(writer=GONE, number=number, digest=digest * 32)


def said(number: int, by: str, until: int, *last: LastSet) -> Known:
    """A statement without Pat's vault."""
    key = generate_identity()
    statement = a_statement(
        number=number, epoch=number, by=by, vaults=("v-jo", "v-sf"), until={GONE: until}, last=last, identity=key.secret_text,
        recipient=str(key.recipient), previous="1" * 64,
    )  # fmt: skip
    return Known(statement, f"{number}{until:02}".ljust(62, "0") + by[-2:].encode().hex()[:2])


def book(*statements: Known, away: str = "") -> CircleBook:
    removed = {GONE, away}
    team = replace(
        WHOLE, vaults=tuple(replace(one, removed=NOW if one.id in removed else None) for one in WHOLE.vaults)
    )
    first = Known(a_statement(vaults=("v-jo", "v-pl", "v-sf"), until={}), "1" * 64)
    books = [
        CircleBook(first.statement.circle, team, "v-jo", order)
        for order in permutations([first, *statements])
    ]
    assert len({(one.until.get(GONE), one.last_sets.get(GONE)) for one in books}) == 1, "whatever came first"
    return books[0]


NOW = a_statement().at.date()


def test_the_leads_and_the_deputy_of_these_tests_are_such() -> None:
    roles = {one.id: owner.role for one in WHOLE.vaults if (owner := WHOLE.owner(one.id)) is not None}
    assert (roles["v-sf"], roles["v-jo"], roles["v-pl"]) == (Role.LEAD, Role.DEPUTY, Role.DEPUTY)


def test_a_deputys_later_statement_lets_nothing_more_count() -> None:
    """Whoever holds the removed laptop has a deputy for a friend."""
    found = book(said(2, "v-sf", 5, line(5)), said(3, "v-jo", 9, line(5), line(9, "cd")))
    assert (found.until[GONE], set(found.last_sets[GONE])) == (5, {line(5)})


def test_a_leads_does() -> None:
    found = book(said(2, "v-sf", 5, line(5)), said(3, "v-sf", 9, line(5), line(9, "cd")))
    assert (found.until[GONE], set(found.last_sets[GONE])) == (9, {line(5), line(9, "cd")})
    found = book(said(2, "v-jo", 5, line(5)), said(3, "v-sf", 9, line(9, "cd")))
    assert found.until[GONE] == 9


def test_while_no_lead_said_anything_the_first_word_stands() -> None:
    """A deputy's laptop was the first that heard of the removal."""
    found = book(said(2, "v-jo", 5, line(5)), said(3, "v-jo", 9, line(9, "cd")))
    assert (found.until[GONE], set(found.last_sets[GONE])) == (5, {line(5)})


def test_nobody_takes_back_what_counted() -> None:
    found = book(said(2, "v-sf", 5, line(5)), said(3, "v-jo", 0), said(4, "v-sf", 2))
    assert (found.until[GONE], set(found.last_sets[GONE])) == (5, {line(5)})


def test_what_a_lead_let_count_stays_when_the_lead_has_gone_and_others_said_it_after_them() -> None:
    raised = said(3, "v-sf", 9, line(9, "cd"))
    after = said(4, "v-jo", 9, line(9, "cd"))
    found = book(said(2, "v-jo", 5, line(5)), raised, after, away="v-sf")
    assert (found.until[GONE], set(found.last_sets[GONE])) == (9, {line(5), line(9, "cd")})
    alone = book(said(2, "v-jo", 5, line(5)), raised, away="v-sf")
    assert alone.until[GONE] == 5, "a lead who has gone lets nothing count any more"
