"""Puts the lead's signature into the field of a signed pack that waits for it."""

from __future__ import annotations

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.document.countersignature import signed_look
from prevent_desktop.packs.document.wording import moment
from prevent_desktop.packs.pades import approve
from prevent_desktop.packs.reader.asking import ask
from prevent_desktop.packs.reader.questions import Unlock, Waiting, WaitingField
from prevent_desktop.packs.signing_keys import CertifiedKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement
from prevent_desktop.translation import _


def countersigned(pdf: Pieces, key: CertifiedKey, statement: Statement, unlock: Unlock | None) -> Pieces:
    """See `signing.countersign`."""
    waiting = _waiting(pdf, unlock)
    size = waiting.width, waiting.height
    signer = (key.name, key.role, key.organisation)
    when = _("Claimed time {moment} (device clock).").format(moment=moment(statement.claimed_time))
    if statement.stamping is not None:
        when = _("{claimed} A timestamp, where one came, is in the signature.").format(claimed=when)
    return approve(pdf, key, statement, look=signed_look(signer, when, size), unlock=unlock)


def _waiting(pdf: Pieces, unlock: Unlock | None) -> Waiting:
    with pdf.open() as file:
        waiting: Waiting | None = ask(Waiting | None, WaitingField(unlock), file)
    if waiting is None:
        raise PackContentError(
            _("The pack was not countersigned"),
            _(
                "No field for a countersignature waits in it: it was prepared without one, or is countersigned."
            ),
            _("Ask its author to prepare it again for your countersignature."),
        )
    return waiting
