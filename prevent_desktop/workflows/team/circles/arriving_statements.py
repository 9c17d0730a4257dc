"""Statements that other vaults put for this one: judged, and kept where they may ever count.

What counts is worked out of all together (`CircleBook`); how this vault makes its own, in `statements`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.delivery.signed.team import Words, open_words, unframe
from prevent_desktop.delivery.signed.team import signer_of as said_signer
from prevent_desktop.strict_json import JsonError
from prevent_desktop.vault.team.circles import Circles, StatementRow
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, is_well_formed
from prevent_desktop.workflows.team.circles.posts import note_came
from prevent_desktop.workflows.team.circles.sealed_words import DamagedError, NoKeyError, open_padded
from prevent_desktop.workflows.team.circles.statements import (
    Membership,
    book_of,
    circles_of,
    membership,
    state_again,
    statement_of,
)
from prevent_desktop.workflows.team.circles.verdicts import Kind, Reason, Verdict, set_aside, waits


def take_post(vault: Vault, sender: str, number: int, untrusted: bytes, *, now: datetime) -> Verdict:
    """What another vault had for this one alone: a statement is kept where it may ever count. Verdict KNOWN for an empty one."""
    found = membership(vault)
    if found is None:
        return waits(Reason.NEWER_PROFILE)
    verdict, row = _judge_post(untrusted, found)
    with vault.transaction():
        before = None if row is None else circles_of(vault, found).get(row.circle)
        if row is not None and not Circles(vault.database).add(row, now):
            verdict = Verdict(kind=Kind.KNOWN, signer=verdict.signer, digest=verdict.digest)
        elif before is not None:
            _stay_with(vault, found, before, now)
        note_came(vault, sender, number, is_good=verdict.kind in {Kind.VALID, Kind.KNOWN})
        if verdict.kind is Kind.VALID:
            vault.audit.append("team.circle-heard", "" if row is None else row.circle, verdict.signer)
    return verdict


def _stay_with(vault: Vault, found: Membership, before: CircleBook, now: datetime) -> None:
    """Somebody began a circle anew that this vault knows: say once from which beginning it went on.

    So the one that more people went on from stays, whatever is made by whoever means ill, and in whatever order it comes. In the
    main circle, where two may begin by accident, only whoever has worked by one says so.
    """
    after = book_of(vault, found, before.circle)
    is_at_home = not before.is_main or any(Circles(vault.database).numbers(before.circle).values())
    if after.is_contested and is_at_home and found.is_present and not after.has_stated:
        state_again(vault, found, before, now=now)


def _judge_post(untrusted: bytes, found: Membership) -> tuple[Verdict, StatementRow | None]:
    """What a post is, and the statement in it as it is kept. Whether that counts is worked out with all others (`CircleBook`).

    A vault that came later is told the earlier statements by whoever let it in, so that signer and sender may differ.
    """
    try:
        content, _identity = open_padded(untrusted, [found.own.identity])
        if not content:
            return Verdict(kind=Kind.KNOWN), None
        jws = unframe(Words.CIRCLE, content)
        signer = said_signer(Words.CIRCLE, jws)
    except (NoKeyError, DamagedError, ValueError):
        return set_aside(Reason.DAMAGED), None
    listed = found.team.vault(signer)
    if listed is None:
        return waits(Reason.NEWER_PROFILE), None
    try:
        payload = open_words(Words.CIRCLE, jws, listed.signing_key)
    except ValueError:
        return set_aside(Reason.FORGED), None
    return _read_statement(payload, jws, signer, found)


def _read_statement(
    payload: bytes, jws: str, signer: str, found: Membership
) -> tuple[Verdict, StatementRow | None]:
    try:
        statement = statement_of(payload)
    except JsonError:
        return replace(set_aside(Reason.NEWER_PROGRAM), signer=signer), None
    if statement.team != found.team.id:
        return replace(set_aside(Reason.FOREIGN), signer=signer), None
    if statement.by != listed_id(signer) or not is_well_formed(statement):
        return replace(set_aside(Reason.FORGED), signer=signer), None
    digest = hashlib.sha256(payload).hexdigest()
    row = StatementRow(statement.circle, statement.number, digest, statement.epoch, jws)
    return Verdict(kind=Kind.VALID, signer=signer, jws=jws, digest=digest), row
