"""One connection to a server for files by SSH: its key pinned, nothing of the person's own SSH settings, errors in words.

The key exchange is hybrid (ML-KEM-768 with X25519, draft-ietf-sshm-mlkem-hybrid-kex) wherever the server has it. The server's key is
judged before anything is signed or a password sent (RFC 4253, section 8), against the fingerprints in the address alone.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from prevent_desktop.delivery.connection.cancellation import CancelToken, CutError
from prevent_desktop.delivery.connection.connectivity import has_route_out
from prevent_desktop.delivery.connection.sftp_address import HostKey, SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import SftpSecrets
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import DeliveryError

if TYPE_CHECKING:
    import asyncssh

_CONNECT, _SIGN_IN = 15.0, 30.0  # seconds
_ALIVE_EVERY, _SILENT_TIMES = 15.0, 3  # seconds; a connection that is silent for three times as long is cut
_HYBRID = ("mlkem768x25519-sha256", "mlkem768nistp256-sha256", "mlkem1024nistp384-sha384")
_CLASSIC = ("curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384")
_CIPHERS = ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes256-ctr")
_MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
_SIGNED_BY = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


@asynccontextmanager
async def opened(
    address: SftpAddress, secrets: SftpSecrets, has_route: Callable[[], bool] = has_route_out
) -> AsyncIterator[asyncssh.SFTPClient]:
    """The files of a server, once it has shown the pinned key and let us in. Raise WaitingError and RefusedError.

    What the body raises passes through; the connection is cut then, without a farewell that could hang.
    """
    import asyncssh

    client = _pinned(address.keys)
    try:
        connection = await asyncssh.connect(address.host, address.port, **_options(address, secrets, client))
    except (OSError, TimeoutError, asyncssh.Error) as error:
        raise client.explain(error, address) or explain(error, address, has_route) from error
    try:
        try:
            files = await connection.start_sftp_client()
        except asyncssh.ChannelOpenError as error:
            await asyncio.sleep(
                0
            )  # a connection that is cut at this moment fails in the same way, and says so after it
            if connection.is_closed():
                raise waiting(FailureReason.CUT_OFF, address.host) from error
            raise refused(FailureReason.NOT_SFTP, address.host) from error
        yield files
    except (OSError, TimeoutError, asyncssh.Error) as error:
        raise explain(error, address, has_route) from error
    finally:
        connection.abort()
        await connection.wait_closed()


def _options(address: SftpAddress, secrets: SftpSecrets, client: asyncssh.SSHClient) -> dict[str, Any]:

    kinds = dict.fromkeys(key.kind for key in address.keys)
    return {
        "config": None,
        "client_factory": lambda: client,
        "known_hosts": ([], [], []),
        "x509_trusted_certs": None,
        "server_host_key_algs": [each for kind in kinds for each in _SIGNED_BY.get(kind, (kind,))],
        "username": address.user,
        "client_keys": _client_keys(address, secrets),
        "password": secrets.password or None,
        "agent_path": None,
        "host_based_auth": False,
        "gss_kex": False,
        "gss_auth": False,
        "disable_trivial_auth": True,
        "kex_algs": [*_known(_HYBRID), *_CLASSIC],
        "encryption_algs": list(_CIPHERS),
        "mac_algs": list(_MACS),
        "compression_algs": ["none"],
        "client_version": "prevent-desktop",
        "connect_timeout": _CONNECT,
        "login_timeout": _SIGN_IN,
        "keepalive_interval": _ALIVE_EVERY,
        "keepalive_count_max": _SILENT_TIMES,
    }


def _client_keys(address: SftpAddress, secrets: SftpSecrets) -> list[Any] | None:
    import asyncssh

    try:
        return [asyncssh.import_private_key(secrets.key_pem)] if secrets.key_pem else None
    except asyncssh.KeyImportError as error:  # another program wrote something else in its place
        raise refused(FailureReason.SSH_KEY_WANTED, address.host) from error


def _known(names: tuple[str, ...]) -> list[str]:
    """Those that the cryptography of this computer has."""
    from asyncssh.kex import get_kex_algs

    there = {name.decode() for name in get_kex_algs()}
    return [name for name in names if name in there]


def _pinned(keys: tuple[HostKey, ...]) -> Any:
    import asyncssh

    class Pinned(asyncssh.SSHClient):
        """Knows the server by the fingerprints in its address, whatever its name and address on the network."""

        def __init__(self) -> None:
            self._connection: asyncssh.SSHClientConnection | None = None
            self._showed_a_key = False

        def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
            self._connection = conn

        def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
            del host, addr, port
            self._showed_a_key = True
            try:
                return HostKey.of(key.public_data) in keys
            except ValueError:
                return False

        def explain(self, error: Exception, address: SftpAddress) -> DeliveryError | None:
            """What a connection means that was cut before the server proved who it is; None where it was not."""
            lost = isinstance(error, asyncssh.ConnectionLost | ConnectionError)
            if not lost or self._connection is None or self._showed_a_key:
                return None
            if self._connection.get_extra_info("server_version"):
                return waiting(FailureReason.NOT_AGREED, address.host)
            said_something = getattr(self._connection, "_banner_lines", 0)
            return waiting(FailureReason.NOT_SSH if said_something else FailureReason.CUT_OFF, address.host)

    return Pinned()


def explain(error: Exception, address: SftpAddress, has_route: Callable[[], bool]) -> DeliveryError:
    """The trouble behind an error of the connection, in words."""
    import asyncssh

    host = address.host
    if isinstance(error, asyncssh.SFTPError):
        return _of_files(error, host)
    if isinstance(error, asyncssh.Error):
        return _of_ssh(error, host)
    return waiting(_of_network(error, has_route), host)


def _of_network(error: Exception, has_route: Callable[[], bool]) -> FailureReason:
    nowhere = isinstance(error, OSError) and error.errno in {
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
    }
    if (nowhere or isinstance(error, socket.gaierror)) and not has_route():
        return FailureReason.OFFLINE
    if isinstance(error, socket.gaierror):
        return FailureReason.NAME_UNKNOWN
    if isinstance(error, ConnectionRefusedError):
        return FailureReason.SERVER_DOWN
    return FailureReason.CUT_OFF if isinstance(error, ConnectionError) else FailureReason.NO_ANSWER


def _of_ssh(error: Exception, host: str) -> DeliveryError:
    import asyncssh

    no_such_key = isinstance(error, asyncssh.KeyExchangeFailed) and "host key" in error.reason
    if isinstance(error, asyncssh.HostKeyNotVerifiable) or no_such_key:
        return refused(FailureReason.HOST_KEY_WRONG, host)
    if isinstance(error, asyncssh.KeyExchangeFailed):
        return refused(FailureReason.SSH_TOO_OLD, host)
    if isinstance(error, asyncssh.PermissionDenied | asyncssh.IllegalUserName):
        return refused(FailureReason.SSH_REFUSED, host)
    if isinstance(error, asyncssh.ProtocolNotSupported | asyncssh.ProtocolError):
        return waiting(FailureReason.NOT_SSH, host)
    return waiting(FailureReason.CUT_OFF, host)


def _of_files(error: Exception, host: str) -> DeliveryError:
    import asyncssh

    if isinstance(error, asyncssh.SFTPNoSuchFile | asyncssh.SFTPNoSuchPath | asyncssh.SFTPNotADirectory):
        return refused(FailureReason.NO_SFTP_FOLDER, host)
    if isinstance(error, asyncssh.SFTPPermissionDenied | asyncssh.SFTPWriteProtect):
        return refused(FailureReason.SFTP_FOLDER_CLOSED, host)
    if isinstance(error, asyncssh.SFTPNoSpaceOnFilesystem | asyncssh.SFTPQuotaExceeded):
        return waiting(FailureReason.SERVER_FULL, host)
    if isinstance(error, asyncssh.SFTPConnectionLost | asyncssh.SFTPNoConnection | asyncssh.SFTPEOFError):
        return waiting(FailureReason.CUT_OFF, host)
    return waiting(FailureReason.SERVER_FAULT, host)


def run(work: Coroutine[Any, Any, Any], runner: asyncio.Runner | None = None) -> Any:
    """Do asynchronous work on this thread, from its beginning to its end. CutError where somebody ended it.

    With a `runner` what is open in it stays so for the next work.
    """
    cancel_token = CancelToken.here()
    with asyncio.Runner() if runner is None else nullcontext(runner) as used:
        loop = used.get_loop()

        async def to_its_end() -> Any:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - it runs as one
            with cancel_token.holding(lambda: _cancel(loop, task)):
                return await work

        try:
            return used.run(to_its_end())
        except asyncio.CancelledError as error:
            raise CutError from error
        finally:
            work.close()  # where it was cut before it began


def _cancel(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
    loop.call_soon_threadsafe(task.cancel)
