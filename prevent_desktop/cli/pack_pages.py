"""``pack how-to``: the page that tells a receiver how to open packs without this program."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.organisation import Practitioner, Receiver, SealingWay
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, file_to_write
from prevent_desktop.cli.reading import read_file, using
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import writing
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.packs.how_to_open import page_for


def add_how_to(pack: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``pack how-to``."""
    how_to = pack.add_parser("how-to", help=_("write the page that tells a receiver how to open packs"))
    how_to.add_argument("--for", dest="receiver", required=True, metavar=_("RECEIVER"))
    how_to.add_argument(
        "--way", choices=[way.value for way in SealingWay], default=SealingWay.AGE.value,
        help=_("how packs are closed for them"),
    )  # fmt: skip
    how_to.add_argument("--key", action="append", default=[], metavar="age1…", help=_("their key"))
    how_to.add_argument("--certificate", type=file_to_read, metavar="CERT.pem", help=_("their certificate"))
    how_to.add_argument(
        "--signer", type=file_to_read, metavar="CERT.pem", help=_("the certificate that signs packs")
    )
    for name, words in (
        ("name", _("who they call")),
        ("role", _("their role")),
        ("organisation", _("who sends packs")),
        ("phone", _("a phone number")),
    ):
        how_to.add_argument(f"--{name}", default="", help=words, required=name in {"name", "organisation"})
    how_to.add_argument("-o", "--output", required=True, type=file_to_write, metavar="FILE.pdf")
    how_to.set_defaults(run=run_how_to)


def run_how_to(arguments: argparse.Namespace) -> Exit:
    """Write one A4 page; what stands there already is never written over."""
    from prevent_desktop.packs.document.how_to import build_how_to

    sender = Practitioner(
        name=arguments.name,
        role=arguments.role,
        organisation=arguments.organisation,
        phone=arguments.phone,
    )
    theirs = (
        "" if arguments.certificate is None else read_file(arguments.certificate).decode("utf-8", "replace")
    )
    receiver = Receiver(
        id="",
        name=arguments.receiver,
        seal_to=tuple(arguments.key),
        receipt_certificate="",
        endpoint="",
        form_ids=(),
        way=SealingWay(arguments.way),
        encrypt_to=theirs,
    )
    signer = "" if arguments.signer is None else _words_of(arguments.signer)
    page = page_for(sender, receiver, signer_words=signer, now=datetime.now(UTC))
    pdf = build_how_to(page)
    with using(arguments.output), writing(arguments.output, replace=False) as written:
        written.write(pdf)
    say(_("Written: {file}").format(file=arguments.output))
    return Exit.DONE


def _words_of(path: Path) -> str:
    try:
        return words_for_certificate(read_file(path))
    except ValueError as error:
        raise UsageError(
            _("That file holds no certificate"),
            _("{file} is not a certificate as PEM text.").format(file=path),
            _("Give the certificate that packs are signed with."),
        ) from error
