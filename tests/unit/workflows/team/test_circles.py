"""Circles between real vaults: begun, keyed anew, restricted; and what strangers and former members can do to them: nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from prevent_desktop.casework.team.roster import CircleStatement, LastSet, Member, Role, TeamVault
from prevent_desktop.delivery.signed.team import Words, frame
from prevent_desktop.errors import UsageError
from prevent_desktop.sealing import Recipient, parse_recipient, seal_bytes
from prevent_desktop.strict_json import CANONICAL, write
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.standing import (
    counting_again,
    no_longer_counting,
    standing_in,
)
from prevent_desktop.workflows.team.circles import statements as workflow
from prevent_desktop.workflows.team.circles.arriving_statements import take_post
from prevent_desktop.workflows.team.circles.circle_book import EPOCH_LIFE, CircleBook, main_circle
from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer, own_vault
from prevent_desktop.workflows.team.circles.posts import SIZE, post_again, wanted_posts
from prevent_desktop.workflows.team.circles.sealed_words import padded, sign_as
from prevent_desktop.workflows.team.circles.statements import (
    begin_main_circle,
    change_restricted_circle,
    circles,
    make_restricted_circle,
    membership,
    renew_circles,
    take_back_in,
)
from prevent_desktop.workflows.team.circles.verdicts import Kind, Reason
from prevent_desktop.workflows.team.joining.members import let_count, set_aside
from tests.made_vaults import copied_vault
from tests.teams import give_team, keys_of, listing
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed

DAY = timedelta(days=1)


def main(three: TeamOf, name: str) -> CircleBook:
    return circles(three.vaults[name])[main_circle(three.team.id)]


def begun(three: TeamOf) -> TeamOf:
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    return three


def posted(three: TeamOf, name: str, statement: CircleStatement, to: Recipient, **other: Any) -> bytes:
    """A post that the vault of this member made, with its real keys or others."""
    own = own_vault(three.vaults[name])
    assert own is not None
    payload = write(statement, fixed={"kind": "team-circle", "format": 1}, **CANONICAL)
    return seal_bytes(padded(frame(sign_as(Words.CIRCLE, payload, replace(own, **other))), SIZE), [to])


def test_all_leads_and_deputies_share_the_main_circle(three: TeamOf) -> None:
    begun(three)
    books = [main(three, name) for name in three.vaults]
    assert len({book.names.head() for book in books}) == 1
    assert len({book.newest.recipient for book in books if book.newest}) == 1
    assert all(book.may_seal and book.newest and len(book.newest.vaults) == 3 for book in books)
    assert begin_main_circle(three.vaults["sf"], now=NOW).newest == books[0].newest
    assert not renew_circles(three.vaults["pl"], now=NOW + 10 * DAY)


def test_a_vault_that_the_profile_does_not_list_begins_no_circle(three: TeamOf) -> None:
    three.change(removed(three.team, "sf"))
    with pytest.raises(UsageError, match="does not share"):
        begin_main_circle(three.vaults["sf"], now=NOW)


def test_every_post_is_of_one_size_and_every_vault_gets_as_many(three: TeamOf) -> None:
    """A restricted circle, a new key and nothing at all look alike in the store."""
    begun(three)
    before = set(three.store)
    circle = make_restricted_circle(three.vaults["sf"], ["pl"], now=NOW)
    three.put("sf")
    new = {name: content for name, content in three.store.items() if name not in before}
    assert len(new) == 3
    assert {len(content) for content in three.store.values()} == {len(content) for content in new.values()}
    assert max(map(len, new.values())) < 8 * 1024
    assert min(map(len, new.values())) > SIZE
    three.exchange()
    assert circle in circles(three.vaults["pl"])
    assert circle not in circles(three.vaults["jo"])
    assert circle.encode() not in b"".join(bytes(row[0]) for row in three.vaults["jo"].database.rows("SELECT words FROM team_circles") if isinstance(row[0], bytes))  # fmt: skip
    assert not three.vaults["jo"].database.rows("SELECT 1 FROM team_circles WHERE circle = ?", (circle,))


def test_a_new_vault_makes_a_new_epoch_and_can_read_the_earlier_ones(three: TeamOf) -> None:
    begun(three)
    renew_circles(three.vaults["sf"], now=NOW + EPOCH_LIFE)
    three.exchange()
    assert main(three, "pl").newest.epoch == 2  # type: ignore[union-attr]
    key = copied_vault(three.vaults["sf"].folder.parent / "kim", number=7).key
    with Vault.open(three.vaults["sf"].folder.parent / "kim", key) as kim:
        members = (*three.team.members, Member(id="kim", name="KIM", role=Role.DEPUTY))
        three.vaults["kim"] = kim
        three.change(replace(three.team, members=members, vaults=(*three.team.vaults, listing(kim, "kim"))))
        assert main(three, "pl").may_seal
        assert renew_circles(three.vaults["pl"], now=NOW + EPOCH_LIFE)
        three.exchange()
        assert [one.statement.epoch for one in main(three, "kim").counted] == [3, 2, 1]
        assert main(three, "kim").newest == main(three, "jo").newest == main(three, "sf").newest
        assert not any(renew_circles(vault, now=NOW + EPOCH_LIFE) for vault in three.vaults.values())
        del three.vaults["kim"]


def test_two_who_make_an_epoch_at_once_agree_whatever_came_first(three: TeamOf) -> None:
    begun(three)
    three.change(removed(three.team, "jo"))
    for name in ("sf", "pl"):
        assert not main(three, name).may_seal
        assert renew_circles(three.vaults[name], now=NOW)
        assert main(three, name).may_seal
    three.exchange()
    assert main(three, "sf").newest == main(three, "pl").newest
    assert len(main(three, "sf").counted) == 3
    assert not renew_circles(three.vaults["sf"], now=NOW)
    ours, theirs = (list(main(three, name).identities) for name in ("sf", "pl"))
    assert ours == theirs


def test_a_removed_vault_gets_no_key_and_its_last_number_stands(three: TeamOf) -> None:
    begun(three)
    circle = main_circle(three.team.id)
    gone = three.id("pl")
    three.vaults["sf"].team.set_head(circle, gone, 17, "d" * 64)
    three.change(removed(three.team, "pl"))
    assert renew_circles(three.vaults["sf"], now=NOW)
    three.exchange()
    assert dict(main(three, "jo").until) == {gone: 17}
    assert main(three, "jo").newest.epoch == 2  # type: ignore[union-attr]
    assert not main(three, "pl").may_seal
    assert not renew_circles(three.vaults["pl"], now=NOW + 3 * EPOCH_LIFE)
    rows = three.vaults["pl"].database.rows("SELECT number FROM team_circles")
    assert [row["number"] for row in rows] == [1]
    take_back_in(three.vaults["sf"], circle, LastSet(writer=gone, number=20, digest="20" * 32), now=NOW)
    three.exchange()
    assert dict(main(three, "jo").until) == {gone: 20}
    with pytest.raises(UsageError, match="Only a lead"):
        take_back_in(three.vaults["jo"], circle, LastSet(writer=gone, number=30, digest="30" * 32), now=NOW)


def test_a_deputy_makes_the_next_epoch_where_no_lead_does(three: TeamOf) -> None:
    begun(three)
    assert not renew_circles(three.vaults["jo"], now=NOW + EPOCH_LIFE)
    assert renew_circles(three.vaults["jo"], now=NOW + EPOCH_LIFE + 7 * DAY)


def test_what_a_former_member_states_is_never_sealed_to_and_limits_nobody(three: TeamOf) -> None:
    begun(three)
    circle = main_circle(three.team.id)
    three.change(removed(three.team, "pl"), "sf", "jo")
    three.vaults["pl"].team.set_head(circle, three.id("jo"), 5, "d" * 64)
    three.vaults["pl"].team.set_head(circle, "somebody-who-left", 5, "d" * 64)
    found = membership(three.vaults["pl"])
    assert found is not None
    workflow._state(three.vaults["pl"], found, main(three, "pl"), (three.id("pl"), three.id("sf")), NOW)
    three.exchange()
    book = main(three, "sf")
    assert not book.may_seal
    assert book.newest is not None
    assert book.newest.by == three.id("sf")
    assert not book.until
    renew_circles(three.vaults["sf"], now=NOW)
    three.exchange()
    assert main(three, "sf").may_seal
    assert main(three, "jo").newest == main(three, "sf").newest
    assert three.id("pl") not in main(three, "sf").newest.vaults  # type: ignore[union-attr]


def test_what_counts_does_not_depend_on_the_order_in_which_statements_came(three: TeamOf) -> None:
    begun(three)
    renew_circles(three.vaults["sf"], now=NOW + EPOCH_LIFE)
    three.change(removed(three.team, "pl"))
    renew_circles(three.vaults["sf"], now=NOW + EPOCH_LIFE)
    renew_circles(three.vaults["jo"], now=NOW + EPOCH_LIFE)
    three.exchange()
    book = main(three, "jo")
    for seed in range(10):
        shuffled = random.Random(seed).sample(book.counted, len(book.counted))
        other = CircleBook(book.circle, book.team, book.own, tuple(shuffled))
        assert (other.newest, other.until, list(other.identities)) == (
            book.newest,
            book.until,
            list(book.identities),
        )


def test_a_restricted_circle_follows_its_people_and_nobody_else(three: TeamOf) -> None:
    begun(three)
    circle = make_restricted_circle(three.vaults["pl"], ["jo"], now=NOW)
    three.exchange()
    assert set(circles(three.vaults["pl"])) == {main_circle(three.team.id), circle}
    assert circle not in circles(three.vaults["sf"])
    second = keys_of("v-jo-2").listed("jo")
    three.change(replace(three.team, vaults=(*three.team.vaults, second)))
    assert circle in renew_circles(three.vaults["pl"], now=NOW)
    three.exchange()
    assert second.id in circles(three.vaults["jo"])[circle].newest.vaults  # type: ignore[union-attr]
    change_restricted_circle(three.vaults["jo"], circle, ["pl", "sf"], now=NOW)
    three.exchange()
    book = circles(three.vaults["sf"])[circle]
    assert [one.statement.epoch for one in book.counted] == [3, 2, 1]


def test_a_post_that_is_none_is_set_aside_with_its_reason_and_asked_for_again(three: TeamOf) -> None:
    begun(three)
    renew_circles(three.vaults["sf"], now=NOW + EPOCH_LIFE)
    three.put("sf")
    pl = membership(three.vaults["pl"])
    assert pl is not None
    (wanted,) = (one for one in wanted_posts(three.vaults["pl"], pl.own, pl.team) if one.name in three.store)
    whole = three.store[wanted.name]

    def taken(content: bytes) -> tuple[str, str]:
        verdict = take_post(three.vaults["pl"], wanted.sender, wanted.number, content, now=NOW)
        return verdict.kind, verdict.reason or ""

    mine = parse_recipient(str(pl.own.identity.recipient))
    assert taken(whole[:-1]) == (Kind.SET_ASIDE, Reason.DAMAGED)
    assert taken(b"<html>") == (Kind.SET_ASIDE, Reason.DAMAGED)
    assert taken(seal_bytes(b"\0" * 100, [mine])) == (Kind.SET_ASIDE, Reason.DAMAGED)
    statement = main(three, "sf").counted[0].statement
    for change, reason in (
        ({"team": "other"}, Reason.FOREIGN),
        ({"epoch": 7}, Reason.FORGED),
        ({"by": three.id("jo")}, Reason.FORGED),
        ({"names": "aa"}, Reason.FORGED),
        ({"main": False}, Reason.FORGED),
        ({"recipient": str(mine)}, Reason.FORGED),
    ):
        assert taken(posted(three, "sf", replace(statement, **change), mine)) == (Kind.SET_ASIDE, reason), (
            change
        )
    forged = posted(three, "sf", statement, mine, signing_key=keys_of("v-x").pair.private_pem)
    assert taken(forged) == (Kind.SET_ASIDE, Reason.FORGED)
    assert taken(posted(three, "sf", statement, mine, writer="nobody")) == (Kind.WAITS, Reason.NEWER_PROFILE)
    assert wanted in wanted_posts(three.vaults["pl"], pl.own, pl.team)
    assert taken(whole) == (Kind.VALID, "")
    assert taken(whole) == (Kind.KNOWN, "")
    assert wanted not in wanted_posts(three.vaults["pl"], pl.own, pl.team)


def test_a_name_that_somebody_else_took_does_not_keep_a_key_from_its_vault(three: TeamOf) -> None:
    begun(three)
    pl = membership(three.vaults["pl"])
    assert pl is not None
    (following, *_rest) = (
        one for one in wanted_posts(three.vaults["pl"], pl.own, pl.team) if one.sender == three.id("sf")
    )
    three.store[following.name] = b"rubbish"
    renew_circles(three.vaults["sf"], now=NOW + EPOCH_LIFE)
    (taken,) = three.put("sf")
    sf = membership(three.vaults["sf"])
    assert sf is not None
    assert post_again(three.vaults["sf"], sf.own, sf.team, taken)
    assert not post_again(three.vaults["sf"], sf.own, sf.team, "aa/unknown")
    three.exchange()
    assert main(three, "pl").newest == main(three, "sf").newest


def test_a_vault_restored_from_a_backup_learns_what_it_stated_itself(three: TeamOf) -> None:
    begun(three)
    vault = three.vaults["sf"]
    kept = vault.database.rows("SELECT * FROM secrets WHERE name = 'team-posts'")[0]["value"]
    renew_circles(vault, now=NOW + EPOCH_LIFE)
    three.put("sf")
    vault.database.run("DELETE FROM team_circles WHERE number = 2")
    vault.secrets.set("team-posts", kept)
    before = own_vault(vault)
    after = go_on_as_new_writer(vault, "backup.restored")
    assert before is not None
    assert after is not None
    assert after.writer.startswith(before.id + "~")
    assert (after.id, after.identity, after.signing_key) == (before.id, before.identity, before.signing_key)
    three.exchange(NOW + EPOCH_LIFE)
    assert main(three, "sf").newest == main(three, "pl").newest
    assert main(three, "sf").newest.epoch == 2  # type: ignore[union-attr]
    assert renew_circles(vault, now=NOW + 3 * EPOCH_LIFE)
    three.vaults["pl"].team.was_told(main_circle(three.team.id), after.writer, 1, by="", at=NOW)
    three.exchange(NOW + 3 * EPOCH_LIFE)
    assert main(three, "pl").newest == main(three, "sf").newest


def test_a_vault_that_never_had_to_do_with_a_team_goes_on_as_it_is(three: TeamOf) -> None:
    vault = three.vaults["sf"]
    vault.database.run("DELETE FROM secrets WHERE name = 'team-vault'")
    assert go_on_as_new_writer(vault, "backup.restored") is None
    assert membership(vault) is None
    assert circles(vault) == {}
    assert renew_circles(vault, now=NOW) == ()
    give_team(vault, three.team, version=9)
    assert circles(vault) == {}


def test_the_secrets_of_a_statement_stand_in_no_traceback(three: TeamOf) -> None:
    book = begin_main_circle(three.vaults["sf"], now=NOW)
    assert book.newest is not None
    own = own_vault(three.vaults["sf"])
    shown = repr(book.newest) + repr(own) + repr(book.names)
    assert "SECRET-KEY" not in shown
    assert book.newest.names not in shown
    assert "PRIVATE" not in shown


def test_a_listing_holds_public_halves_only(three: TeamOf) -> None:
    listed = listing(three.vaults["sf"], "sf")
    assert isinstance(listed, TeamVault)
    assert "PRIVATE" not in repr(listed)
    assert "SECRET" not in repr(listed)


def test_where_everybody_who_made_a_key_is_gone_a_deputy_goes_on(three: TeamOf) -> None:
    begun(three)
    three.change(removed(three.team, "sf"))
    assert not main(three, "pl").may_seal
    assert renew_circles(three.vaults["pl"], now=NOW)
    three.exchange()
    assert main(three, "jo").may_seal
    assert main(three, "jo").names == main(three, "sf").names


def test_a_reporter_who_states_something_makes_no_circle(three: TeamOf) -> None:
    """To a vault that knows no statement yet, too: the reporter knows how posts are called, and is listed with a key."""
    keys, mine = keys_of("v-am"), own_vault(three.vaults["jo"])
    assert mine is not None
    team = replace(
        three.team,
        members=(*three.team.members, Member(id="am", name="AM", role=Role.REPORTER)),
        vaults=(*three.team.vaults, keys.listed("am")),
    )
    three.change(team)
    begin_main_circle(three.vaults["sf"], now=NOW)
    real = main(three, "sf").counted[0].statement
    false = replace(real, by="v-am", names="00" * 32)
    content = posted(
        three, "sf", false, mine.identity.recipient, writer="v-am", signing_key=keys.pair.private_pem
    )
    take_post(three.vaults["jo"], "v-am", 1, content, now=NOW)
    assert circles(three.vaults["jo"]) == {}
    assert renew_circles(three.vaults["jo"], now=NOW) == ()
    three.exchange()
    assert main(three, "jo").newest == real


def test_whoever_is_taken_out_of_a_restricted_circle_is_told_and_writes_there_no_more(three: TeamOf) -> None:
    begun(three)
    circle = make_restricted_circle(three.vaults["sf"], ["pl", "jo"], now=NOW)
    three.exchange()
    assert circle in circles(three.vaults["jo"])
    before = set(three.store)
    change_restricted_circle(three.vaults["pl"], circle, ["sf"], now=NOW)
    three.exchange()
    assert len({len(three.store[name]) for name in set(three.store) - before}) == 1
    assert len(set(three.store) - before) == 3
    assert circle not in circles(three.vaults["jo"])
    assert circles(three.vaults["sf"])[circle].may_seal
    with pytest.raises(UsageError, match="do not share this case any more"):
        change_restricted_circle(three.vaults["jo"], circle, ["jo"], now=NOW)
    change_restricted_circle(three.vaults["sf"], circle, ["pl", "jo"], now=NOW)
    three.exchange()
    assert circles(three.vaults["jo"])[circle].newest == circles(three.vaults["sf"])[circle].newest
    assert [one.statement.epoch for one in circles(three.vaults["jo"])[circle].counted] == [3, 2, 1]


def test_a_lead_lets_what_a_removed_vault_wrote_late_count_and_nobody_else_does(three: TeamOf) -> None:
    begun(three)
    circle, gone = main_circle(three.team.id), three.id("pl")
    three.change(removed(three.team, "pl"))
    renew_circles(three.vaults["sf"], now=NOW)
    three.exchange()
    late = StoredSet(
        circle=circle, vault=gone, number=1, digest="d" * 64, case_id="", words="", state=SetState.SET_ASIDE,
        reason=Reason.REMOVED.value, put_at=NOW, received_at=NOW,
    )  # fmt: skip
    for name in ("sf", "jo"):
        assert three.vaults[name].team.keep(late)
        (listed,) = set_aside(three.vaults[name])
        assert listed.may_count == (name == "sf")
    (listed,) = set_aside(three.vaults["sf"])
    let_count(three.vaults["sf"], listed, now=NOW)
    three.exchange()
    for name in ("sf", "jo"):
        assert dict(main(three, name).until) == {gone: 1}
        found = membership(three.vaults[name])
        assert found is not None
        standing = standing_in(three.vaults[name], found, main(three, name))
        assert [one.number for one in counting_again(three.vaults[name], standing)] == [1]
        assert no_longer_counting(three.vaults[name], standing) == ()


def test_a_vault_with_an_older_profile_lets_nobody_in_again_who_was_removed(three: TeamOf) -> None:
    """Such as one that was restored from a backup: it seals to the newest key, and makes none before the profile came."""
    begun(three)
    team = removed(three.team, "jo")
    three.change(team, "sf")
    renew_circles(three.vaults["sf"], now=NOW)
    three.exchange()
    old = main(three, "pl")
    assert old.newest == main(three, "sf").newest
    assert old.may_seal
    assert three.id("jo") in old.should_belong
    assert not renew_circles(three.vaults["pl"], now=NOW + 3 * EPOCH_LIFE)
    give_team(three.vaults["pl"], team, version=three.version)
    assert renew_circles(three.vaults["pl"], now=NOW + 3 * EPOCH_LIFE)
    assert three.id("jo") not in main(three, "pl").newest.vaults  # type: ignore[union-attr]


def test_two_who_begin_the_main_circle_without_having_heard_of_each_other_end_in_one(three: TeamOf) -> None:
    for name in ("pl", "sf"):
        begin_main_circle(three.vaults[name], now=NOW)
    assert main(three, "sf").names != main(three, "pl").names
    three.exchange()
    books = [main(three, name) for name in three.vaults]
    assert len({book.names for book in books}) == 1
    assert all(book.newest == books[0].newest and book.may_seal for book in books)
    assert not any(renew_circles(vault, now=NOW) for vault in three.vaults.values())


def test_a_second_beginning_never_takes_over_from_one_that_others_went_on_from(three: TeamOf) -> None:
    begun(three)
    renew_circles(three.vaults["jo"], now=NOW + 2 * EPOCH_LIFE)
    three.exchange()
    names, found = main(three, "jo").names, membership(three.vaults["pl"])
    assert found is not None
    empty = CircleBook(main_circle(three.team.id), found.team, found.own.id, ())
    for _attempt in range(6):
        workflow._state(three.vaults["pl"], found, empty, empty.should_belong, NOW)
    three.exchange()
    assert all(main(three, name).names == names for name in three.vaults)
