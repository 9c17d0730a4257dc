"""Two network namespaces and a line between them that is slow, late, lossy, out of order, or away for a while.

The kernel shapes the pace (``tbf`` up, ``htb`` down). What it has no discipline for here, delay, loss and reordering, is
done packet by packet by a thread between two TUN devices (Linux, Documentation/networking/tuntap.rst); it also ends
connections, by a segment with RST (RFC 9293 section 3.5.2), which the server never hears of. The addresses are
those for documentation (RFC 5737); nothing leaves the two namespaces, and they end with the ``with``.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

NEAR, FAR = "192.0.2.1", "192.0.2.2"
_CLONE_NEWNET = 0x40000000
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_LARGEST_PACKET = 65536
_TCP, _RST = 6, 4
_TUN = Path("/dev/net/tun")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line is like. Paces in kilobits a second, times in seconds, `loss` from 0 to 1."""

    name: str
    up: int
    down: int
    delay: float = 0.0
    jitter: float = 0.0
    loss: float = 0.0
    away: tuple[int, float] | None = None
    """After how many bytes of the sender it goes away, and for how long."""
    resets: tuple[int, ...] = ()
    """After how many bytes of the sender something on the way ends the connection, as a mobile network does."""

    @property
    def bytes_a_second(self) -> float:
        """The pace towards the receiver."""
        return self.up * 125.0


def why_no_namespaces() -> str:
    """Why no namespaces with a line between them can be made here; empty where they can."""
    if why := why_no_namespace():
        return why
    if not shutil.which("tc", path=_PATH):
        return "not installed: tc"
    return "" if _TUN.exists() else "there is no /dev/net/tun"


