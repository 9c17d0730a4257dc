"""The certificate that this computer shows: taken from files, closed anew, shown to receivers alone, and told of in words."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from prevent_desktop.delivery.connection.client_certificates import ClientCertificates
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.errors import RefusedError, SystemStoreError, UsageError, WaitingError
from tests.unit.delivery.line_stage import Computer, a_computer
from tests.unit.delivery.strange_servers import Authority, StrangeServer, answer

AUTHORITY, OFFICE = Authority.make(), Authority.make("Council authority")
KEY, CERTIFICATE = OFFICE.client_pem("Office of North Town")
PASSWORD = "correct horse"


def p12(password: str = PASSWORD, key: bytes = KEY, certificate: bytes = CERTIFICATE) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"office",
        load_pem_private_key(key, None),  # type: ignore[arg-type]
        x509.load_pem_x509_certificate(certificate),
        [OFFICE.certificate],
        BestAvailableEncryption(password.encode()),
    )


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    with a_computer(tmp_path) as made:
        yield made


def shown_to(context: ssl.SSLContext, lines: HttpConnections, *, as_receiver: bool = True) -> list[str]:
    """Whose certificate a server is shown at one request."""
    seen: list[str] = []

    class Seeing(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            der = self.getpeercert(binary_form=True)
            seen.append(x509.load_der_x509_certificate(der).subject.rfc4514_string() if der else "")

    context.sslsocket_class = Seeing
    with StrangeServer(lambda _method, _path: answer(204), context) as server:
        url = f"https://127.0.0.1:{server.port}/files"
        if as_receiver:
            with lines.open(url) as line:
                assert line.ask("OPTIONS", url, {}).status == 204
        else:
            assert lines.ask_once("GET", url, {}).status == 204
    return seen


@pytest.mark.parametrize("form", ["p12", "pem", "one pem"])
def test_it_is_shown_to_a_receiver_that_wants_one(computer: Computer, tmp_path: Path, form: str) -> None:
    certificates = ClientCertificates(computer)
    if form == "p12":
        certificates.take(p12(), PASSWORD)
    elif form == "pem":
        certificates.take(KEY, "", CERTIFICATE)
    else:
        certificates.take(KEY + CERTIFICATE)
    lines = HttpConnections(settings=computer, context=AUTHORITY.trusting_context())
    context = AUTHORITY.server_context(tmp_path, lets_in=OFFICE)
    assert shown_to(context, lines) == ["CN=Office of North Town"]


def test_it_is_shown_to_no_server_for_signing_in(computer: Computer, tmp_path: Path) -> None:
    ClientCertificates(computer).take(p12(), PASSWORD)
    lines = HttpConnections(settings=computer, context=None)
    lines._tls._make_context = AUTHORITY.trusting_context
    context = AUTHORITY.server_context(tmp_path, lets_in=OFFICE)
    context.verify_mode = ssl.CERT_OPTIONAL
    assert shown_to(context, lines, as_receiver=False) == [""]


def test_the_key_lies_on_the_disk_closed_and_opens_by_the_store_alone(
    computer: Computer, tmp_path: Path
) -> None:
    ClientCertificates(computer).take(KEY, "", CERTIFICATE)
    (path,) = tmp_path.glob("certificate-*.pem")
    kept = path.read_bytes()
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in kept
    assert b"BEGIN PRIVATE KEY" not in kept
    (secret,) = computer.keyring.kept.values()
    opened = load_pem_private_key(kept, bytes.fromhex(secret))
    assert opened.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) == KEY
    assert PASSWORD not in str(computer.keyring.kept)


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (p12(), "wrong"),
        (b"not a file of keys", ""),
        (CERTIFICATE, ""),
        (KEY + OFFICE.certificate.public_bytes(Encoding.PEM), ""),
    ],
    ids=["wrong password", "no keys", "no key", "somebody else's certificate"],
)
def test_files_that_cannot_be_it_are_refused_and_nothing_is_kept(
    computer: Computer, tmp_path: Path, content: bytes, password: str
) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        ClientCertificates(computer).take(content, password)
    assert ClientCertificates(computer).kept() is None
    assert not list(tmp_path.glob("certificate-*"))
    assert computer.keyring.kept == {}


def test_another_takes_the_place_of_the_one_before_and_forgetting_leaves_nothing(
    computer: Computer, tmp_path: Path
) -> None:
    certificates = ClientCertificates(computer)
    certificates.take(KEY, "", CERTIFICATE)
    other_key, other = OFFICE.client_pem("Another office")
    found = certificates.take(other_key, "", other)
    assert certificates.kept() == found
    assert len(list(tmp_path.glob("certificate-*"))) == len(computer.keyring.kept) == 1
    certificates.forget()
    certificates.forget()
    assert certificates.kept() is None
    assert not list(tmp_path.glob("certificate-*"))
    assert computer.keyring.kept == {}


def test_its_end_is_told_in_words_and_one_that_has_run_out_is_not_taken(computer: Computer) -> None:
    now = dt.datetime.now(dt.UTC)
    key, certificate = OFFICE.client_pem(valid_until=now + dt.timedelta(days=100, hours=1))
    found = ClientCertificates(computer).take(key, "", certificate)
    assert found.good_until(now).startswith("It is good until ")
    assert "in 10 days, on " in found.good_until(now + dt.timedelta(days=90))
    assert "in 1 day, on " in found.good_until(now + dt.timedelta(days=99))
    later = now + dt.timedelta(days=101)
    assert found.good_until(later).startswith("It ran out on ")
    with pytest.raises(UsageError, match="has run out"):
        ClientCertificates(computer, lambda: later).take(key, "", certificate)
    with pytest.raises(RefusedError) as caught:
        ClientCertificates(computer, lambda: later).require("receiver.example")
    assert caught.value.kind == "client_certificate_expired"
    assert str(found.expires_at.year) in caught.value.what_happened


def test_a_store_that_is_locked_is_trouble_that_passes(computer: Computer, tmp_path: Path) -> None:
    ClientCertificates(computer).take(KEY, "", CERTIFICATE)
    computer.keyring.locked = True
    with pytest.raises(SystemStoreError):
        ClientCertificates(computer).take(KEY, "", CERTIFICATE)
    lines = HttpConnections(settings=computer, context=AUTHORITY.trusting_context())
    with pytest.raises(WaitingError) as caught, lines.open("https://127.0.0.1:1/files"):
        pass
    assert caught.value.kind == "secrets_locked"
    computer.keyring.locked = False
    context = AUTHORITY.server_context(tmp_path, lets_in=OFFICE)
    assert shown_to(context, lines) == ["CN=Office of North Town"]
