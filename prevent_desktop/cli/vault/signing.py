"""``vault signing-key``: whose key signs packs; a key file, a request for a certificate, or a card."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, file_to_write, place
from prevent_desktop.cli.reading import opened_vault, read_file, read_secret
from prevent_desktop.errors import UsageError
from prevent_desktop.formatting import each_of
from prevent_desktop.packs.signing_keys import CertifiedKey, SigningKey
from prevent_desktop.packs.tokens.cards import keys_on_cards
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.organisation.certificate_request import (
    awaited,
    begin_request,
    save_request,
    take_certificate,
)
from prevent_desktop.workflows.organisation.signing_identity import (
    card_key,
    keep_card_key,
    keep_signing_key,
    signer_certificate,
)


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    actions = vault.add_parser(
        "signing-key", help=_("whose key signs packs, and where it is")
    ).add_subparsers(required=True)
    show = _command(actions, "show", _("whose key signs, and until when"))
    show.set_defaults(work=_show)
    take = _command(actions, "import", _("take a key from a .p12 or .pfx file; its password is asked for"))
    take.add_argument("file", type=file_to_read, metavar="KEY.p12")
    take.set_defaults(work=_import)
    request = _command(actions, "request", _("make a key, and a request for its certificate"))
    request.add_argument("-o", "--output", required=True, type=file_to_write, metavar="REQUEST.csr")
    request.set_defaults(work=_request)
    certificate = _command(actions, "certificate", _("take the certificate that came back for the request"))
    certificate.add_argument("file", type=file_to_read, metavar="CERTIFICATE")
    certificate.set_defaults(work=_certificate)
    card = _command(actions, "card", _("sign with the key on a smart card or token (PKCS#11)"))
    card.add_argument(
        "module", type=file_to_read, metavar="MODULE", help=_("the file of the card’s own program")
    )
    card.add_argument("--label", default="", help=_("which card, where there are several"))
    card.set_defaults(work=_card)


def _command(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, told: str
) -> argparse.ArgumentParser:
    command = actions.add_parser(name, help=told)
    command.add_argument("folder", type=place, metavar="VAULT")
    command.set_defaults(run=run)
    return command


def run(arguments: argparse.Namespace) -> Exit:
    """Open the vault with its passphrase, and do it."""
    with opened_vault(arguments.folder, "signing-key") as vault:
        arguments.work(vault, arguments)
    return Exit.DONE


def _show(vault: Vault, _arguments: argparse.Namespace) -> None:
    waiting = awaited(vault)
    if waiting is not None:
        say(_("A certificate is awaited since {day}.").format(day=waiting.made_at.date()))
    _tell(signer_certificate(vault))
    if (card := card_key(vault)) is not None:
        say(_("The key is on the card “{label}”.").format(label=card.label))


def _import(vault: Vault, arguments: argparse.Namespace) -> None:
    key = SigningKey.load_pkcs12(read_file(arguments.file), read_secret(_("Password of the key file: ")))
    keep_signing_key(vault, key)
    _tell(key)


def _request(vault: Vault, arguments: argparse.Namespace) -> None:
    begin_request(vault, now=datetime.now(UTC))
    target = save_request(vault, arguments.output)
    say(_("The request is in {file}. It holds no secret: send it to your organisation.").format(file=target))
    say(_("When the certificate comes back, take it with: vault signing-key certificate"))


def _certificate(vault: Vault, arguments: argparse.Namespace) -> None:
    _tell(take_certificate(vault, read_file(arguments.file), now=datetime.now(UTC)))


def _card(vault: Vault, arguments: argparse.Namespace) -> None:
    found = [key for key in keys_on_cards(arguments.module) if arguments.label in {"", key.label}]
    if len(found) != 1:
        raise UsageError(
            _("Which card is not clear"),
            _("Keys that could sign are on: {cards}.").format(
                cards=each_of(key.label for key in found) or "–"
            ),
            _("Name one with --label."),
        )
    keep_card_key(vault, found[0])
    _tell(found[0].shown)


def _tell(key: CertifiedKey) -> None:
    say(_("{name}, {organisation}, valid until {day}").format(
        name=key.name, organisation=key.organisation, day=key.expires_at.date()
    ))  # fmt: skip
    say(f"  {words_for_hex(key.fingerprint)}")
