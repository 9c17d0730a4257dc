"""``pack state``: a receiver says under their signature that they had a pack on a day."""

from __future__ import annotations

import argparse
import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _


def add_state(pack: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    state = pack.add_parser(
        "state",
        help=_("say under your signature that you had a pack on a day"),
        description=_(
            "For a pack whose signer’s certificate has expired since: others believe the signature on your word. Print it into a "
            "file, and give that along with the pack."
        ),
    )
    state.add_argument("file", type=Path, metavar="FILE.pdf")
    state.add_argument(
        "--there-on",
        required=True,
        metavar="DAY",
        help=_("the day on which you had it for certain (2026-11-26)"),
    )
    state.add_argument("--receipt-key", required=True, type=Path, metavar="KEY.pem")
    state.add_argument("--receipt-certificate", required=True, type=Path, metavar="CERT.pem")
    state.set_defaults(run=run_state)


def run_state(arguments: argparse.Namespace) -> Exit:
    """Print the statement (a JWS) in one line."""
    from prevent_desktop.delivery.signed.statements import sign_statement

    try:
        with arguments.file.open("rb") as pdf:
            digest = hashlib.file_digest(pdf, "sha256").hexdigest()
    except OSError as error:
        raise cannot_use(arguments.file, error) from error
    key, certificate = read_file(arguments.receipt_key), read_file(arguments.receipt_certificate)
    say(sign_statement(key, certificate, pdf_digest=digest, there_on=_past_day(arguments.there_on)))
    return Exit.DONE


def _past_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            _("That is not a day"),
            _("“{text}” cannot be read as a day.").format(text=text),
            _("Write it as 2026-11-26."),
        ) from error
    if day > datetime.now(UTC).date():
        raise UsageError(
            _("That day is still to come"),
            _("Nobody can have had the pack on {day} already.").format(day=day),
            _("Give the day on which it came."),
        )
    return day
