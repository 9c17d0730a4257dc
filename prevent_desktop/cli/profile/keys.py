"""``profile keys``, ``certify`` and ``sftp-address``: an organisation's own keys, and the keys of its servers."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, file_to_write, place
from prevent_desktop.cli.profile.files import write_file
from prevent_desktop.cli.reading import read_file, read_new_passphrase, read_secret, using
from prevent_desktop.delivery.connection.sftp_address import PORT, HostKey, SftpAddress, host_key_in
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import make_folder
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.organisation.profile.own_authority import certify, make_keys

AUTHORITY, ADMINISTRATOR, CERTIFICATE = "authority.p12", "administrator.p12", "authority.pem"


def add_commands(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for keys."""
    keys = profile.add_parser(
        "keys", help=_("make an authority and an administrator’s key, where your organisation has none")
    )
    keys.add_argument("--organisation", required=True, metavar="NAME")
    keys.add_argument("--administrator", required=True, metavar="NAME")
    keys.add_argument("-o", "--output", required=True, type=place, metavar="DIR")
    keys.set_defaults(run=run_keys)
    issue = profile.add_parser("certify", help=_("certify a practitioner’s key for signing packs"))
    issue.add_argument("request", type=file_to_read, metavar="REQUEST.pem")
    issue.add_argument("--authority", required=True, type=file_to_read, metavar=AUTHORITY)
    issue.add_argument("-o", "--output", required=True, type=file_to_write, metavar="CERT.pem")
    issue.set_defaults(run=run_certify)
    _add_sftp_address(profile)


def run_keys(arguments: argparse.Namespace) -> Exit:
    """Write both keys under one password, and the authority's certificate; nothing that is there is written over."""
    password = read_new_passphrase()
    made = make_keys(arguments.organisation, arguments.administrator, password, now=datetime.now(UTC))
    folder: Path = arguments.output
    with using(folder):
        make_folder(folder)
    write_file(folder / AUTHORITY, made.authority_p12, private=True)
    write_file(folder / ADMINISTRATOR, made.administrator_p12, private=True)
    write_file(folder / CERTIFICATE, made.certificate_pem)
    say(_("Made {authority}, {administrator} and {certificate} in {folder}.").format(authority=AUTHORITY, administrator=ADMINISTRATOR, certificate=CERTIFICATE, folder=folder))  # fmt: skip
    say(_("Lock {authority} away, for instance on a stick in a safe: it is needed only to certify keys.").format(authority=AUTHORITY))  # fmt: skip
    say(_("The authority in words: {words}").format(words=words_for_certificate(made.certificate_pem)))
    return Exit.DONE


def run_certify(arguments: argparse.Namespace) -> Exit:
    """Write the certificate, and tell whose key it certifies."""
    password = read_secret(_("Password of the key: "))
    issued = certify(
        read_file(arguments.authority), password, read_file(arguments.request), now=datetime.now(UTC)
    )
    write_file(arguments.output, issued)
    subject = x509.load_pem_x509_certificate(issued).subject.rfc4514_string()
    say(_("{file}: certified {name}. Make sure that this is who asked.").format(file=arguments.output, name=subject))  # fmt: skip
    return Exit.DONE


def _add_sftp_address(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    made = profile.add_parser("sftp-address", help=_("the address of an SFTP mailbox, with its server’s key"))
    made.add_argument("--user", required=True)
    made.add_argument("--host", required=True)
    made.add_argument("--port", type=int, default=PORT)
    made.add_argument("--folder", required=True, metavar="/PATH", help=_("of the mailbox; ~/… from where the user arrives"))  # fmt: skip
    made.add_argument("--host-key", required=True, action="append", type=file_to_read, metavar="HOSTKEY.pub", help=_("the server’s public key, which its administrator gave you; several while it changes"))  # fmt: skip
    made.set_defaults(run=run_address)


def run_address(arguments: argparse.Namespace) -> Exit:
    """Print it, and the fingerprints to compare by phone."""
    keys = tuple(_host_key(path) for path in arguments.host_key)
    made = SftpAddress(
        user=arguments.user, host=arguments.host, port=arguments.port, path=arguments.folder.rstrip("/"), keys=keys
    )  # fmt: skip
    try:
        if SftpAddress.parse(str(made)) != made:
            raise ValueError("not the same")  # noqa: TRY301 -- one sentence tells both
    except ValueError as error:
        raise UsageError(
            _("That is not the address of an SFTP mailbox"),
            _("The user, the server or the folder has signs that cannot stand there."),
            _("Give them as the receiver told you: a user, a server’s name, and a folder that begins with / or ~/."),
        ) from error  # fmt: skip
    say(str(made))
    for key in keys:
        say(_("Compare by phone: {kind} {fingerprint}").format(kind=key.kind, fingerprint=key.shown))
    return Exit.DONE


def _host_key(path: Path) -> HostKey:
    try:
        return host_key_in(read_file(path).decode("utf-8", "replace"))
    except ValueError as error:
        raise UsageError(
            _("That is not the public key of a server"),
            _("{file} holds no line such as “ssh-ed25519 AAAA…”.").format(file=path),
            _("Ask the receiver for the file /etc/ssh/ssh_host_ed25519_key.pub of their server."),
        ) from error
