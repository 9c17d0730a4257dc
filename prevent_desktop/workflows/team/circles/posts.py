"""What vaults of a team have for one another alone: an object for each other vault at once, all of one size.

Most of them are empty. So the store learns neither which circles there are nor whose vaults are in one: it sees that
somebody made a new key for somebody. Numbers count for each pair of vaults from 1, so that a name can be foreseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple

from prevent_desktop.casework.team.roster import Team
from prevent_desktop.delivery.signed.team import frame
from prevent_desktop.sealing import parse_recipient, seal_bytes
from prevent_desktop.strict_json import value_of, write
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.numbered import AHEAD, NOTHING, ByAll, Numbered, in_one, noted
from prevent_desktop.workflows.team.circles.own_vault import OwnVault
from prevent_desktop.workflows.team.circles.sealed_words import fits, padded

SIZE: Final = 6 * 1024
"""Bytes that a post is filled up to, or whole multiples: a statement for some hundred vaults. Sealed it is under 8 kB."""
AT_ONCE: Final = 20
"""So many posts are asked for in one round that are neither the last nor the next ones."""
_FURTHER: Final = 20
"""So many after the next ones are among them, of each sender."""
_SECRET: Final = "team-posts"  # noqa: S105 -- the name of a secret
_FIXED: Final = {"version": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """`sent` is the last number to each vault; `came` is what came, by sender: listed ids, whoever wrote under them.

    Nobody could foresee a post of a writer of whom nothing was heard yet. Two copies of a vault share its numbers: what finds
    one taken goes under the next (`post_again`).
    """

    sent: Mapping[str, int] = field(default_factory=dict)
    came: ByAll = field(default_factory=dict)

    def of(self, sender: str) -> Numbered:
        """What came of a sender."""
        return self.came.get(sender, NOTHING)


class WantedPost(NamedTuple):
    """A post that may lie in the store."""

    name: str
    sender: str
    number: int


def queue_posts(
    vault: Vault, own: OwnVault, team: Team, contents: Mapping[str, Sequence[str]], at: datetime
) -> None:
    """Have these words (compact JWS) put for each vault that is named; all others who share get as many empty ones.

    This vault itself gets one too: restored from a backup, it would not know what it made since.
    """
    counts = _counts(vault)
    rounds = max(map(len, contents.values()), default=0)
    framed = {listed: [frame(jws) for jws in each] for listed, each in contents.items()}
    size = fits([one for each in framed.values() for one in each], SIZE)
    sent, objects = dict(counts.sent), []
    for place in range(rounds):
        for listed in team.sharing:
            words = framed.get(listed.id, [])
            content = words[place] if place < len(words) else b""
            sent[listed.id] = sent.get(listed.id, 0) + 1
            name = TeamNames(team.id).post(listed.id, own.id, sent[listed.id])
            objects.append((name, seal_bytes(padded(content, size), [parse_recipient(listed.recipient)])))
    Circles(vault.database).queue(objects, "", at)
    _keep(vault, replace(counts, sent=sent))


def wanted_posts(vault: Vault, own: OwnVault, team: Team) -> list[WantedPost]:
    """The names under which others may have something for this vault; its own too, since it may have been restored."""
    counts = _counts(vault)
    return [
        WantedPost(TeamNames(team.id).post(own.id, sender, number), sender, number)
        for sender in sorted({one.id for one in team.sharing})
        for number in counts.of(sender).wanted
    ]


def earlier_posts(vault: Vault, own: OwnVault, team: Team) -> list[WantedPost]:
    """The last ones that came: a store that gave something old in the place of one may give the true one now."""
    counts = _counts(vault)
    return [
        WantedPost(TeamNames(team.id).post(own.id, sender, number), sender, number)
        for sender in sorted({one.id for one in team.sharing})
        for number in range(max(1, counts.of(sender).newest + 1 - AHEAD), counts.of(sender).newest + 1)
        if number not in counts.of(sender).missed
    ]


def posts_around(vault: Vault, own: OwnVault, team: Team, *, begin: int) -> list[WantedPost]:
    """Some of those before the last ones and after the next ones, the nearest first, from the place `begin` on and round again: `AT_ONCE` at most.

    A vault that was restored begins again at the number that its backup has. Where the mailbox has forgotten what lay under those that
    it used since, something new lies under a number that came long ago. And where it lost several for good, the next one lies further ahead.
    """
    counts = _counts(vault)
    around = sorted(
        (abs(counts.of(sender).newest - number), sender, number)
        for sender in {one.id for one in team.sharing}
        for number in _around(counts.of(sender).newest)
    )
    place = begin % max(1, len(around))
    names = TeamNames(team.id)
    return [
        WantedPost(names.post(own.id, sender, number), sender, number)
        for _far, sender, number in (around[place:] + around[:place])[:AT_ONCE]
    ]


def _around(newest: int) -> tuple[int, ...]:
    """What is not asked for in each round."""
    return (
        *range(1, newest + 1 - AHEAD),
        *range(newest + 1 + AHEAD, newest + 1 + AHEAD + _FURTHER),
    )


def note_came(vault: Vault, sender: str, number: int, *, is_good: bool) -> None:
    """Something lay under this number. Where it `is_good`, it is not asked for again."""
    counts = _counts(vault)
    came = noted(counts.came, sender, number, is_good=is_good)
    if came != counts.came:
        _keep(vault, replace(counts, came=came))


def post_again(vault: Vault, own: OwnVault, team: Team, name: str) -> bool:
    """Somebody else's bytes stand under the name of a post: put it under the next one. False where it is no post of ours."""
    counts = _counts(vault)
    names = TeamNames(team.id)
    for addressee, last in counts.sent.items():
        if name in {names.post(addressee, own.id, number) for number in range(1, last + 1)}:
            with vault.transaction():
                Circles(vault.database).put_under(name, names.post(addressee, own.id, last + 1))
                _keep(vault, replace(counts, sent={**counts.sent, addressee: last + 1}))
            return True
    return False


def _counts(vault: Vault) -> _Counts:
    kept = vault.secrets.get(_SECRET)
    return _Counts() if kept is None else vault.once_read(_counts_in, kept)


def _counts_in(kept: bytes) -> _Counts:
    counts: _Counts = value_of(_Counts, in_one(kept, "got"), fixed=_FIXED, older=True)
    return counts


def _keep(vault: Vault, counts: _Counts) -> None:
    vault.secrets.set(_SECRET, write(counts, fixed=_FIXED))
