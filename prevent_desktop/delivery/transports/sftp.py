"""A mailbox on a server that takes files by SSH (SFTP, draft-ietf-secsh-filexfer-02): resumed, whole or not there, read back.

The pack grows in a hidden file; what the server has beyond the last acknowledged byte is read back and compared before it is
built on, and all of it where the server cannot sync (no ``fsync@openssh.com``). The whole file gets its name in one step, and
none that is there is replaced. Each byte is written at its own place, as in a folder.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from prevent_desktop.delivery.connection.cancellation import seconds_for
from prevent_desktop.delivery.connection.connectivity import has_route_out
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_connection import opened, run
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.mailbox import (
    ANSWER_ENDING,
    PACK_ENDING,
    RECEIPT_ENDING,
    growing_name,
)
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED
from prevent_desktop.delivery.signed.receipts import LARGEST
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.pace import Pace, shared_pace

if TYPE_CHECKING:
    import asyncssh

_LARGEST_CHUNK = 8 << 20
_PIECE = 1 << 20
_LOOK_EVERY = 0.2  # seconds; how soon a stop is noticed within a chunk
_WHOLE = 60.0
"""Seconds for a whole question, and for each step of an upload; the library's own limits end only connections that are silent."""

_Result = TypeVar("_Result")
_Work = Callable[["asyncssh.SFTPClient", SftpAddress, Callable[[int], None]], Coroutine[Any, Any, _Result]]
"""What is done with the server's files; the third is called when a step went on, with how many bytes the next one sends."""


class SftpTransport:
    """Delivers to ``sftp:`` endpoints. `largest_chunk` is in bytes; `most_bytes` the most to send in a second, 0 for no limit.

    `whole` is how many seconds a question, or a step of an upload, may take.
    """

    def __init__(
        self,
        keys: SftpKeys | None = None,
        *,
        largest_chunk: int = _LARGEST_CHUNK,
        most_bytes: Callable[[], int] = lambda: 0,
        has_route: Callable[[], bool] = has_route_out,
        whole: float = _WHOLE,
    ) -> None:
        self._whole = whole
        self._keys = keys or SftpKeys()
        self._largest_chunk = largest_chunk
        self._most_bytes = most_bytes
        self._has_route = has_route

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """See `Transport.upload`."""

        async def work(
            files: asyncssh.SFTPClient, address: SftpAddress, went_on: Callable[[int], None]
        ) -> None:
            upload = _Upload(files, address, parcel, journal, went_on)
            if await upload.is_there():
                journal.acknowledge(parcel.size)
                return
            chunk = ChunkSize(largest=self._largest_chunk, attempts=parcel.attempts)
            await upload.copy(chunk, shared_pace(self._most_bytes()))

        self._at(parcel.endpoint, work)

    def take_back(self, parcel: Parcel) -> bool:
        """See `Transport.take_back`."""

        async def work(
            files: asyncssh.SFTPClient, address: SftpAddress, _went_on: Callable[[int], None]
        ) -> bool:
            growing = address.inside("incoming", growing_name(parcel.pack_id, parcel.digest))
            if await files.exists(growing):
                await files.remove(growing)
            return not await files.exists(address.inside("incoming", parcel.pack_id + PACK_ENDING))

        return self._at(parcel.endpoint, work)

    def receipt(self, parcel: Parcel) -> bytes | None:
        """See `Transport.receipt`."""
        return self._what_lies_at(parcel.endpoint, LARGEST, "receipts", parcel.pack_id + RECEIPT_ENDING)

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """See `Transport.answer`."""
        return self._what_lies_at(endpoint, LARGEST_SEALED, "answers", pack_id, f"{number}{ANSWER_ENDING}")

    def _what_lies_at(self, endpoint: str, most: int, *names: str) -> bytes | None:
        async def work(
            files: asyncssh.SFTPClient, address: SftpAddress, _went_on: Callable[[int], None]
        ) -> bytes | None:
            import asyncssh

            try:
                async with files.open(address.inside(*names), asyncssh.FXF_READ, encoding=None) as file:
                    return await _read(file, most + 1, 0)
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None

        return self._at(endpoint, work)

    def _at(self, endpoint: str, work: _Work[_Result]) -> _Result:
        try:
            address = SftpAddress.parse(endpoint)
        except ValueError as error:
            raise refused(FailureReason.BAD_ADDRESS) from error
        secrets = self._keys.secrets_for(address)

        async def connected() -> _Result:
            loop = asyncio.get_running_loop()
            async with (
                asyncio.timeout(self._whole) as limit,
                opened(address, secrets, self._has_route) as files,
            ):
                return await work(
                    files,
                    address,
                    lambda size: limit.reschedule(loop.time() + seconds_for(size, self._whole)),
                )

        try:
            result: _Result = run(connected())
        except TimeoutError as error:
            raise waiting(FailureReason.NO_ANSWER, address.host) from error
        return result


