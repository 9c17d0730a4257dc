"""What strangers could put in the place of an invitation, a request or an answer is told as such, and nothing else happens."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from prevent_desktop.errors import InvitationError, PreventDesktopError
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.workflows.team.joining import invitation_round, inviting, joining_team
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys
from prevent_desktop.workflows.team.joining.invitation_file import open_invitation, read_invitation
from prevent_desktop.workflows.team.joining.join_messages import JoinRequest, open_answer, seal_request
from prevent_desktop.workflows.team.members import authority
from tests.unit.workflows.team.joining.conftest import School, now

TIMES = 400


def changed(content: bytes, chance: random.Random) -> bytes:
    """One byte of it changed, taken out or put in, or its end cut off."""
    at = chance.randrange(len(content))
    match chance.randrange(4):
        case 0:
            return content[:at] + bytes([content[at] ^ chance.randrange(1, 256)]) + content[at + 1 :]
        case 1:
            return content[:at] + content[at + 1 :]
        case 2:
            return content[:at] + bytes([chance.randrange(256)]) + content[at:]
        case _:
            return content[:at]


def test_a_changed_invitation_never_opens_as_something_else(team: School) -> None:
    chance, keys = random.Random(23), CodeKeys.of(team.invite("Ash Moor")["Ash Moor"])
    right = open_invitation(read_invitation(team.file), keys, now=now())
    head = read_invitation(team.file).head
    for _time in range(TIMES):
        try:
            file = read_invitation(changed(team.file, chance))
            assert open_invitation(file, keys, now=now()) == right
            assert file.head == head
        except InvitationError:
            continue


def test_a_changed_request_or_answer_is_told_and_lets_nobody_in(team: School) -> None:
    chance = random.Random(7)
    vault = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
    asked = joining_team.joining(vault)
    assert asked is not None
    for _time in range(TIMES // 4):
        (told,) = invitation_round.answer_requests(
            team.lead, [(invitation_round.BY_HAND, changed(asked.request, chance))], now=now()
        )
        assert "set aside" in told
    invitation_round.answer_requests(team.lead, [(invitation_round.BY_HAND, asked.request)], now=now())
    answer = invitation_round.answer_to(team.lead, inviting.invitations(team.lead)[0])
    for _time in range(TIMES):
        with pytest.raises(InvitationError):
            open_answer(changed(answer, chance), asked.keys)


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"[1]", b'{"kind":"team-join-request","format":2}'])
def test_what_is_sealed_to_the_authority_and_is_no_request_is_set_aside(team: School, content: bytes) -> None:
    sealed = seal_bytes(content, [authority.require(team.lead).keys.opens_requests.recipient])
    (told,) = invitation_round.answer_requests(team.lead, [("", sealed)], now=now())
    assert "set aside" in told
    with pytest.raises(PreventDesktopError):
        invitation_round.answer_by_hand(team.lead, sealed, now=now())


def test_whoever_has_a_code_and_sends_strange_keys_hinders_nobody(team: School) -> None:
    names = ("Ash Moor", "Jo Lowe", "Ri Todd", "Kit Wood")
    codes = team.invite(*names)
    vaults = {name: team.asks(name, codes[name]) for name in names}
    requests: list[tuple[str, bytes]] = []
    strange = {
        "Ash Moor": {"recipient": "age1qqqqqqqq"},
        "Jo Lowe": {"signing_key": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"},
        "Ri Todd": {"certificate_request": "no request"},
    }
    for name, vault in vaults.items():
        asked = joining_team.joining(vault)
        assert asked is not None
        right: JoinRequest = joining_team.request_of(vault, asked.head, asked.keys, "", now=now())
        wrong = replace(right, **strange.get(name, {}))  # type: ignore[arg-type]  # texts all
        requests.append((asked.keys.entry, seal_request(wrong, asked.keys, asked.head.seal_to)))
    told = invitation_round.answer_requests(team.lead, requests, now=now())
    assert told[-1] == "1 laptop joined the team."
    assert len(told) == 4
