"""Whatever may answer in place of a receiver: a raw server on this machine that says what a test tells it to.

It keeps every byte that it gets, so that a test can show that no byte of a pack was among them, and counts the bytes of
bodies by their methods.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import select
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.patience import PATIENCE

DROP = b""
TUS = "Tus-Resumable: 1.0.0"


def answer(status: int, *headers: str, body: str = "") -> bytes:
    lines = [
        f"HTTP/1.1 {status} Said",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
        "",
        body,
    ]
    return "\r\n".join(lines).encode()


def page(status: int, body: str, *headers: str) -> bytes:
    return answer(status, "Content-Type: text/html; charset=utf-8", *headers, body=body)


Say = Callable[[str, str], bytes]


class StrangeServer:
    """Answers each request with what `say` gives for its method and path; `DROP` ends the connection."""

    def __init__(self, say: Say, context: ssl.SSLContext | None = None) -> None:
        self._say = say
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.got = bytearray()
        self.sent_in: Counter[str] = Counter()
        self.requests: list[str] = []
        self._ended = threading.Event()
        self._connections: list[socket.socket] = []
        self._attending: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join(PATIENCE)
        self._listener.close()
        for connection in list(self._connections):  # whoever asked may keep it open: it is not waited for
            _end(connection)
        for thread in self._attending:
            thread.join(PATIENCE)

    def _accept(self) -> None:
        while True:
            connection, _address = self._listener.accept()
            if self._ended.is_set():
                connection.close()
                return
            self._connections.append(connection)
            self._attending.append(threading.Thread(target=self._attend, args=(connection,), daemon=True))
            self._attending[-1].start()

    def _attend(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError):
            self._serve(connection)

    def _begin(self, connection: socket.socket) -> socket.socket:
        if self._context is not None:
            connection = self._context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
            self._connections.append(connection)
            if self._ended.is_set():
                _end(connection)
            try:
                connection.do_handshake()
            except BaseException:
                connection.close()
                raise
        return connection

    def _serve(self, connection: socket.socket) -> None:
        connection = self._begin(connection)
        with connection, connection.makefile("rb") as reader:
            while head := self._head(reader.readline):
                method, path, _version = head[0].split(" ")
                self.requests.append(f"{method} {path}")
                lengths = [
                    line.partition(":")[2] for line in head if line.lower().startswith("content-length:")
                ]
                body = reader.read(int(lengths[0])) if lengths else b""
                self.got += body
                self.sent_in[method] += len(body)
                said = self._say(method, path)
                connection.sendall(said)
                if not said.startswith(b"HTTP/1.1") or b"Connection: close" in said:
                    return

    def _head(self, readline: Callable[[], bytes]) -> list[str]:
        lines = []
        while line := readline().rstrip(b"\r\n"):
            self.got += line
            lines.append(line.decode("latin-1"))
        return lines


class StrangeProxy(StrangeServer):
    """A proxy: `say` answers to CONNECT; where that is a 200, what follows goes to `target`, a port of this computer."""

    def __init__(self, say: Say, target: int = 0, context: ssl.SSLContext | None = None) -> None:
        self._target = target
        super().__init__(say, context)

    def _serve(self, connection: socket.socket) -> None:
        connection = self._begin(connection)
        with connection, connection.makefile("rb", buffering=0) as reader:
            head = self._head(reader.readline)
            if not head:
                return
            method, path, _version = head[0].split(" ")
            self.requests.append(f"{method} {path}")
            given = [line.partition(":")[2].strip() for line in head if line.lower().startswith("proxy-auth")]
            said = self._say(method, given[0] if given else "")
            connection.sendall(said)
            if self._target and said.startswith(b"HTTP/1.1 200"):
                with socket.create_connection(("127.0.0.1", self._target)) as onward:
                    _tunnel(connection, onward)


def _end(connection: socket.socket) -> None:
    """Whoever reads from it meets its end; of TLS nothing more is said."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _tunnel(one: socket.socket, other: socket.socket) -> None:
    """Hand on what comes, both ways, until one of them ends."""
    towards = {one: other, other: one}
    while ready := _with_something([one, other]):
        for side in ready:
            with suppress(ConnectionError):
                piece = side.recv(64 * 1024)
                if piece:
                    towards[side].sendall(piece)
                    continue
            return


def _with_something(sides: list[socket.socket]) -> list[socket.socket]:
    """Those that can be read; TLS may have read ahead, which the system does not tell."""
    ahead: list[socket.socket] = [
        side for side in sides if isinstance(side, ssl.SSLSocket) and side.pending()
    ]
    return ahead or select.select(sides, [], [])[0]


CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"


@dataclass(frozen=True)
class Authority:
    """A certificate authority of a test, and server certificates by it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, name: str = "Test authority") -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key, _signed(_name(name), key, key, _name(name), authority=True))

    def trusting_context(self) -> ssl.SSLContext:
        """What a client has that trusts this authority alone."""
        context = ssl.create_default_context(cadata=self.certificate.public_bytes(Encoding.PEM).decode())
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context

    def server_context(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        valid_from: dt.datetime | None = None,
        valid_until: dt.datetime | None = None,
        key: rsa.RSAPrivateKey | None = None,
        purpose: x509.ObjectIdentifier | None = None,
        lets_in: Authority | None = None,
    ) -> ssl.SSLContext:
        """What a server has. `lets_in` is the authority whose certificates clients must show."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(
            _name("receiver"),
            own,
            self.key,
            self.certificate.subject,
            host=host,
            valid_from=valid_from,
            valid_until=valid_until,
            purpose=purpose,
        )
        chain = folder / "server.pem"
        chain.write_bytes(_pem(own) + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if key is not None:
            context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.load_cert_chain(chain)
        if lets_in is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=lets_in.certificate.public_bytes(Encoding.PEM).decode())
        return context

    def client_pem(
        self, name: str = "Sending office", *, valid_until: dt.datetime | None = None
    ) -> tuple[bytes, bytes]:
        """A key and a certificate that a client shows, as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _signed(
            _name(name),
            key,
            self.key,
            self.certificate.subject,
            host="client.example",
            valid_until=valid_until,
        )
        return _pem(key), certificate.public_bytes(Encoding.PEM)

    def revoking_context(self, folder: Path) -> ssl.SSLContext:
        """As `trusting_context`, and it knows that the certificate in ``server.pem`` of `folder` was called back."""
        (certificate,) = x509.load_pem_x509_certificates((folder / "server.pem").read_bytes())
        now = dt.datetime.now(dt.UTC)
        revoked = (
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(now)
            .build()
        )
        listed = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - dt.timedelta(days=1))
            .next_update(now + dt.timedelta(days=1))
            .add_revoked_certificate(revoked)
            .sign(self.key, hashes.SHA256())
        )
        path = folder / "revoked.pem"
        path.write_bytes(listed.public_bytes(Encoding.PEM))
        context = self.trusting_context()
        context.load_verify_locations(path)
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
        return context


def self_made_context(folder: Path) -> ssl.SSLContext:
    """What a server has that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("router.local")
    certificate = _signed(name, key, key, name)
    chain = folder / "server.pem"
    chain.write_bytes(_pem(key) + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _signed(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    *,
    authority: bool = False,
    host: str = "127.0.0.1",
    valid_from: dt.datetime | None = None,
    valid_until: dt.datetime | None = None,
    purpose: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from or now - dt.timedelta(days=30))
        .not_valid_after(valid_until or now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if authority:
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
