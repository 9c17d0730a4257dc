"""Heads and lists of circles that are none: what begins takes the place of one, a copy of the vault takes none, and old ones go."""

from __future__ import annotations

from datetime import timedelta

from prevent_desktop.workflows.team.change_sets.clearing import due_to_go
from prevent_desktop.workflows.team.change_sets.heads_kept import publish_heads
from prevent_desktop.workflows.team.circles.own_vault import RESTORED, go_on_as_new_writer, own_vault
from prevent_desktop.workflows.team.circles.spare_circles import HEADS, LISTS, spare_heads
from prevent_desktop.workflows.team.circles.statements import (
    begin_main_circle,
    circles,
    make_restricted_circle,
)
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, three_vaults

__all__ = ["three_vaults"]


def test_a_circle_that_begins_takes_the_place_of_a_spare_one_while_there_is_any(three: TeamOf) -> None:
    lead, own = three.vaults["sf"], own_vault(three.vaults["sf"])
    assert own is not None
    begin_main_circle(lead, now=NOW)
    with lead.transaction():
        before = spare_heads(lead, own).names
    begun = [make_restricted_circle(lead, ["pl"], now=NOW) for _one in range(HEADS + 1)]
    heads = [circles(lead)[circle].names.head() for circle in begun]
    assert heads[:HEADS] == list(before)
    assert heads[HEADS] not in before
    assert spare_heads(lead, own).names == ()
    assert len(set(heads)) == HEADS + 1


def test_a_restored_vault_begins_no_circle_under_a_secret_that_it_may_have_used_since(three: TeamOf) -> None:
    lead, own = three.vaults["sf"], own_vault(three.vaults["sf"])
    assert own is not None
    with lead.transaction():
        before = spare_heads(lead, own).names
    after = go_on_as_new_writer(lead, RESTORED)
    assert after is not None
    with lead.transaction():
        assert set(before).isdisjoint(spare_heads(lead, after).names)


def test_lists_of_no_circle_go_with_those_of_the_main_one(three: TeamOf) -> None:
    lead = three.vaults["sf"]
    begin_main_circle(lead, now=NOW)
    lead.database.run("DELETE FROM team_objects")
    publish_heads(lead, now=NOW)
    put = {row["name"] for row in lead.database.rows("SELECT name FROM team_objects")}
    assert len(put) == 1 + LISTS
    assert put <= set(due_to_go(lead, now=NOW + timedelta(days=31)))
    assert publish_heads(lead, now=NOW) == 0
