"""The sending side of a slow line: a process in a network namespace, told to go on until its pack is delivered."""

from __future__ import annotations

import json
import ssl
import sys
import time
from pathlib import Path
from typing import BinaryIO, Self, cast

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from tests.faults.sender_process import SENDERS, NoWait


def say(**what: object) -> None:
    """One line of JSON."""
    print(json.dumps(what), flush=True)


class WatchedFile:
    """A sealed file that tells how much of it is read again, and in pieces of which size it is sent."""

    furthest = 0

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begin = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._tell()
        self._file.close()

    def seek(self, offset: int) -> int:
        self._tell()
        say(again=max(0, WatchedFile.furthest - offset))
        self._begin = offset
        return self._file.seek(offset)

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        WatchedFile.furthest = max(WatchedFile.furthest, self._file.tell())
        return piece

    def _tell(self) -> None:
        if size := self._file.tell() - self._begin:
            say(chunk=size)
        self._begin = self._file.tell()


class WatchedSpool(Spool):
    """The real spool; only the reading of sealed files is watched."""

    def open_sealed(self, item: SpoolItem) -> BinaryIO:
        return cast("BinaryIO", WatchedFile(super().open_sealed(item)))


def send(outbox: Path, authority: Path, patience: float, control: str) -> None:
    """Round after round, until all is delivered. Says each attempt, chunk and trouble."""
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    transport = SENDERS[control][1](HttpConnections(context=context, patience=patience))
    with WatchedSpool.open(outbox) as spool:
        courier = Courier(spool, {"https": transport}, random=NoWait())
        while any(item.state is not State.DELIVERED for item in spool.items()):
            if courier.run_once():
                (item,) = spool.items()
                say(attempt=item.reason.kind if item.reason else "", state=item.state, offset=item.offset)
            time.sleep(0.1)


if __name__ == "__main__":
    send(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
