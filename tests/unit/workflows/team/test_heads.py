"""What lists of heads and hints tell of a store that withholds, and of laptops that are silent, copied or restored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from prevent_desktop.casework.team.roster import LastSet
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.delivery.signed.team import Words, sign
from prevent_desktop.vault.audit.audit_chain import ESCROW_USED
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import (
    acknowledged,
    everybody_has,
    is_acknowledged,
    is_copied,
    known_of,
    note_heard,
    publish_again,
    publish_heads,
    take_list,
    team_findings,
    wanted_lists,
)
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.heads import (
    Finding,
    Tells,
    findings,
    list_payload,
    open_list,
    other_sets,
    runs_twice,
)
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.known import Cited, Head, HeadsList, OddThings
from prevent_desktop.workflows.team.circles.known import Known as KnownHeads
from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer
from prevent_desktop.workflows.team.circles.sealed_words import seal_words
from prevent_desktop.workflows.team.circles.statements import begin_main_circle, circles, membership
from tests.teams import keys_of
from tests.unit.vault.test_query_plans import listened
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf
from tests.unit.workflows.team.test_judging import CIRCLE, TEAM, book, statement

MONDAY = date(2026, 11, 30)
D1, D2 = "1" * 64, "2" * 64


def a_list(vault: str = "v-pl", **heads: int) -> HeadsList:
    return HeadsList(
        team=TEAM.id, circle=CIRCLE, vault=vault, day=MONDAY, at=NOW,
        heads={writer.replace("_", "-"): Head(number=number, digest=D1) for writer, number in heads.items()},
    )  # fmt: skip


def known(**changes: Any) -> KnownHeads:
    whole: dict[str, Any] = {
        "own": "v-sf", "heads": {"v-sf": Head(number=3, digest=D1), "v-pl": Head(number=5, digest=D1)}, "lists": {},
        "cited": {}, "heard": {"v-pl": NOW}, "digests": lambda _writer, _number: [D1],
    }  # fmt: skip
    whole |= changes
    whole["cited"] = {writer: Cited(number) for writer, number in whole["cited"].items()}
    return KnownHeads(**whole)


def told(knows: KnownHeads, today: date = MONDAY, **how: Any) -> list[tuple[Tells, str, int]]:
    found = findings(knows, how.get("book", book()), today=today, working_days=WorkingDays())
    return [(one.tells, one.writer, one.count) for one in found]


def test_where_all_is_well_nothing_is_told() -> None:
    assert told(known(lists={"v-pl": a_list(v_sf=3, v_pl=5)}, cited={"v-pl": 5, "v-sf": 3})) == []


def test_what_somebody_cites_and_the_store_does_not_give_is_missing() -> None:
    assert told(known(cited={"v-pl": 7})) == [(Tells.MISSING, "v-pl", 2)]
    assert told(known(lists={"v-pl": a_list(v_pl=6)})) == [(Tells.MISSING, "v-pl", 1)]
    assert told(known(cited={"v-pl~0a": 1})) == [(Tells.MISSING, "v-pl~0a", 1)]
    assert told(known(cited={"nobody": 9})) == []
    (finding,) = findings(known(cited={"v-pl": 7}), book(), today=MONDAY, working_days=WorkingDays())
    assert finding.words(TEAM) == "2 changes of PL have not come"


MANY = 2**53 - 1


def test_where_a_colleague_alone_says_so_the_words_say_whose_word_it_is() -> None:
    def words(by_first: str = "", told_first: int = MANY, **lists: HeadsList) -> str:
        knows = known(lists={writer.replace("_", "-"): one for writer, one in lists.items()})
        knows = replace(knows, cited={"v-pl": Cited(told_first, by_first)})
        (finding,) = findings(knows, book(), today=MONDAY, working_days=WorkingDays())
        return finding.words(TEAM)

    by_sf = f"SF’s laptop tells of {MANY - 5} changes of PL that have not come"
    assert words("v-sf~1") == words(v_sf=a_list("v-sf~1", v_pl=MANY)) == by_sf
    assert words("v-sf~1", 6) == "SF’s laptop tells of 1 change of PL that has not come"
    assert words("v-sf~1", v_pl=a_list("v-pl", v_pl=MANY)) == f"{MANY - 5} changes of PL have not come"
    assert words("v-pl~1") == words() == f"{MANY - 5} changes of PL have not come"
    assert words("v-sf~1", 7, v_pl=a_list("v-pl", v_pl=9)) == "4 changes of PL have not come"


def test_what_the_statements_of_a_removed_vault_name_is_missing_though_nobody_told_of_it() -> None:
    left = replace(
        TEAM, members=tuple(replace(one, left=MONDAY) if one.id == "pl" else one for one in TEAM.members)
    )
    last = LastSet(writer="v-pl~1", number=6, digest=D2)
    made = statement(2, ("v-sf",), (("v-pl~1", 6),))
    named = replace(made, statement=replace(made.statement, last=(last,)))
    assert told(known(), book=book(statement(1), named, team=left)) == [(Tells.MISSING, "v-pl~1", 6)]


def test_a_removed_vaults_changes_are_missing_up_to_the_last_that_counts() -> None:
    left = replace(
        TEAM, members=tuple(replace(one, left=MONDAY) if one.id == "pl" else one for one in TEAM.members)
    )
    after = book(statement(1), statement(2, ("v-sf",), (("v-pl", 6),)), team=left)
    assert told(known(cited={"v-pl": 9}), book=after) == [
        (Tells.MISSING, "v-pl", 1),
        (Tells.LEFT_BEHIND, "v-pl", 3),
    ]


def test_for_a_month_what_a_removed_vault_wrote_and_does_not_count_is_told() -> None:
    left = replace(
        TEAM, members=tuple(replace(one, left=MONDAY) if one.id == "pl" else one for one in TEAM.members)
    )
    after = book(statement(1), statement(2, ("v-sf",), (("v-pl", 5),)), team=left)
    knows = known(odd=OddThings(aside={"v-pl": [6, 8]}), cited={"v-pl": 9})
    assert told(knows, book=after) == [(Tells.LATE, "v-pl", 2), (Tells.LEFT_BEHIND, "v-pl", 1)]
    assert told(knows, MONDAY + timedelta(days=31), book=after) == []
    late, _behind = findings(knows, after, today=MONDAY, working_days=WorkingDays())
    assert "2 changes of PL do not count" in late.words(left)


def test_a_clock_that_was_ahead_once_does_not_hide_that_a_laptop_is_silent() -> None:
    ahead = known(heard={"v-pl": NOW + timedelta(days=3650)})
    assert told(ahead) == []
    assert told(ahead, MONDAY + timedelta(days=7)) == [(Tells.SILENT, "v-pl", 0)]


def test_a_laptop_that_says_nothing_for_two_working_days_is_told_once_they_are_over() -> None:
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    silent = known(heard={"v-pl": friday})
    assert [told(silent, MONDAY + timedelta(days=days)) for days in (0, 1)] == [[], []]
    assert told(silent, MONDAY + timedelta(days=2)) == [(Tells.SILENT, "v-pl", 0)]
    (finding,) = findings(silent, book(), today=MONDAY + timedelta(days=2), working_days=WorkingDays())
    assert finding.words(TEAM).startswith("Nothing from Laptop of pl of PL since ")
    never = known(heard={})
    assert told(never) == []
    assert told(never, MONDAY + timedelta(days=7)) == [(Tells.SILENT, "v-pl", 0)]


def test_two_members_who_were_shown_different_histories_learn_of_it() -> None:
    forked = known(lists={"v-pl": a_list(v_pl=5)}, digests=lambda _writer, _number: [D2])
    assert told(forked) == [(Tells.TWO_HISTORIES, "v-pl", 5)]
    assert other_sets(forked) == (OtherSet(writer="v-pl", number=5, digest=D1),)
    doubles = (OtherSet(writer="v-pl", number=4, digest=D1), OtherSet(writer="v-pl", number=4, digest=D2))
    cited = known(lists={"v-pl": replace(a_list(), doubles=doubles)})
    assert other_sets(cited) == (doubles[1],)
    assert told(cited) == [(Tells.TWO_HISTORIES, "v-pl", 4)], (
        "a store that withholds the second one is found out"
    )
    assert other_sets(replace(cited, digests=lambda _writer, _number: [])) == ()


def test_of_several_sets_under_the_next_number_each_is_looked_for_by_its_digest() -> None:
    """Under the number itself nothing may lie, or somebody's noise."""
    doubles = tuple(OtherSet(writer="v-pl", number=6, digest=one) for one in (D1, D2))
    cited = known(lists={"v-sf": replace(a_list(), doubles=doubles)}, digests=lambda _writer, _number: [])
    assert other_sets(cited) == doubles
    further = tuple(replace(one, number=7) for one in doubles)
    assert other_sets(replace(cited, lists={"v-sf": replace(a_list(), doubles=further)})) == ()


