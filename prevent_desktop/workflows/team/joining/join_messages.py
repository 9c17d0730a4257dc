"""What goes between a newcomer's vault and the lead's: the request to join, and its answer. Both are authenticated by the code.

A request holds public keys alone, carries an HMAC-SHA-256 under a key from the code, is padded, and sealed to the authority's age
recipient. An answer is closed by ChaCha20-Poly1305 under another key from the code; where it lets somebody in, what it brings is
sealed to that vault besides, so that whoever finds the slip later reads nothing. Both are put once, under names from the code.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from prevent_desktop.errors import InvitationError, SealingError
from prevent_desktop.sealing import Identity, open_bytes, parse_recipient, seal_bytes
from prevent_desktop.strict_json import CANONICAL, HEX, Held, JsonError, read, write
from prevent_desktop.translation import _
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys

REQUEST_SUFFIX: Final = ".pdjoin"
ANSWER_SUFFIX: Final = ".pdjoined"
LARGEST_REQUEST: Final = 64 * 1024
LARGEST_ANSWER: Final = 4 * 1024 * 1024
_REQUEST: Final = {"kind": "team-join-request", "format": 1}
_ANSWER: Final = {"kind": "team-join-answer", "format": 1}
_BLOCK: Final = 4096
_NONCE: Final = bytes(12)
"""One answer is closed by a code, and never a second one."""
_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """The public halves of a vault that wants to join. `entry` says which code.

    `certificate_request` (PKCS#10, PEM) is for the key that signs its packs, and empty where that is on a card. `profile`
    is the version that the vault has, 0 for none.
    """

    invitation: Annotated[str, Held(form=_ID)]
    entry: Annotated[str, Held(most=16)]
    team: Annotated[str, Held(most=64)]
    vault: Annotated[str, Held(form=_ID)]
    device: Annotated[str, Held(most=80, printable=True)]
    recipient: Annotated[str, Held(most=4000, printable=True)]
    signing_key: Annotated[str, Held(most=2000)]
    certificate_request: Annotated[str, Held(most=8000)]
    profile: Annotated[int, Held(least=0, most=1_000_000)]
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class _MarkedRequest:
    request: JoinRequest
    mac: Annotated[bytes, HEX]


class Outcome(StrEnum):
    """What became of a request."""

    JOINED = "joined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What somebody who is let in gets: the certificate (PEM) of their signing key, where one was asked for, and the profile.

    `version` of it lies in the mailbox, sealed to every vault, so that forty answers do not hold it forty times; an answer
    that goes by hand holds it signed in `profile`.
    """

    vault: str
    version: Annotated[int, Held(least=1)]
    profile: str = ""
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAnswer:
    """`welcome` is a `Welcome`, sealed to the vault that joined; empty for everybody else."""

    outcome: Outcome
    welcome: bytes = b""


def seal_request(request: JoinRequest, keys: CodeKeys, seal_to: str) -> bytes:
    """The request as it is put."""
    marked = write(_MarkedRequest(request, _mac(request, keys)), fixed=_REQUEST, **CANONICAL)
    padded = marked.ljust(-(-len(marked) // _BLOCK) * _BLOCK)
    return seal_bytes(padded, [parse_recipient(seal_to)])


def unsealed_request(untrusted: bytes, identities: Sequence[Identity]) -> bytes:
    """Its words. Nobody has said yet that they come from whoever has the code (`checked_request`). InvitationError."""
    try:
        if len(untrusted) > LARGEST_REQUEST:
            raise _bad_request()
        return open_bytes(untrusted, identities)
    except SealingError as error:
        raise _bad_request() from error


def entry_of(unsealed: bytes) -> str:
    """Which code it says that it comes from. InvitationError."""
    return _marked(unsealed).request.entry


def checked_request(unsealed: bytes, keys: CodeKeys) -> JoinRequest:
    """The request, once its code was proved. InvitationError."""
    marked = _marked(unsealed)
    if not hmac.compare_digest(marked.mac, _mac(marked.request, keys)):
        raise _bad_request()
    return marked.request


def _marked(unsealed: bytes) -> _MarkedRequest:
    try:
        marked: _MarkedRequest = read(_MarkedRequest, unsealed, fixed=_REQUEST)
    except JsonError as error:
        raise _bad_request() from error
    return marked


def _mac(request: JoinRequest, keys: CodeKeys) -> bytes:
    return hmac.digest(keys.key("request"), write(request, **CANONICAL), "sha256")


def _bad_request() -> InvitationError:
    return InvitationError(
        _("A request to join was set aside"),
        _("It was not made with the code of a slip, or it was changed on its way. Nobody was let in by it."),
        _(
            "Call the person on a number that you know. If they tried to join, cancel their slip and make a new one."
        ),
    )


def close_answer(
    outcome: Outcome, keys: CodeKeys, welcome: Welcome | None = None, recipient: str = ""
) -> bytes:
    """An answer as it is put; with a `welcome` for the `recipient` who is let in."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    sealed = b"" if welcome is None else seal_bytes(write(welcome, **CANONICAL), [parse_recipient(recipient)])
    plain = write(JoinAnswer(outcome=outcome, welcome=sealed), fixed=_ANSWER, **CANONICAL)
    return ChaCha20Poly1305(keys.key("answer")).encrypt(_NONCE, plain, None)


def open_answer(untrusted: bytes, keys: CodeKeys) -> JoinAnswer:
    """The answer of whoever made the code. InvitationError."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        if len(untrusted) > LARGEST_ANSWER:
            raise _bad_answer()
        plain = ChaCha20Poly1305(keys.key("answer")).decrypt(_NONCE, untrusted, None)
        answer: JoinAnswer = read(JoinAnswer, plain, fixed=_ANSWER)
    except (InvalidTag, JsonError) as error:
        raise _bad_answer() from error
    return answer


def open_welcome(answer: JoinAnswer, identities: Sequence[Identity]) -> Welcome:
    """What it brings to this vault. InvitationError where it is for another."""
    try:
        welcome: Welcome = read(Welcome, open_bytes(answer.welcome, identities))
    except (SealingError, JsonError) as error:
        raise InvitationError(
            _("The answer is for another laptop"),
            _("Your code was used on another laptop before. Nothing was changed here."),
            _("If that was not you, call your lead at once. Else ask for a new slip for this laptop."),
        ) from error
    return welcome


def _bad_answer() -> InvitationError:
    return InvitationError(
        _("The lead’s answer does not count"),
        _("It was not made with your code, or it was changed on its way. Nothing was changed."),
        _("Call your lead on a number that you know, and ask for a new slip."),
    )
