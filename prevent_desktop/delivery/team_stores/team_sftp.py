"""A team's mailbox on a server that takes files by SSH (SFTP, draft-ietf-secsh-filexfer-02), laid out as the one in a folder.

So one folder on a server may be reached as a share by some and by SSH by others. What is written grows under a hidden name that goes
with its content, so that an attempt after a cut writes over it, and takes its place in one step.
"""

from __future__ import annotations

import asyncio
import hashlib
import stat
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from prevent_desktop.delivery.connection.cancellation import CancelToken, seconds_for
from prevent_desktop.delivery.connection.connectivity import has_route_out
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_connection import explain, opened, run
from prevent_desktop.delivery.connection.sftp_keys import SftpSecrets
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.team_store import (
    HEADS,
    LARGEST_HEAD,
    NOTHING,
    SEAL_SIZE,
    Head,
    StoreCredentials,
    TeamStore,
    not_here,
    odd,
    require_name,
    whole,
    with_digest,
    without_digest,
)
from prevent_desktop.delivery.team_stores.team_words import in_team_words
from prevent_desktop.errors import TeamObjectError, WaitingError
from prevent_desktop.files.durable import PART

if TYPE_CHECKING:
    import asyncssh

_WHOLE: Final = 60.0
"""Seconds for a whole question, besides what it carries."""
_IDLE: Final = 30.0
"""Seconds after which a connection that nobody used is not trusted to be there: the computer may have slept."""

_Result = TypeVar("_Result")
_Work = Callable[["asyncssh.SFTPClient"], Coroutine[Any, Any, _Result]]


