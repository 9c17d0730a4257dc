"""Making a snapshot (`snapshots`): as a file in one go, or piece by piece, with a few cases read on the vault's thread each time."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.signed.team import Words
from prevent_desktop.errors import SnapshotError
from prevent_desktop.files.durable import for_person
from prevent_desktop.sealing import parse_recipient, sealed_pieces
from prevent_desktop.strict_json import CANONICAL, COMPACT, text_of, write
from prevent_desktop.translation import _
from prevent_desktop.vault.team.arriving import form_text
from prevent_desktop.vault.team.tables import Head
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.ask_vault import AskVault, directly
from prevent_desktop.workflows.team.change_sets.left_out import OF_LEFT_OUT, LeftOutStatement, left_out_of
from prevent_desktop.workflows.team.change_sets.snapshots import (
    COVER,
    OF_CASE,
    PIECE,
    CaseStatement,
    Checked,
    Cover,
    CoverHead,
    Progress,
    silent,
)
from prevent_desktop.workflows.team.circles.sealed_words import sign_as
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership

_READ_AT_ONCE: Final = 20
"""Cases that are read in one go."""
_NO_CASE: Final = ("",)
"""In place of the cases, where all of them are gone: what was left out is told behind the last one."""


def write_snapshot(
    vault: Vault, circle: str, to: str, target: Path, *, now: datetime, progress: Progress = silent
) -> int:
    """Write all that counts in a circle for the vault with this listed id; how many cases. On the vault's thread.

    SnapshotError where this is no lead's vault, or the other one does not share cases.
    """
    begun = begin_snapshot(vault, circle, to, now=now)
    with for_person(target) as sealed:
        for piece in making(directly(vault), begun, progress=progress):
            sealed.write(piece)
    return begun.size


class Begun(NamedTuple):
    """A snapshot that is to be made: its cover, the vault that it is for, and the cases that it holds."""

    cover: Cover
    recipient: str
    cases: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many cases it holds."""
        return len(self.cases) if self.cases != _NO_CASE else 0


def begin_snapshot(vault: Vault, circle: str, to: str, *, now: datetime) -> Begun:
    """What a snapshot for the vault with this listed id will hold. SnapshotError as `write_snapshot`."""
    found = _require_lead(vault)
    recipient = next((one.recipient for one in found.team.sharing if one.id == to), "")
    if not recipient or circle not in circles(vault):
        raise _not_for_them()
    cases = vault.team.cases_told_of(circle) or _NO_CASE
    heads = vault.team.heads(circle).values()
    cover = Cover(
        team=found.team.id, circle=circle, to=to, at=now.astimezone(UTC), cases=len(cases),
        heads=tuple(CoverHead(vault=one.vault, number=one.number, digest=one.digest) for one in heads if one.number),
    )  # fmt: skip
    return Begun(cover, recipient, cases)


def making(ask: AskVault, begun: Begun, *, progress: Progress = silent) -> Iterator[bytes | memoryview]:
    """The sealed file piece by piece, each overwritten by the next one; a few cases at a time are read on the vault's thread."""
    lines = _lines(ask, begun, progress)
    plain = io.BufferedReader(_Pieces(_deflated(lines)), PIECE)
    yield from sealed_pieces(plain, [parse_recipient(begun.recipient)])
    cover = begun.cover
    ask(lambda vault: vault.audit.append("team.snapshot-made", cover.to, cover.circle))


def _lines(ask: AskVault, begun: Begun, progress: Progress) -> Iterator[bytes]:
    yield from ask(lambda vault: _first_lines(vault, begun.cover))
    for first in range(0, len(begun.cases), _READ_AT_ONCE):
        some = begun.cases[first : first + _READ_AT_ONCE]
        lines = ask(lambda vault, some=some: [_line_of(vault, begun.cover, each) for each in some])  # type: ignore[misc]  # these cases
        if some[-1] == begun.cases[-1]:
            lines[-1] = ask(lambda vault, last=lines[-1]: _with_left_out(vault, begun.cover, last))  # type: ignore[misc]  # this line
        for done, line in enumerate(lines, start=first + 1):
            yield text_of(line, **COMPACT).encode() + b"\n"
            progress(min(done, begun.size), begun.size)


def _first_lines(vault: Vault, cover: Cover) -> tuple[bytes, bytes]:
    own = _require_lead(vault).own
    signed = sign_as(Words.CHECKED, write(cover, fixed=COVER, **CANONICAL), own)
    forms = {digest: form_text(vault, digest) for digest in vault.team.forms_of(cover.circle)}
    return signed.encode() + b"\n", text_of(forms, **COMPACT).encode() + b"\n"


def _line_of(vault: Vault, cover: Cover, case_id: str) -> list[str]:
    """A case, with the lead's statement."""
    sets = vault.team.sets_of(case_id, cover.circle)
    told = CaseStatement(
        team=cover.team, circle=cover.circle, to=cover.to, case=case_id,
        sets=tuple(
            Checked(digest=one.digest, received_at=one.received_at, checked_by=one.checked_by) for one in sets
        ),
    )  # fmt: skip
    statement = sign_as(Words.CHECKED, write(told, fixed=OF_CASE, **CANONICAL), _require_lead(vault).own)
    return [statement, *(one.words for one in sets)]


def _with_left_out(vault: Vault, cover: Cover, line: list[str]) -> list[str]:
    """The last case, and behind it the lead's words of what was left out, if anything was."""
    heads = (Head(one.vault, one.number, one.digest, one.number) for one in cover.heads)
    sets = left_out_of(vault, cover.circle, heads)
    if not sets:
        return line
    told = LeftOutStatement(team=cover.team, circle=cover.circle, to=cover.to, sets=sets)
    payload = write(told, fixed=OF_LEFT_OUT, **CANONICAL)
    return [*line, sign_as(Words.CHECKED, payload, _require_lead(vault).own)]


def _deflated(lines: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(6)
    for line in lines:
        if piece := packing.compress(line):
            yield piece
    yield packing.flush()


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a stream to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _require_lead(vault: Vault) -> Membership:
    """This vault as that of a lead who is there. SnapshotError."""
    found = membership(vault)
    owner = None if found is None else found.team.owner(found.own.id)
    if found is None or not found.is_present or owner is None or owner.role is not Role.LEAD:
        raise SnapshotError(
            _("Only a lead makes a copy of the shared cases"),
            _("Your vault is not one of a lead of the team."),
            _("Ask a lead to make it."),
        )
    return found


def _not_for_them() -> SnapshotError:
    return SnapshotError(
        _("That vault does not share these cases"),
        _("Your organisation’s file does not name it among the vaults of leads and deputies."),
        _("Add the vault to the team first, then make the copy."),
    )
