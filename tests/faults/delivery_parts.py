"""Who takes part in the sending of many packs: what goes wrong next, and the receiver."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field

from prevent_desktop.files.durable import digest_of, write_atomically
from tests.interop.tus_parts import TusServer, Upload
from tests.unit.delivery.receivers import Receiver


@dataclass
class Trouble:
    """Decides what goes wrong next, so that all of it is spread over all packs."""

    wanted: int
    seed: int
    kinds: dict[str, int]
    happened: Counter[str] = field(default_factory=Counter)
    sent: float = 0.0
    """How much of all packs has gone, from 0 to 1: faults keep pace with it."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._guard = threading.Lock()

    @property
    def is_over(self) -> bool:
        return self.happened.total() >= self.wanted

    def next(self) -> tuple[str, float] | None:
        """The kind of the next fault and its place in an exchange; None where this exchange goes well."""
        with self._guard:
            behind = self.happened.total() <= self.wanted * self.sent
            if self.is_over or self._random.random() > (0.6 if behind else 0.1):
                return None
            kind = self._random.choices(list(self.kinds), weights=list(self.kinds.values()))[0]
            return kind, self._random.random()

    def happens(self, kind: str) -> None:
        with self._guard:
            self.happened[kind] += 1

    def chance(self, below: int) -> int:
        with self._guard:
            return self._random.randrange(below)


class Reception:
    """The receiver behind the server: one receipt for each whole upload; half of the packs it takes away afterwards."""

    def __init__(self, server: TusServer, receiver: Receiver) -> None:
        self._server = server
        self._receiver = receiver
        self._known: set[str] = set()
        self.arrived: Counter[str] = Counter()
        self.digests: dict[str, str] = {}
        self.damaged: list[str] = []
        self.taken_away = 0

    def look(self, *, besides: str) -> None:
        """Answer what has come, but not the pack `besides`."""
        for upload in self._server.uploads(besides=self._known):
            if upload.received == upload.size and upload.pack_id != besides:
                self._take(upload)

    def _take(self, upload: Upload) -> None:
        digest = digest_of(upload.path)
        pack_id = upload.pack_id
        if digest != upload.metadata["sha256"]:
            self.damaged.append(pack_id)
            self._known.add(upload.path.name)
            return
        try:
            receipt = self._receiver.receipt(pack_id, digest)
            write_atomically(self._server.receipts / f"{pack_id}.jws", receipt.encode())
        except OSError:
            return  # its disk is full: at the next look
        self._known.add(upload.path.name)
        self.arrived[pack_id] += 1
        self.digests[pack_id] = digest
        if len(self.digests) % 2:
            self.taken_away += 1
            upload.path.unlink()
            upload.path.with_name(f"{upload.path.name}.json").unlink()
