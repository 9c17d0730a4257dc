"""Attacks with a key that the team trusts on the first statement of a circle, and on who is in it: all members end with one view, and nobody gets a key."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.team.roster import CircleStatement, Member, Role, Team
from prevent_desktop.sealing import generate_identity, parse_recipient
from prevent_desktop.strict_json import CANONICAL, write
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.heads_kept import team_findings
from prevent_desktop.workflows.team.circles.arriving_statements import take_post
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, closing, main_circle
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.statements import (
    begin_main_circle,
    change_restricted_circle,
    circles,
    make_restricted_circle,
    renew_circles,
)
from tests.made_vaults import copied_vault
from tests.teams import give_team, keys_of, listing
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed
from tests.unit.workflows.team.test_circles import posted

ROLES = {"sf": Role.LEAD, "le": Role.LEAD, "pl": Role.DEPUTY, "jo": Role.DEPUTY}
TOLD = "a second time"


@pytest.fixture
def four(tmp_path: Path) -> Any:
    """SF and LE (leads), PL and JO (deputies); AM is a reporter with keys and no vault here. The main circle is begun by SF."""
    with ExitStack() as stack:
        vaults = {}
        for number, name in enumerate(ROLES):
            key = copied_vault(tmp_path / name, number=number).key
            vaults[name] = stack.enter_context(Vault.open(tmp_path / name, key))
        members = [Member(id=name, name=name.upper(), role=role) for name, role in ROLES.items()]
        team = Team(
            id="team-1", mailbox="", members=(*members, Member(id="am", name="AM", role=Role.REPORTER)),
            vaults=(*(listing(vault, name) for name, vault in vaults.items()), keys_of("v-am").listed("am")),
        )  # fmt: skip
        made = TeamOf(vaults, team)
        for vault in vaults.values():
            give_team(vault, team)
        yield made


def begun(four: TeamOf) -> str:
    """The main circle, in which everybody has worked."""
    circle = begin_main_circle(four.vaults["sf"], now=NOW).circle
    four.exchange()
    worked(four, circle, *four.vaults)
    return circle


def worked(four: TeamOf, circle: str, *names: str) -> None:
    for name in names:
        four.vaults[name].team.set_head(circle, four.id("sf"), 1, "ab" * 32)


def a_rival(four: TeamOf, circle: str, by: str, **changes: Any) -> CircleStatement:
    """A first statement of the same circle, with keys and a secret of its own."""
    key = generate_identity()
    whole: dict[str, Any] = {
        "team": four.team.id, "circle": circle, "number": 1, "previous": "", "epoch": 1, "recipient": str(key.recipient),
        "identity": key.secret_text, "names": "0f" * 32, "vaults": tuple(sorted(one.id for one in four.team.sharing)),
        "by": by, "at": NOW, "main": circle == main_circle(four.team.id), "profile": 1,
    }  # fmt: skip
    return CircleStatement(**{**whole, **changes})


def before_all(four: TeamOf, statement: CircleStatement) -> CircleStatement:
    """The same so often that its digest is smaller than that of the true beginning."""
    true = books(four, statement.circle, "sf")[0].counted[-1].digest
    while True:
        payload = write(statement, fixed={"kind": "team-circle", "format": 1}, **CANONICAL)
        if hashlib.sha256(payload).hexdigest() < true:
            return statement
        statement = replace(statement, at=statement.at - timedelta(seconds=1))


_POSTS = itertools.count(1000)


def told_to(four: TeamOf, to: Sequence[str], statement: CircleStatement, by: str) -> None:
    """Whoever holds the vault of `by` (a member) sends it to these."""
    for name in to:
        own = own_vault(four.vaults[name])
        assert own is not None
        how = (
            {}
            if by in four.vaults
            else {"writer": statement.by, "signing_key": keys_of("v-am").pair.private_pem}
        )
        content = posted(
            four,
            by if by in four.vaults else "sf",
            statement,
            parse_recipient(str(own.identity.recipient)),
            **how,
        )
        take_post(four.vaults[name], "by hand", next(_POSTS), content, now=NOW)


def books(four: TeamOf, circle: str, *names: str) -> list[CircleBook]:
    return [circles(four.vaults[name])[circle] for name in names or four.vaults]


def settled(four: TeamOf) -> None:
    for _ in range(3):
        four.exchange()
        for vault in four.vaults.values():
            renew_circles(vault, now=NOW)
    four.exchange()


def all_see(four: TeamOf, circle: str, names: str, *members: str) -> None:
    for book in books(four, circle, *members):
        assert book.names.secret == names
        assert book.may_seal
    assert len({_latest(book) for book in books(four, circle, *members)}) == 1


def _latest(book: CircleBook) -> str:
    return "" if book.latest is None else book.latest.digest


def findings_of(four: TeamOf, name: str) -> list[str]:
    return [one.words(four.team) for one in team_findings(four.vaults[name], now=NOW)]


@pytest.mark.parametrize("by", ["pl", "le"])
@pytest.mark.parametrize("first", ["sf", "jo"])
def test_a_colleagues_second_beginning_is_told_and_takes_over_from_nobody(
    four: TeamOf, by: str, first: str
) -> None:
    """Back-dated, with as many statements after it as they like, and to whom they like first."""
    circle = begun(four)
    names = books(four, circle, "sf")[0].names.secret
    rival = before_all(four, a_rival(four, circle, four.id(by), at=NOW - timedelta(days=400)))
    others = [name for name in four.vaults if name not in {first, by}]
    told_to(four, [first], rival, by)
    four.exchange()
    for number in range(2, 9):
        key = generate_identity()
        more = replace(
            rival, number=number, epoch=number, identity=key.secret_text, recipient=str(key.recipient)
        )
        told_to(four, [*others, first], more, by)
    told_to(four, others, rival, by)
    settled(four)
    honest = [name for name in four.vaults if name != by]
    all_see(four, circle, names, *honest)
    for name in honest:
        assert any(TOLD in one for one in findings_of(four, name)), findings_of(four, name)


def test_a_reporter_begins_nothing_alone_nor_with_a_deputy(four: TeamOf) -> None:
    circle = begun(four)
    names = books(four, circle, "sf")[0].names.secret
    rival = before_all(four, a_rival(four, circle, four.id("pl")))
    told_to(four, ["sf", "jo", "le"], replace(rival, by="v-am"), "am")
    told_to(four, ["sf", "jo", "le"], rival, "pl")
    settled(four)
    all_see(four, circle, names, "sf", "jo", "le")


def test_a_lead_who_was_removed_takes_nothing_with_them(four: TeamOf) -> None:
    """SF began it, and goes; LE goes too, and says that it was LE who began. The deputies go on from what they know."""
    circle = begun(four)
    names = books(four, circle, "sf")[0].names.secret
    four.change(removed(removed(four.team, "sf"), "le"))
    rival = a_rival(
        four, circle, four.id("le"), vaults=tuple(sorted([four.id("pl"), four.id("jo"), four.id("le")]))
    )
    told_to(four, ["jo", "pl"], rival, "le")
    settled(four)
    all_see(four, circle, names, "pl", "jo")
    for book in books(four, circle, "pl", "jo"):
        assert book.newest is not None
        assert four.id("le") not in book.newest.vaults


def test_two_who_begin_at_once_end_alike_whatever_came_first(four: TeamOf) -> None:
    circle = main_circle(four.team.id)
    statements = {
        name: a_rival(four, circle, four.id(name), names=names * 32)
        for name, names in (("sf", "0a"), ("le", "0b"))
    }
    for name, order in (("sf", "sf le"), ("le", "le sf"), ("pl", "sf le"), ("jo", "le sf")):
        for each in order.split():
            told_to(four, [name], statements[each], each)
            worked(four, circle, name)
    settled(four)
    assert len({book.names.secret for book in books(four, circle)}) == 1
    assert len({_latest(book) for book in books(four, circle)}) == 1
    assert all(book.may_seal for book in books(four, circle))


def test_a_number_that_nobody_could_go_beyond_is_passed_over(four: TeamOf) -> None:
    circle = begun(four)
    newest = books(four, circle, "sf")[0].latest
    assert newest is not None
    rival = a_rival(
        four, circle, four.id("pl"), number=2**53 - 1, epoch=2**53 - 1, names=newest.statement.names, previous=newest.digest
    )  # fmt: skip
    told_to(four, ["sf", "jo", "le"], rival, "pl")
    assert all(book.latest == newest for book in books(four, circle, "sf", "jo", "le"))


@pytest.fixture
def two_leads(tmp_path: Path) -> Any:
    """SF and LE, both leads, and nobody else: SF began, and the profile that both have names the first statement."""
    with ExitStack() as stack:
        vaults = {}
        for number, name in enumerate(("sf", "le")):
            key = copied_vault(tmp_path / name, number=number).key
            vaults[name] = stack.enter_context(Vault.open(tmp_path / name, key))
        team = Team(
            id="team-1", mailbox="", members=tuple(Member(id=name, name=name.upper(), role=Role.LEAD) for name in vaults),
            vaults=tuple(listing(vault, name) for name, vault in vaults.items()),
        )  # fmt: skip
        made = TeamOf(vaults, team)
        for vault in vaults.values():
            give_team(vault, team)
        yield made


def named(two_leads: TeamOf) -> str:
    """The main circle, once the profile names how it began."""
    circle = begin_main_circle(two_leads.vaults["sf"], now=NOW).circle
    two_leads.exchange()
    worked(two_leads, circle, "sf", "le")
    two_leads.change(replace(two_leads.team, begun=books(two_leads, circle, "sf")[0].begun))
    return circle


def test_of_two_leads_nobody_begins_anew_what_the_profile_names(two_leads: TeamOf) -> None:
    circle = named(two_leads)
    names = books(two_leads, circle, "sf")[0].names.secret
    rival = before_all(
        two_leads, a_rival(two_leads, circle, two_leads.id("le"), at=NOW - timedelta(days=400))
    )
    told_to(two_leads, ["sf"], rival, "le")
    key = generate_identity()
    more = replace(rival, number=9, epoch=9, identity=key.secret_text, recipient=str(key.recipient))
    told_to(two_leads, ["sf"], more, "le")
    all_see(two_leads, circle, names, "sf")
    assert any(TOLD in one for one in findings_of(two_leads, "sf"))
    assert renew_circles(two_leads.vaults["sf"], now=NOW) == ()


def test_what_the_profile_names_counts_when_whoever_began_it_has_gone_and_nobody_said_anything_since(
    two_leads: TeamOf,
) -> None:
    circle = named(two_leads)
    names = books(two_leads, circle, "le")[0].names.secret
    two_leads.change(removed(two_leads.team, "sf"))
    own = two_leads.id("le")
    told_to(two_leads, ["le"], before_all(two_leads, a_rival(two_leads, circle, own, vaults=(own,))), "le")
    renew_circles(two_leads.vaults["le"], now=NOW)
    all_see(two_leads, circle, names, "le")


def test_without_a_name_in_the_profile_people_count_as_before(two_leads: TeamOf) -> None:
    """Profiles of an older program: of two leads that one goes on whose beginning has the smaller digest."""
    circle = begin_main_circle(two_leads.vaults["sf"], now=NOW).circle
    two_leads.exchange()
    worked(two_leads, circle, "sf", "le")
    rival = before_all(two_leads, a_rival(two_leads, circle, two_leads.id("le")))
    told_to(two_leads, ["sf"], rival, "le")
    assert books(two_leads, circle, "sf")[0].names.secret == rival.names


# -- restricted circles


def restricted(four: TeamOf) -> str:
    """A circle that SF made with PL and JO, and took JO out of."""
    begun(four)
    circle = make_restricted_circle(four.vaults["sf"], ["pl", "jo"], now=NOW)
    four.exchange()
    worked(four, circle, "sf", "pl", "jo")
    change_restricted_circle(four.vaults["sf"], circle, ["pl"], now=NOW)
    four.exchange()
    return circle


def sealed_to_jo(four: TeamOf, circle: str) -> bool:
    return any(
        book.may_seal and book.newest is not None and four.id("jo") in book.newest.vaults
        for book in books(four, circle, "sf", "pl")
    )


def test_whoever_was_taken_out_does_not_put_themselves_in_again(four: TeamOf) -> None:
    """JO knows the secret of the names, and every statement up to the one that took them out."""
    circle = restricted(four)
    (book,) = books(four, circle, "sf")
    for number, previous in ((3, book.counted[0].digest), (2, book.counted[-1].digest), (40, "ee" * 32)):
        key = generate_identity()
        again = a_rival(
            four, circle, four.id("jo"), number=number, epoch=number, previous=previous, names=book.names.secret,
            identity=key.secret_text, recipient=str(key.recipient), until={four.id("sf"): 0},
        )  # fmt: skip
        told_to(four, ["sf", "pl"], again, "jo")
        assert not sealed_to_jo(four, circle)
    settled(four)
    assert not sealed_to_jo(four, circle)
    all_see(four, circle, book.names.secret, "sf", "pl")
    change_restricted_circle(four.vaults["pl"], circle, ["sf", "jo"], now=NOW)
    settled(four)
    assert sealed_to_jo(four, circle)


@pytest.mark.parametrize("by", ["jo", "le"])
def test_who_is_not_in_a_restricted_circle_does_not_begin_it_anew(four: TeamOf, by: str) -> None:
    """JO was in it once; LE, a lead, never was, and learned of its id somehow."""
    circle = restricted(four)
    names = books(four, circle, "sf")[0].names.secret
    rival = before_all(four, a_rival(four, circle, four.id(by)))
    told_to(four, ["pl"], rival, by)
    told_to(four, ["pl", "sf"], replace(rival, number=2, epoch=2), by)
    settled(four)
    for book in books(four, circle, "sf", "pl"):
        assert book.names.secret == names
        assert book.newest is not None
        assert four.id(by) not in book.newest.vaults
        assert book.may_seal
    for name in ("sf", "pl"):
        assert any(TOLD in one for one in findings_of(four, name)), findings_of(four, name)


def test_who_was_taken_out_shuts_nobody_out(four: TeamOf) -> None:
    """JO tells SF and PL that they were taken out: nobody who is in the circle said so."""
    circle = restricted(four)
    names = books(four, circle, "sf")[0].names.secret
    shut = closing(a_rival(four, circle, four.id("jo"), number=30, epoch=30))
    told_to(four, ["sf", "pl"], shut, "jo")
    all_see(four, circle, names, "sf", "pl")