class _Upload:
    """One attempt to bring one parcel to its end."""

    def __init__(
        self,
        files: asyncssh.SFTPClient,
        address: SftpAddress,
        parcel: Parcel,
        journal: Journal,
        went_on: Callable[[int], None],
    ) -> None:
        self._files = files
        self._went_on = went_on
        self._parcel = parcel
        self._journal = journal
        self._host = address.host
        self._target = address.inside("incoming", parcel.pack_id + PACK_ENDING)
        self._growing = address.inside("incoming", growing_name(parcel.pack_id, parcel.digest))

    async def is_there(self) -> bool:
        """Whether the whole pack is there; RefusedError where another one has its name."""
        import asyncssh

        if not await self._files.exists(self._target):
            return False
        if await self._files.getsize(self._target) != self._parcel.size:
            raise refused(FailureReason.OTHER_PACK_THERE, self._host)
        try:
            digest = hashlib.sha256()
            async with self._files.open(self._target, asyncssh.FXF_READ, encoding=None) as file:
                for offset in range(0, self._parcel.size, _PIECE):
                    digest.update(await self._watched(_read(file, _PIECE, offset)))
        except asyncssh.SFTPPermissionDenied:  # a mailbox that nobody reads from: the size has to do
            return True
        if digest.hexdigest() != self._parcel.digest:
            raise refused(FailureReason.OTHER_PACK_THERE, self._host)
        return True

    async def copy(self, chunk: ChunkSize, pace: Pace) -> None:
        """Write what is missing, at the pace that is allowed, and give it its name."""
        import asyncssh

        mode = asyncssh.FXF_READ | asyncssh.FXF_WRITE | asyncssh.FXF_CREAT
        with self._parcel.open() as sealed:
            async with self._files.open(self._growing, mode, encoding=None) as file:
                offset = await self._begin(file, sealed)
                self._journal.acknowledge(offset)
                while offset < self._parcel.size:
                    sealed.seek(offset)
                    piece = sealed.read(min(chunk.next, self._parcel.size - offset))
                    if not piece:
                        raise waiting(FailureReason.SPOILED, self._host)  # cut short on this disk
                    started = time.monotonic()
                    await self._write(file, piece, offset, pace)
                    offset += len(piece)
                    rate = chunk.went(len(piece), time.monotonic() - started)
                    self._journal.acknowledge(offset, rate=rate)
        await self._name()

    async def _write(self, file: asyncssh.SFTPClientFile, chunk: bytes, offset: int, pace: Pace) -> None:
        """Write a chunk through to the server's disk; a full one is told apart, which OpenSSH calls a mere failure."""
        import asyncssh

        try:
            size = pace.piece if pace.is_set else len(chunk)
            for start in range(0, len(chunk), size):
                piece = chunk[start : start + size]
                pace.wait(len(piece), self._journal.check)
                self._went_on(len(piece))
                await self._watched(file.write(piece, offset + start))
            await _sync(file)
        except asyncssh.SFTPFailure as error:
            try:
                room = await self._files.statvfs(self._growing)
            except asyncssh.SFTPError:
                raise error from None
            if (room.bavail or 0) * (room.frsize or 0) < len(chunk):
                raise waiting(FailureReason.SERVER_FULL, self._host) from error
            raise

    async def _begin(self, file: asyncssh.SFTPClientFile, sealed: BinaryIO) -> int:
        """From where to go on: what is there is built on where it is ours and outlives the server's power cut."""
        size = (await file.stat()).size or 0
        sure = min(self._parcel.offset, size) if await _sync(file) else 0
        if size > self._parcel.size:
            await file.truncate(0)
            return 0
        while sure < size:
            there = await self._watched(_read(file, min(_PIECE, size - sure), sure))
            sealed.seek(sure)
            ours = sealed.read(len(there))
            if not there or there != ours:
                await file.truncate(sure)
                break
            sure += len(there)
        return sure

    async def _name(self) -> None:
        """The whole file gets its name; who wrote the same beside us may have been here first."""
        import asyncssh

        try:
            await self._files.rename(self._growing, self._target)
        except asyncssh.SFTPError:
            if not await self.is_there():
                raise
            if await self._files.exists(self._growing):
                await self._files.remove(self._growing)

    async def _watched(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Wait for it, and ask again and again whether to go on."""
        task = asyncio.ensure_future(work)
        try:
            while True:
                self._journal.check()
                done, _pending = await asyncio.wait({task}, timeout=_LOOK_EVERY)
                if done:
                    self._went_on(0)
                    return task.result()
        finally:
            task.cancel()


async def _read(file: asyncssh.SFTPClientFile, size: int, offset: int) -> bytes:
    return cast("bytes", await file.read(size, offset))  # it was opened without an encoding


async def _sync(file: asyncssh.SFTPClientFile) -> bool:
    """Push what was written through to the server's disk; False where the server cannot say that it did."""
    import asyncssh

    try:
        await file.fsync()
    except asyncssh.SFTPOpUnsupported:
        return False
    return True