def test_that_a_laptop_was_copied_is_told_for_a_month() -> None:
    copied = known(odd=OddThings(doubled={"v-pl": NOW}), heard={"v-pl": NOW + timedelta(days=30)})
    assert told(copied) == told(copied, MONDAY + timedelta(days=30)) == [(Tells.DOUBLED, "v-pl", 0)]
    assert told(copied, MONDAY + timedelta(days=31)) == []


def test_whoever_is_told_of_changes_that_it_never_made_was_restored_or_runs_twice() -> None:
    assert told(known(lists={"v-pl": a_list(v_sf=4)})) == [(Tells.OURS_AHEAD, "v-sf", 1)]
    assert runs_twice(known(lists={"v-pl": a_list(v_sf=4)}))
    assert runs_twice(known(lists={"v-pl": a_list(v_sf=3)}, digests=lambda _writer, _number: [D2]))
    assert not runs_twice(known(lists={"v-pl": a_list(v_sf=2, v_pl=9)}))
    assert told(known(cited={"v-sf": 9})) == []
    """A hint that anybody may have written makes no vault take a new number."""


@pytest.mark.parametrize("tells", Tells)
def test_every_finding_has_words(tells: Tells) -> None:
    for writer in ("v-pl", "", "nobody"):
        assert Finding(tells=tells, writer=writer, count=2, by="v-sf", since=MONDAY).words(TEAM)
        assert Finding(tells=tells, writer=writer, count=1).words(TEAM)