class SftpTeamStore(TeamStore):
    """See `TeamStore`. `whole` is how many seconds a question may take, besides what it carries."""

    def __init__(
        self,
        address: SftpAddress,
        credentials: StoreCredentials,
        *,
        whole: float = _WHOLE,
    ) -> None:
        self._address = address
        self._secrets = SftpSecrets(key_pem=credentials.key_pem, password=credentials.password)
        self._whole = whole
        self._runner: asyncio.Runner | None = None
        self._open: AsyncExitStack | None = None
        self._files: asyncssh.SFTPClient | None = None
        self._used_at = 0.0

    def put(self, name: str, content: bytes) -> bool:
        """See `TeamStore`."""
        blob, path = with_digest(content), self._path(name)

        async def work(files: asyncssh.SFTPClient) -> bool:
            there = await self._read(files, path, len(blob) + 1)
            if there is None:
                part = await self._write(files, path, blob)
                if await self._named(files, part, path):
                    return True
                there = await self._read(files, path, len(blob) + 1)
            if there == blob or there is None or len(there) > len(blob) or without_digest(there) is not None:
                return there == blob
            await self._replace(files, await self._write(files, path, blob), path)
            return True

        return self._do(work, len(blob))

    def get(self, name: str, at_most: int) -> bytes | None:
        """See `TeamStore`."""
        path = self._path(name)

        async def work(files: asyncssh.SFTPClient) -> bytes | None:
            return await self._content(files, path, at_most)

        return self._do(work, at_most)

    def head(self, name: str, known_tag: str = "") -> Head | None:
        """See `TeamStore`. It is always read: this protocol counts time in seconds."""
        path = self._path(name, HEADS)

        async def work(files: asyncssh.SFTPClient) -> bytes | None:
            return await self._content(files, path, LARGEST_HEAD)

        content = self._do(work)
        found = NOTHING if content is None else Head(content, hashlib.sha256(content).hexdigest())
        return None if found.tag == known_tag else found

    def set_head(self, name: str, content: bytes) -> None:
        """See `TeamStore`."""
        path = self._path(name, HEADS)

        async def work(files: asyncssh.SFTPClient) -> None:
            await self._replace(files, await self._write(files, path, with_digest(content)), path)

        self._do(work, len(content))

    def delete(self, name: str) -> None:
        """See `TeamStore`."""
        path = self._path(name)

        async def work(files: asyncssh.SFTPClient) -> None:
            import asyncssh

            with suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                await files.remove(path)

        self._do(work)

    def close(self) -> None:
        """See `TeamStore`."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        try:
            runner.run(self._let_go())
        finally:
            runner.close()

    # -- how

    def _path(self, name: str, *above: str) -> str:
        return self._address.inside(*above, *require_name(name).split("/"))

    async def _content(self, files: asyncssh.SFTPClient, path: str, at_most: int) -> bytes | None:
        untrusted = await self._read(files, path, at_most + SEAL_SIZE + 1)
        return None if untrusted is None else whole(untrusted, at_most, self._address.host)

    async def _read(self, files: asyncssh.SFTPClient, path: str, at_most: int) -> bytes | None:
        """So many bytes of it at most; None where nothing is. What is no plain file is not opened: a pipe would hold the server."""
        import asyncssh

        try:
            found = await files.lstat(path)
            if not may_be_plain(found.permissions):
                raise odd(self._address.host)
            async with files.open(path, asyncssh.FXF_READ, encoding=None) as file:
                return cast("bytes", await file.read(at_most, 0))
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None
        except asyncssh.SFTPPermissionDenied as error:
            raise not_here(self._address.host) from error

    async def _write(self, files: asyncssh.SFTPClient, path: str, blob: bytes) -> str:
        """Bring it to the server's disk under a hidden name, which is returned; its folder is made where there is none."""
        import asyncssh

        folder, _slash, name = path.rpartition("/")
        part = f"{folder}/.{name}.{hashlib.sha256(blob).hexdigest()[:12]}{PART}"
        try:
            await self._fill(files, part, blob)
        except asyncssh.SFTPNoSuchFile:
            await files.makedirs(folder, exist_ok=True)
            await self._fill(files, part, blob)
        return part

    async def _fill(self, files: asyncssh.SFTPClient, part: str, blob: bytes) -> None:
        import asyncssh

        mode = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC
        try:
            async with files.open(part, mode, encoding=None) as file:
                await file.write(blob, 0)
                with suppress(asyncssh.SFTPOpUnsupported):
                    await file.fsync()
        except asyncssh.SFTPFailure as error:  # which OpenSSH says of a full disk too
            with suppress(asyncssh.SFTPError):
                room = await files.statvfs(part.rpartition("/")[0])
                if (room.bavail or 0) * (room.frsize or 0) < len(blob):
                    raise waiting(FailureReason.SERVER_FULL, self._address.host) from error
            raise

    async def _named(self, files: asyncssh.SFTPClient, part: str, path: str) -> bool:
        """Give it its name where nothing has it; False where something has."""
        import asyncssh

        try:
            await files.rename(part, path)
        except asyncssh.SFTPError:
            if not await files.lexists(path):
                raise
            with suppress(asyncssh.SFTPError):
                await files.remove(part)
            return False
        return True

    async def _replace(self, files: asyncssh.SFTPClient, part: str, path: str) -> None:
        """Give it its name, in the place of what has it; in two steps where the server knows no other way."""
        import asyncssh

        try:
            await files.posix_rename(part, path)
        except asyncssh.SFTPOpUnsupported:
            with suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                await files.remove(path)
            await files.rename(part, path)

    def _do(self, work: _Work[_Result], size: int = 0) -> _Result:
        """Over the connection that is open; once more over a new one where that was cut while nobody asked."""
        if self._files is not None and time.monotonic() - self._used_at > _IDLE:
            self.close()
        is_old = self._files is not None
        with in_team_words(self._address.host):
            try:
                return self._do_once(work, size)
            except WaitingError as error:
                if not is_old or error.kind != FailureReason.CUT_OFF:
                    raise
            return self._do_once(work, size)

    def _do_once(self, work: _Work[_Result], size: int) -> _Result:
        import asyncssh

        CancelToken.here().check()
        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            result: _Result = run(self._connected(work, size), self._runner)
        except TeamObjectError:
            raise
        except (OSError, TimeoutError, asyncssh.Error) as error:
            self.close()
            raise explain(error, self._address, has_route_out) from error
        except BaseException:
            self.close()
            raise
        self._used_at = time.monotonic()
        return result

    async def _connected(self, work: _Work[_Result], size: int) -> _Result:
        async with asyncio.timeout(seconds_for(size, self._whole)):
            if self._files is None:
                self._files = await self._let_in()
            return await work(self._files)

    async def _let_in(self) -> asyncssh.SFTPClient:
        if not self._secrets.key_pem and not self._secrets.password:
            raise refused(FailureReason.SSH_KEY_WANTED, self._address.host)
        self._open = AsyncExitStack()
        files = await self._open.enter_async_context(opened(self._address, self._secrets, has_route_out))
        if not await files.isdir(self._address.inside()):
            raise refused(FailureReason.NO_SFTP_FOLDER, self._address.host)
        return files

    async def _let_go(self) -> None:
        stack, self._open, self._files = self._open, None, None
        if stack is not None:
            await stack.aclose()


def may_be_plain(permissions: int | None) -> bool:
    """Whether it is a plain file, or on a server that does not tell kinds of files (some on Windows) may be one."""
    return stat.S_IFMT(permissions or 0) in {0, stat.S_IFREG}
