"""Ports of this machine that nobody else is given: for servers that come and go, and for addresses where nobody listens.

A port that was only looked up is given to the next connection or test that asks, and a connection to it can even meet itself
(RFC 9293, 3.5, simultaneous open).
"""

from __future__ import annotations

import socket

_kept: list[socket.socket] = []


def free_port() -> int:
    """A port of loopback on which nobody listens, kept until this process ends.

    A server that sets SO_REUSEADDR, as nearly all do, can listen on it meanwhile (Linux: socket(7)).
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    _kept.append(kept)
    return int(kept.getsockname()[1])
