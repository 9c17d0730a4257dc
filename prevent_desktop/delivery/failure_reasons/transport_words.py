"""The words of troubles that SFTP and mail alone have, as those of all others stand in `words`."""

from __future__ import annotations

from collections.abc import Callable

from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
from prevent_desktop.translation import _

Words = tuple[str, str, str]

PASSING: dict[FailureReason, Callable[[], Words]] = {
    FailureReason.NOT_SSH: lambda: (
        _("Something else answered"),
        _("What answered at {host} is not a server for files (SFTP). This network may be in between."),
        _("Try another network. If it stays, tell your IT support that {host} cannot be reached by SSH."),
    ),
    FailureReason.NOT_AGREED: lambda: (
        _("The receiver’s server hung up"),
        _("{host} ended the conversation before it proved who it is. It may be busy, too old, or have changed its key."),
        _("It is tried again by itself. If it stays, call the receiver on a number that you know."),
    ),
}  # fmt: skip

LASTING: dict[FailureReason, Callable[[], Words]] = {
    FailureReason.HOST_KEY_WRONG: lambda: (
        _("The receiver’s server cannot prove who it is"),
        _(
            "{host} showed another key than the one that your organisation gave. Either the receiver has changed it, "
            "or somebody is in between. No password was shown to it."
        ),
        _("Call the receiver on a number that you know. If they changed it, ask your organisation for the new address."),
    ),
    FailureReason.SSH_KEY_WANTED: lambda: (
        _("This computer has no key for the receiver’s server"),
        _("{host} lets nobody in without a key or a password, and this computer has none."),
        _("Make a key in Settings under Receivers, give its public half to the receiver, then try again."),
    ),
    FailureReason.SSH_REFUSED: lambda: (
        _("The receiver’s server does not let this computer in"),
        _("{host} does not know this computer’s key, or the password is wrong."),
        _("Give the receiver the public key that Settings show under Receivers, then try again."),
    ),
    FailureReason.SSH_TOO_OLD: lambda: (
        _("The receiver’s server is too old"),
        _("{host} knows none of the ways to protect a connection that this program takes."),
        _("Ask the receiver to update their server, then try again. The pack is kept here."),
    ),
    FailureReason.NOT_SFTP: lambda: (
        _("The receiver’s server takes no files"),
        _("{host} let this computer in, but has no service for files (SFTP) there."),
        _("Call the receiver and ask for SFTP to be switched on for this account, then try again."),
    ),
    FailureReason.NO_SFTP_FOLDER: lambda: (
        _("The receiver’s folder is not there"),
        _("{host} let this computer in, but the folder for packs is not there."),
        _("Check the receiver’s address in Settings, and ask the receiver; then try again."),
    ),
    FailureReason.SFTP_FOLDER_CLOSED: lambda: (
        _("The receiver’s folder cannot be used"),
        _("{host} does not let this account read or write in the folder for packs."),
        _("Call the receiver and ask for the right to write there, then try again. The pack is kept here."),
    ),
    FailureReason.MAIL_READY: lambda: (
        _("An email is ready for you to send"),
        _("This receiver gets packs by email. An email to {host} with the sealed pack is ready; only they can open it."),
        _("Open the email, send it from your organisation’s account, then say here that you have sent it."),
    ),
    FailureReason.CANCELLED_MAIL: lambda: (
        _("Cancelled"),
        _("You cancelled this pack, and the email that was ready is deleted here."),
        _("If you had sent it already, the receiver has it: only they can open it. Call them if it matters."),
    ),
    FailureReason.NO_RECEIPT_BY_MAIL: lambda: (
        _("No receipt has come"),
        _("You sent it by email more than 3 days ago, and no receipt was brought in yet."),
        _("Call the receiver and ask whether they have opened it. When the receipt comes by email, bring it in here."),
    ),
    FailureReason.TOO_LARGE_FOR_MAIL: lambda: (
        _("The pack is too large for email"),
        _("Email servers take about {most} MB, and this pack has {size} MB. Nothing was written."),
        _("Prepare a pack with fewer attachments, or ask the receiver for another way."),
    ),
}  # fmt: skip