def why_no_namespace() -> str:
    """Why not even one can be made here; empty where it can."""
    if sys.platform != "linux":
        return "network namespaces are a thing of Linux"
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    if missing := [tool for tool in ("ip", "unshare", "nsenter") if not shutil.which(tool, path=_PATH)]:
        return f"not installed: {', '.join(missing)}"
    tried = subprocess.run(
        [_tool("unshare"), "--net", _tool("ip"), "link", "show"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else "this machine lets nobody make a network namespace"


_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def _tool(name: str) -> str:
    return shutil.which(name, path=_PATH) or name


class Namespace:
    """One network namespace, with nothing in it but its own computer. It lasts as long as a shell in it, which ends with our pipe."""

    def __init__(self) -> None:
        self._shell = subprocess.Popen(
            [_tool("unshare"), "--net", "/bin/sh", "-c", "echo here; read nothing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._shell.stdout is not None
        self._shell.stdout.readline()
        self.process = Path(f"/proc/{self._shell.pid}")
        self.path = f"{self.process}/ns/net"
        self.prefix = (_tool("nsenter"), f"--net={self.path}")
        self._run("ip", "link", "set", "lo", "up")

    def close(self) -> None:
        """End it, unless something else is still in it."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.close()
        self._shell.wait()
        self._shell.stdout.close()

    def _run(self, tool: str, *words: str) -> None:
        subprocess.run([*self.prefix, _tool(tool), *words], check=True)


class _Room(Namespace):
    """One with an address, and a device whose packets we carry."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.tun = self._open_tun()
        self._run("ip", "address", "add", f"{address}/24", "dev", "tun0")
        self._run("ip", "link", "set", "tun0", "up")

    def shape(self, *words: str) -> None:
        self._run("tc", *words)

    def close(self) -> None:
        os.close(self.tun)
        super().close()

    def _open_tun(self) -> int:
        """A TUN device in the namespace, its descriptor here: a thread of its own goes in, and ends there."""
        opened: list[int] = []

        def go_in() -> None:
            libc = ctypes.CDLL(None, use_errno=True)
            with Path(self.path).open("rb") as namespace:
                if libc.setns(namespace.fileno(), _CLONE_NEWNET) != 0:
                    return
            descriptor = os.open(_TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", b"tun0", _IFF_TUN | _IFF_NO_PI))
            opened.append(descriptor)

        thread = threading.Thread(target=go_in)
        thread.start()
        thread.join()
        if not opened:
            raise OSError("no TUN device could be opened in the namespace")
        return opened[0]


class Namespaces:
    """The sender's namespace (`near`) and the receiver's (`far`), and the line between them."""

    def __init__(self, line: Line, seed: int) -> None:
        self._line = line
        self._random = random.Random(seed)
        self._ended = threading.Event()
        self._resets = list(line.resets)
        self._away_until: float | None = None
        self._up = 0
        self.carried = self.lost = self.overtaken = self.ended = 0

    def __enter__(self) -> Self:
        self._near = _Room(NEAR)
        self._far = _Room(FAR)
        self.near_prefix: Sequence[str] = self._near.prefix
        self.far_prefix: Sequence[str] = self._far.prefix
        self._near.shape(
            "qdisc", "add", "dev", "tun0", "root", "tbf",
            "rate", f"{self._line.up}kbit", "burst", "6000", "latency", "600ms",
        )  # fmt: skip
        self._far.shape("qdisc", "add", "dev", "tun0", "root", "handle", "1:", "htb", "default", "1")
        self._far.shape(
            "class",
            "add",
            "dev",
            "tun0",
            "parent",
            "1:",
            "classid",
            "1:1",
            "htb",
            "rate",
            f"{self._line.down}kbit",
        )
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._ended.set()
        self._thread.join()
        for namespace in (self._near, self._far):
            namespace.close()

    def _carry(self) -> None:
        """Packet by packet, each way; whoever comes later may be due earlier."""
        near, far = self._near.tun, self._far.tun
        due: list[tuple[float, int, int, bytes]] = []
        latest = {near: 0.0, far: 0.0}
        number = 0
        while not self._ended.is_set():
            wait = max(0.0, min(0.05, due[0][0] - time.monotonic())) if due else 0.05
            ready, _writable, _broken = select.select((near, far), (), (), wait)
            now = time.monotonic()
            for source in ready:
                packet = os.read(source, _LARGEST_PACKET)
                sink = far if source == near else near
                self._up += len(packet) if source == near else 0
                if source == near and self._is_to_end(packet):
                    os.write(near, reset_of(packet))
                if self._is_lost(now):
                    self.lost += 1
                    continue
                at = now + self._line.delay + self._random.random() * self._line.jitter
                self.overtaken += at < latest[sink]
                latest[sink] = max(latest[sink], at)
                number += 1
                heapq.heappush(due, (at, number, sink, packet))
            while due and due[0][0] <= now:
                _at, _number, sink, packet = heapq.heappop(due)
                self.carried += 1
                with suppress(OSError):
                    os.write(sink, packet)

    def _is_to_end(self, packet: bytes) -> bool:
        """Whether this packet of the sender is answered by the end of its connection."""
        if not self._resets or self._up < self._resets[0] or not carries_data(packet):
            return False
        self._resets.pop(0)
        self.ended += 1
        return True

    def _is_lost(self, now: float) -> bool:
        if self._line.away is not None and self._up >= self._line.away[0]:
            self._away_until = self._away_until or now + self._line.away[1]
            if now < self._away_until:
                return True
        return self._random.random() < self._line.loss


def carries_data(packet: bytes) -> bool:
    """Whether it is a TCP segment over IPv4 with data in it."""
    if packet[0] >> 4 != 4 or packet[9] != _TCP:
        return False
    header = (packet[0] & 15) * 4
    return len(packet) > header + (packet[header + 12] >> 4) * 4


def reset_of(packet: bytes) -> bytes:
    """The segment that ends the connection of a TCP packet over IPv4, from its receiver to its sender."""
    header = (packet[0] & 15) * 4
    near_port, far_port, _number, acknowledged = struct.unpack_from("!HHII", packet, header)
    near, far = packet[12:16], packet[16:20]
    segment = struct.pack("!HHIIBBHHH", far_port, near_port, acknowledged, 0, 5 << 4, _RST, 0, 0, 0)
    pseudo = far + near + struct.pack("!BBH", 0, _TCP, len(segment))
    segment = segment[:16] + struct.pack("!H", _checksum(pseudo + segment)) + segment[18:]
    first = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 0, 0, 64, _TCP, 0) + far + near
    return first[:10] + struct.pack("!H", _checksum(first)) + first[12:] + segment


def _checksum(data: bytes) -> int:
    """RFC 1071, for an even number of bytes."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