def test_a_writer_keeps_a_set_until_every_present_vault_says_that_it_has_it() -> None:
    vaults = ("v-sf", "v-pl", "v-jo")
    assert acknowledged("v-sf", {"v-pl": a_list(v_sf=3)}, vaults) == 0
    both = {"v-pl": a_list(v_sf=3), "v-jo": a_list("v-jo", v_sf=2)}
    assert acknowledged("v-sf", both, vaults) == 2
    renewed = {**both, "v-jo~1": a_list("v-jo~1", v_sf=3)}
    assert acknowledged("v-sf", renewed, vaults) == 3
    assert acknowledged("v-sf", {}, ("v-sf",)) > 10**9


def test_of_several_sets_under_a_number_each_is_had_by_those_alone_whose_lists_name_it() -> None:
    one, other = (OtherSet(writer="v-sf", number=3, digest=each) for each in (D1, D2))
    lists = {"v-pl": replace(a_list(v_sf=3), doubles=(one, other)), "v-kb~1": a_list("v-kb~1", v_sf=9)}
    assert is_acknowledged(one, lists, ["v-sf", "v-pl"])
    assert not is_acknowledged(one, lists, ["v-sf", "v-pl", "v-kb"])
    lists["v-kb~1"] = replace(lists["v-kb~1"], doubles=(other,))
    assert not is_acknowledged(one, lists, ["v-sf", "v-pl", "v-kb"])
    assert is_acknowledged(other, lists, ["v-sf", "v-pl", "v-kb"])


def test_a_list_counts_only_as_its_own_vaults_of_its_own_day() -> None:
    def published(heads: HeadsList, signer: str = "v-pl", kind: Words = Words.HEADS) -> bytes:
        jws = sign(kind, list_payload(heads), keys_of(signer).pair.private_pem, heads.vault)
        return seal_words(jws, statement(1).statement.recipient)

    whole = a_list(v_sf=3)
    assert open_list(published(whole), book(), "v-pl", MONDAY) == whole
    again = replace(whole, vault="v-pl~1")
    assert open_list(published(again), book(), "v-pl", MONDAY) == again
    for untrusted, vault, day in (
        (published(whole), "v-sf", MONDAY), (published(whole), "v-pl", MONDAY + timedelta(days=1)),
        (published(whole, "v-sf"), "v-pl", MONDAY), (published(replace(whole, team="x")), "v-pl", MONDAY),
        (published(replace(whole, circle="x")), "v-pl", MONDAY), (published(whole, kind=Words.CHANGE_SET), "v-pl", MONDAY),
        (published(replace(whole, at=whole.at.replace(tzinfo=None))), "v-pl", MONDAY), (b"", "v-pl", MONDAY),
    ):  # fmt: skip
        assert open_list(untrusted, book(), vault, day) is None


