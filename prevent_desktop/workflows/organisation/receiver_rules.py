"""Whether a receiver can be one: its keys, certificates and address, each told in a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.mailboxes.mail_drafts import mail_address
from prevent_desktop.delivery.schemes import BEGINNINGS
from prevent_desktop.errors import SealingError
from prevent_desktop.formatting import one_of
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.translation import _

_ENDPOINT = re.compile(r"(https|file)://\S+", re.ASCII)
_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?", re.ASCII)
_LONGEST_ENDPOINT = 2000
_PARTS = attrgetter("subject", "issuer", "extensions")


def keys_problem(keys: Sequence[str]) -> str:
    """What is wrong with age recipients that a pack is to be sealed to; empty where nothing is."""
    if not keys:
        return _("Paste the organisation’s key, which begins with age1")
    try:
        kinds = {type(parse_recipient(key)) for key in keys}
    except SealingError as error:
        return f"{error.what_happened} {error.next_step}"
    if len(kinds) > 1:
        return _("Give keys of one kind only: hybrid keys and classic keys cannot be mixed")
    return ""


def endpoint_problem(address: str) -> str:
    """What is wrong with an address for packs; empty where nothing is. A server for files is taken with its key alone."""
    if len(address) > _LONGEST_ENDPOINT:
        return _("Enter a shorter address")
    if address.startswith("sftp:"):
        return _sftp_problem(address)
    if address.startswith("mailto:"):
        return _mail_problem(address)
    if _ENDPOINT.fullmatch(address) or _LOCAL.fullmatch(address):
        return ""
    return _("Enter an address that begins with {beginnings}").format(beginnings=one_of(BEGINNINGS))


def _sftp_problem(address: str) -> str:
    try:
        SftpAddress.parse(address)
    except ValueError:
        return _("Enter sftp://user;fingerprint=…@server/folder, with the fingerprint of the server’s own key: without it nobody could tell a false server")  # fmt: skip
    return ""


def _mail_problem(address: str) -> str:
    try:
        mail_address(address)
    except ValueError:
        return _("Enter mailto: and one email address, such as mailto:packs@council.example")
    return ""


def receipt_certificate_problem(pem: str) -> str:
    """What is wrong with the certificate that receipts are signed with; empty where nothing is."""
    if is_one_certificate(pem):
        return ""
    return _("Paste the certificate that its receipts are signed with (BEGIN CERTIFICATE … END CERTIFICATE)")


def is_one_certificate(pem: str) -> bool:
    """Whether a text holds one certificate as PEM that can be read whole, and no more."""
    try:
        found = x509.load_pem_x509_certificates(pem.strip().encode())
        for one in found:
            _PARTS(one)  # the library reads these when they are first asked for
            one.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension):
        return False
    return len(found) == 1
