"""The books of a line: what was sent again of each pack, and which chunks did not end in good order.

A chunk that was harmed may cost what it carried, and nothing else may.
"""

from __future__ import annotations

import base64
import threading
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING


@dataclass
class Exchange:
    """One request and what became of it. `length` is how many bytes of body it announced."""

    method: str
    path: str
    headers: dict[str, str]
    head: bytes
    length: int
    pack_id: str = ""
    body: bytearray = field(default_factory=bytearray)
    carried: int = 0
    is_kept: bool = False
    """Whether the body is kept, to be sent once more."""

    @property
    def offset(self) -> int:
        return int(self.headers.get("upload-offset", "0"))


@dataclass(frozen=True)
class Reply:
    """What the server answered, whole."""

    status: int
    raw: bytes
    location: str = ""
    closes: bool = False


@dataclass
class Books:
    """What the line saw of each pack."""

    furthest: Counter[str] = field(default_factory=Counter)
    resent: Counter[str] = field(default_factory=Counter)
    allowed: Counter[str] = field(default_factory=Counter)
    harmed: Counter[str] = field(default_factory=Counter)
    largest_chunk: int = 0
    exchanges: Counter[str] = field(default_factory=Counter)
    uploads: dict[str, set[str]] = field(default_factory=dict)
    """By pack, the uploads that bytes went to. One is enough: whoever begins another one has forgotten the first."""
    packs: dict[str, str] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, exchange: Exchange) -> None:
        """Find out which pack it is about."""
        with self._guard:
            self.exchanges[exchange.method] += 1
            exchange.pack_id = _named_pack(exchange) or self.packs.get(exchange.path, "")

    def end(self, exchange: Exchange, reply: Reply | None, *, in_order: bool) -> None:
        """Enter what it carried; `in_order` says that the sender got the server's own answer to it."""
        with self._guard:
            if exchange.method == "POST" and reply is not None and reply.location:
                self.packs[urlsplit(reply.location).path] = exchange.pack_id
            if exchange.method == "PATCH":
                self._carried(exchange, good=in_order and reply is not None and reply.status < 300)

    def _carried(self, exchange: Exchange, *, good: bool) -> None:
        pack, begin, end = exchange.pack_id, exchange.offset, exchange.offset + exchange.carried
        self.largest_chunk = max(self.largest_chunk, exchange.length)
        self.resent[pack] += max(0, min(end, self.furthest[pack]) - begin)
        self.furthest[pack] = max(self.furthest[pack], end)
        if exchange.carried:
            self.uploads.setdefault(pack, set()).add(exchange.path)
        if not good:
            self.harmed[pack] += 1
            self.allowed[pack] += exchange.carried

    def problems(self, faults: int) -> list[str]:
        """Where more was sent again than one chunk a drop, or anew from the beginning."""
        found = [
            f"{pack}: {again} bytes were sent again; {self.harmed[pack]} harmed chunks explain {self.allowed[pack]}"
            for pack, again in self.resent.items()
            if again > self.allowed[pack]
        ]
        found += [
            f"{pack} was begun {len(paths)} times" for pack, paths in self.uploads.items() if len(paths) > 1
        ]
        if (total := self.resent.total()) > (most := faults * self.largest_chunk):
            found.append(
                f"{total} bytes were sent again, more than a chunk for each of {faults} faults: {most}"
            )
        return found


def _named_pack(exchange: Exchange) -> str:
    """The pack that a creation tells of (tus creation, "Upload-Metadata")."""
    for pair in exchange.headers.get("upload-metadata", "").split(","):
        name, _space, value = pair.strip().partition(" ")
        if name == "filename":
            return base64.b64decode(value).decode().removesuffix(PACK_ENDING)
    return ""
