"""The slip that a school without this program signs and sends back: that the file came, and is whole."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.correspondence_kinds import FILE_MOVES
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.errors import RecordError
from prevent_desktop.formatting import long_day
from prevent_desktop.packs.printed import PrintedPart
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.printing.to_print import ToPrint, require_printing

_LINE = "." * 60


def slip_to_print(vault: Vault, pack_id: str, *, now: datetime) -> ToPrint:
    """The slip for a file that went in this pack. It names the child by initials, and the file by its digest (SHA-256).

    RecordError where the pack is of another case than its move, as a colleague's program may have written it.
    """
    require_printing(vault)
    pack, owner = vault.packs.get(pack_id), settings.practitioner(vault)
    about = person_of_case(vault, pack.case_id).label_on(now.astimezone().date())
    moves = vault.records(FILE_MOVES).of(pack.case_id)
    move = next((row for row in moves if row["pack_id"] == pack_id), None)
    if move is None:
        raise RecordError(
            _("There is no slip for this pack"),
            _("No move of a file stands in the case that it is of."),
            _("Open the move from the case in which the file was signed."),
        )
    part = PrintedPart(
        marking=settings.page_marking(vault),
        organisation="" if owner is None else owner.organisation,
        title=_("Receipt for a safeguarding file"),
        about=about,
        printed_by="" if owner is None else owner.name,
        printed_at=now.astimezone(),
        remarks=(
            _("Please fill this in, sign it and send it back to the school above, on paper or as a scan."),
        ),
        facts=(
            (_("Sent to"), pack.recipient_name),
            (_("Pack"), short_pack_id(pack.id)),
            (_("Signed on"), long_day(pack.signed_at.astimezone().date())),
            (_("SHA-256 of the signed file"), pack.pdf_digest),
            (_("It came on"), _LINE),
            (_("It opens, and the signature holds"), _LINE),
            (_("Name and role"), _LINE),
            (_("Signature"), _LINE),
        ),
    )
    return ToPrint(
        question=_("Print the receipt slip?"),
        pages=lambda: _built(part),
        action="move.printed",
        subject=move["id"],
    )


def _built(part: PrintedPart) -> bytes:
    from prevent_desktop.packs.document.printed import build_printed

    return build_printed(part)