def publish(three: TeamOf, now: datetime = NOW) -> None:
    for name, vault in three.vaults.items():
        publish_heads(vault, now=now)
        three.put(name)
    for vault in three.vaults.values():
        for wanted in wanted_lists(vault, now=now):
            if wanted.name in three.store:
                take_list(vault, wanted, three.store[wanted.name], now=now)


def test_vaults_publish_once_a_day_and_learn_from_each_other(three: TeamOf) -> None:
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle = main_circle(three.team.id)
    three.vaults["sf"].team.set_head(circle, three.id("sf"), 2, D1)
    three.vaults["pl"].team.set_head(circle, three.id("sf"), 2, D1)
    publish(three)
    assert publish_heads(three.vaults["sf"], now=NOW + timedelta(hours=1)) == 0
    assert [one.words(three.team) for one in team_findings(three.vaults["jo"], now=NOW)] == [
        "2 changes of SF have not come"
    ]
    assert team_findings(three.vaults["pl"], now=NOW) == ()
    sf = circles(three.vaults["sf"])[circle]
    assert everybody_has(three.vaults["sf"], sf, three.id("sf")) == 0
    three.vaults["jo"].team.set_head(circle, three.id("sf"), 2, D1)
    publish(three, NOW + timedelta(days=1))
    assert everybody_has(three.vaults["sf"], sf, three.id("sf")) == 2
    assert team_findings(three.vaults["sf"], now=NOW + timedelta(days=1)) == ()
    heard_at = NOW + timedelta(days=5)
    note_heard(three.vaults["sf"], circle, three.id("pl"), said_at=heard_at, now=heard_at)
    late = team_findings(three.vaults["sf"], now=NOW + timedelta(days=6))
    assert [(one.tells, one.writer) for one in late] == [(Tells.SILENT, three.id("jo"))]


def test_what_was_written_before_hides_no_silence_though_it_comes_now(three: TeamOf) -> None:
    """A store that kept back a week of a colleague's changes gives one of them now and then."""
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle, sf, pl = main_circle(three.team.id), three.vaults["sf"], three.id("pl")
    publish(three)
    late = NOW + timedelta(days=7)
    for days in (-1, 0, 1):
        note_heard(sf, circle, pl, said_at=NOW + timedelta(days=days), now=late)
        assert pl in silent_at(sf, late)
    note_heard(sf, circle, pl, said_at=late - timedelta(hours=1), now=late)
    assert pl not in silent_at(sf, late)


@pytest.mark.parametrize("by", [-3650, 3650])
def test_a_list_by_a_wrong_clock_is_a_sign_of_life_and_a_change_none(three: TeamOf, by: int) -> None:
    """Its day was asked for; when a change was written nobody knows."""
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle, sf, pl = main_circle(three.team.id), three.vaults["sf"], three.id("pl")
    publish(three)
    late = NOW + timedelta(days=7)
    wrong = late + timedelta(days=by)
    note_heard(sf, circle, pl, said_at=wrong, now=late)
    assert pl in silent_at(sf, late)
    note_heard(sf, circle, pl, said_at=wrong, now=late, by_list=True)
    assert pl not in silent_at(sf, late)


def silent_at(vault: Vault, now: datetime) -> set[str]:
    """Of whom it is told that nothing comes."""
    return {one.writer for one in team_findings(vault, now=now) if one.tells is Tells.SILENT}


def test_a_vault_whose_clock_was_ahead_is_asked_and_heard_again_once_it_is_right(three: TeamOf) -> None:
    """Else its lists of the next years were the newest, and its changes were kept for ever by all others."""
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle = main_circle(three.team.id)
    publish(three, NOW + timedelta(days=3650))
    for vault in three.vaults.values():
        vault.team.set_head(circle, three.id("sf"), 2, D1)
    publish(three)
    sf = circles(three.vaults["sf"])[circle]
    assert everybody_has(three.vaults["sf"], sf, three.id("sf")) == 2
    late = team_findings(three.vaults["sf"], now=NOW + timedelta(days=7))
    assert {one.tells for one in late} == {Tells.SILENT}


