"""A network that names its proxy's script (WPAD): a name server and a web server of its own, for one program that runs in it.

    python -m tests.interop.naming_network FOLDER COMMAND…

Run in namespaces of its own for network, mounts and host name (`alone`), as root. FOLDER holds what the web server has at ``/``; the host is
``laptop.school.example``, and its name server knows ``wpad.school.example`` alone.
"""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DOMAIN = "school.example"
WPAD, AT = f"wpad.{DOMAIN}", "127.0.0.5"
_A, _IN, _SECONDS = 1, 1, 60
_NO_ERROR, _NO_SUCH_NAME = b"\x85\x80", b"\x85\x83"  # answers with authority (RFC 1035 section 4.1.1)


def alone(folder: Path, *command: str) -> list[str]:
    """The command that runs `command` in such a network; `folder` is new."""
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n127.0.0.1 laptop.{DOMAIN} laptop\n{AT} {WPAD}\n")
    (folder / "resolv.conf").write_text(f"nameserver 127.0.0.1\nsearch {DOMAIN}\n")
    ready = 'ip link set lo up; for each in hosts resolv.conf; do mount --bind "$0/$each" "/etc/$each"; done; hostname laptop.school.example; exec "$@"'
    inside = [sys.executable, "-m", "tests.interop.naming_network", str(folder), *command]
    return ["unshare", "--net", "--uts", "--mount", "sh", "-c", ready, str(folder), *inside]


def answer(question: bytes) -> bytes:
    """What the name server says to one question (RFC 1035)."""
    at, labels = 12, []
    while length := question[at]:
        labels.append(question[at + 1 : at + 1 + length].decode("ascii"))
        at += length + 1
    (kind,) = struct.unpack(">H", question[at + 1 : at + 3])
    known = ".".join(labels).lower() == WPAD
    record = (
        b"\xc0\x0c" + struct.pack(">HHIH", _A, _IN, _SECONDS, 4) + socket.inet_aton(AT)
        if known and kind == _A
        else b""
    )
    head = (
        question[:2] + (_NO_ERROR if known else _NO_SUCH_NAME) + struct.pack(">HHHH", 1, bool(record), 0, 0)
    )
    return head + question[12 : at + 5] + record


def _names(server: socket.socket) -> None:
    while True:
        question, whom = server.recvfrom(512)
        server.sendto(answer(question), whom)


def main(folder: Path, command: list[str]) -> int:
    """Serve while the command runs; its exit code."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as names:
        names.bind(("127.0.0.1", 53))
        threading.Thread(target=_names, args=(names,), daemon=True).start()
        with ThreadingHTTPServer((AT, 80), partial(SimpleHTTPRequestHandler, directory=str(folder))) as web:
            threading.Thread(target=web.serve_forever, daemon=True).start()
            return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