def test_that_the_organisation_opened_a_vault_is_told_to_the_whole_circle_at_once(three: TeamOf) -> None:
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    publish(three)
    assert team_findings(three.vaults["sf"], now=NOW) == ()
    three.vaults["pl"].audit.append(ESCROW_USED, "", "words")
    publish(three, NOW + timedelta(hours=1))
    (told,) = team_findings(three.vaults["sf"], now=NOW)
    assert (told.tells, told.writer) == (Tells.ESCROW, three.id("pl"))
    assert told.words(three.team).startswith("Laptop of pl of PL was opened with the organisation’s key on ")
    assert publish_heads(three.vaults["pl"], now=NOW) == 0
    assert team_findings(three.vaults["pl"], now=NOW) == ()


def test_what_is_known_of_a_circle_is_asked_in_as_many_questions_for_64_vaults_as_for_three(
    three: TeamOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round asks each time; who has anything beyond a gap is among it."""
    vault, circle = three.vaults["sf"], main_circle("team-1")
    begin_main_circle(vault, now=NOW)
    found, book_of = membership(vault), circles(vault)[circle]
    assert found is not None
    known_of(vault, book_of, found.own.writer)  # what it looks through once
    asked = []
    for others in (3, 64):
        for number in range(others):
            vault.team.set_head(circle, f"v{number}", 2, D1)
        with listened(monkeypatch) as questions:
            known_of(vault, book_of, found.own.writer)
        asked.append(len(questions))
    assert asked[0] == asked[1] < 12
    for number, state in ((2, "applied"), (4, "applied"), (5, "applied"), (7, "waiting"), (9, "applied")):
        words = {"case_id": "c", "words": "", "state": state, "received_at": ""}
        vault.database.insert(
            "team_sets", circle=circle, vault="v7", number=number, digest=f"{number}", **words
        )
    assert known_of(vault, book_of, found.own.writer).beyond == {"v7": (range(4, 6), range(9, 10))}


def test_two_copies_of_one_vault_both_publish(three: TeamOf) -> None:
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    publish_heads(three.vaults["sf"], now=NOW)
    row = three.vaults["sf"].database.row("SELECT name FROM team_objects WHERE circle <> ''")
    three.store[row["name"]] = b"the list of the other copy"
    (taken,) = three.put("sf")
    assert publish_again(three.vaults["sf"], taken, now=NOW)
    assert not publish_again(three.vaults["sf"], "aa/unknown", now=NOW)
    found = membership(three.vaults["sf"])
    assert found is not None
    book_of = circles(three.vaults["sf"])[main_circle(three.team.id)]
    assert book_of.names.heads(found.own.id, NOW.date(), 2) in {
        one["name"] for one in three.vaults["sf"].database.rows("SELECT name FROM team_objects")
    }
    assert known_of(three.vaults["sf"], book_of, found.own.writer).lists == {}


def test_a_vault_whose_own_changes_others_have_and_it_has_not_is_copied(three: TeamOf) -> None:
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle = main_circle(three.team.id)
    three.vaults["pl"].team.set_head(circle, three.id("sf"), 3, D1)
    publish(three)
    assert is_copied(three.vaults["sf"])
    assert not is_copied(three.vaults["pl"])
    after = go_on_as_new_writer(three.vaults["sf"], "copied")
    assert after is not None
    assert not is_copied(three.vaults["sf"])
    told = [(one.tells, one.writer, one.count) for one in team_findings(three.vaults["sf"], now=NOW)]
    assert told == [(Tells.MISSING, three.id("sf"), 3)]


def test_two_sets_under_one_number_are_told_and_published(three: TeamOf) -> None:
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    circle, pl = main_circle(three.team.id), three.id("pl")
    one = StoredSet(
        circle=circle, vault=pl, number=1, digest=D1, case_id="", words="", state=SetState.APPLIED, put_at=NOW, received_at=NOW
    )  # fmt: skip
    for stored, name in ((one, "sf"), (replace(one, digest=D2), "sf"), (replace(one, digest=D2), "jo")):
        three.vaults[name].team.keep(stored)
    publish(three)
    assert Tells.DOUBLED in {one.tells for one in team_findings(three.vaults["sf"], now=NOW)}
    book_of = circles(three.vaults["jo"])[circle]
    wanted = other_sets(known_of(three.vaults["jo"], book_of, three.id("jo")))
    assert wanted == (OtherSet(writer=pl, number=1, digest=D1),)
