"""A line between senders and a tus server that understands HTTP, and so can harm one exchange at a time.

It also keeps the books (`relay_books`).
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from typing import Self

from tests.faults.relay_books import Books, Exchange, Reply
from tests.patience import PATIENCE

_PIECE = 64 * 1024
_OVERTAKEN = 0.3  # seconds that an answer waits at the most for another one to overtake it
_END = 5.0  # seconds


class Harm(StrEnum):
    """What can be done to one exchange on the line."""

    CUT = "cut"
    LOST_ANSWER = "lost answer"
    DUPLICATE = "request comes again"
    TWICE = "answer comes twice"
    OLD_ANSWER = "an older answer"
    OVERTAKEN = "answers in another order"


@dataclass(frozen=True)
class Mishap:
    """What happens to an exchange. `place`, from 0 to 1, says where in it; `then` is called at that moment."""

    harm: Harm
    place: float = 0.0
    then: Callable[[], object] | None = None


Decide = Callable[[Exchange], "Mishap | None"]
Told = Callable[[Exchange, "Reply | None"], object]


class HttpRelay:
    """Listens on loopback before the server at `target_port()`.

    `decide` says for each exchange what happens to it; `told` hears of each once it has ended, with the server's
    own answer, or None where there was none.
    """

    def __init__(
        self,
        target_port: Callable[[], int],
        decide: Decide,
        told: Told = lambda *_all: None,
        *,
        port: int = 0,
    ) -> None:
        self._target_port = target_port
        self._decide = decide
        self._told = told
        self.books = Books()
        self.broken = ""
        """What went wrong in this harness itself; nothing that it found counts then."""
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._ended = threading.Event()
        self._passed = threading.Condition()
        self._answers = 0
        self._old: dict[tuple[str, str], Reply] = {}
        self._serving: set[threading.Thread] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/files"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Take no more connections, and wait for those that are."""
        self._ended.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the thread that accepts
        self._thread.join(_END)
        self._listener.close()
        for thread in tuple(self._serving):
            thread.join(_END)

    def _accept(self) -> None:
        while True:
            client, _address = self._listener.accept()
            if self._ended.is_set():
                client.close()
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._serving.add(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(PATIENCE)
        try:
            with client, client.makefile("rb") as asked, _Upstream(self._target_port) as server:
                conversation = _Conversation(self, client, asked, server)
                while conversation.goes_on() and not self._ended.is_set():
                    pass
        except Exception as error:
            self.broken = self.broken or f"{type(error).__name__}: {error}"
            raise
        finally:
            self._serving.discard(threading.current_thread())

    def wait_to_be_overtaken(self) -> None:
        """Hold this answer back until another one has gone by."""
        with self._passed:
            before = self._answers
            self._passed.wait_for(lambda: self._answers > before, _OVERTAKEN)

    def answer_passed(self, exchange: Exchange, reply: Reply) -> None:
        """Another answer has gone down to its sender."""
        with self._passed:
            self._answers += 1
            self._old[exchange.method, exchange.path] = reply
            self._passed.notify_all()

    def older_answer(self, exchange: Exchange) -> Reply | None:
        """What the same question was answered the last time. A creation has no older answer: each makes another upload."""
        return None if exchange.method == "POST" else self._old.get((exchange.method, exchange.path))

    def mishap(self, exchange: Exchange) -> Mishap | None:
        """What is to happen to this exchange."""
        self.books.begin(exchange)
        mishap = self._decide(exchange)
        exchange.is_kept = mishap is not None and mishap.harm is Harm.DUPLICATE
        return mishap

    def ended(self, exchange: Exchange, reply: Reply | None, *, in_order: bool) -> None:
        """The exchange is over."""
        self.books.end(exchange, reply, in_order=in_order)
        self._told(exchange, reply)

    def send_once_more(self, exchange: Exchange) -> None:
        """What the server got already comes again, beside what the sender does next."""
        raw = exchange.head + bytes(exchange.body)
        threading.Thread(target=_send_alone, args=(self._target_port, raw), daemon=True).start()


class _Conversation:
    """What is said over one connection of a sender."""

    def __init__(
        self, relay: HttpRelay, client: socket.socket, asked: BufferedReader, server: _Upstream
    ) -> None:
        self._relay = relay
        self._client = client
        self._asked = asked
        self._server = server
        self._left_over = b""
        self._in_step = True

    def goes_on(self) -> bool:
        """Carry one exchange; False where the connection is to end."""
        exchange = _read_head(self._asked)
        if exchange is None:
            return False
        mishap = self._relay.mishap(exchange)
        reply: Reply | None = None
        in_order = False
        try:
            reply, in_order = self._carry(exchange, mishap)
        except (OSError, http.client.HTTPException):
            pass  # one of the two has ended it
        finally:
            self._relay.ended(exchange, reply, in_order=in_order)
        return reply is not None and not reply.closes and (in_order or _stays(mishap))

    def _carry(self, exchange: Exchange, mishap: Mishap | None) -> tuple[Reply | None, bool]:
        harm = mishap.harm if mishap else None
        if mishap and harm is Harm.CUT:
            whole = len(exchange.head) + exchange.length
            self._forward(exchange, most=int(mishap.place * whole))
            _call(mishap)
            return None, False
        if mishap and harm is Harm.OLD_ANSWER and (old := self._relay.older_answer(exchange)):
            self._swallow(exchange)
            _call(mishap)
            self._client.sendall(old.raw)
            return old, False
        if not self._forward(exchange):
            return None, False
        reply = self._server.answer(exchange.method)
        if mishap and harm is Harm.LOST_ANSWER:
            _call(mishap)
            self._client.sendall(reply.raw[: int(mishap.place * len(reply.raw))])
            return reply, False
        return reply, self._hand_down(exchange, reply, mishap)

    def _hand_down(self, exchange: Exchange, reply: Reply, mishap: Mishap | None) -> bool:
        """Give the answer to the sender; whether it was this answer alone."""
        harm = mishap.harm if mishap else None
        if harm is Harm.OVERTAKEN:
            _call(mishap)
            self._relay.wait_to_be_overtaken()
        before, self._left_over = self._left_over, b""
        in_step, self._in_step = self._in_step, True
        self._client.sendall(before + reply.raw)
        self._relay.answer_passed(exchange, reply)
        if mishap and harm is Harm.TWICE:
            _call(mishap)
            if mishap.place < 0.5:
                self._client.sendall(reply.raw)
            else:
                self._left_over = reply.raw
            self._in_step = (
                False  # the next answer on this connection meets a sender that has read another one
            )
        if harm is Harm.DUPLICATE:
            _call(mishap)
            self._relay.send_once_more(exchange)
        return in_step

    def _forward(self, exchange: Exchange, most: int | None = None) -> bool:
        """Hand the request on, or its first `most` bytes; whether all of it went."""
        head = exchange.head if most is None else exchange.head[:most]
        self._server.send(head)
        left = exchange.length if most is None else max(0, most - len(exchange.head))
        while left > 0 and (piece := self._asked.read1(min(left, _PIECE))):
            exchange.carried += len(piece)
            if exchange.is_kept:
                exchange.body += piece
            left -= len(piece)
            self._server.send(piece)
        return exchange.carried == exchange.length

    def _swallow(self, exchange: Exchange) -> None:
        while exchange.carried < exchange.length and (
            piece := self._asked.read1(min(exchange.length - exchange.carried, _PIECE))
        ):
            exchange.carried += len(piece)


class _Upstream:
    """The connection to the server, made when it is needed."""

    def __init__(self, target_port: Callable[[], int]) -> None:
        self._target_port = target_port
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def send(self, piece: bytes) -> None:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._target_port()), timeout=60)
        self._socket.sendall(piece)

    def answer(self, method: str) -> Reply:
        assert self._socket is not None
        with http.client.HTTPResponse(self._socket, method=method) as answer:
            answer.begin()
            body = answer.read()
            return _reply(answer, body, method)


def _reply(answer: http.client.HTTPResponse, body: bytes, method: str) -> Reply:
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
    for name, value in answer.getheaders():
        if name.lower() not in {"transfer-encoding", "content-length", "connection", "keep-alive"}:
            lines.append(f"{name}: {value}")
    if method != "HEAD" and answer.status not in {204, 304}:
        lines.append(f"Content-Length: {len(body)}")
    if answer.will_close:
        lines.append("Connection: close")
    raw = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
    return Reply(answer.status, raw, answer.getheader("location") or "", answer.will_close)


def _read_head(asked: BufferedReader) -> Exchange | None:
    head = b""
    try:
        while line := asked.readline():
            head += line
            if line in {b"\r\n", b"\n"}:
                break
    except OSError:
        return None
    if not head.endswith(b"\r\n\r\n"):
        return None
    first, *rest = head.decode("latin-1").split("\r\n")[:-2]
    method, path, _version = first.split(" ")
    headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in rest)}
    return Exchange(method, path, headers, head, int(headers.get("content-length", "0")))


def _stays(mishap: Mishap | None) -> bool:
    """Whether the connection outlives what happened."""
    return mishap is not None and mishap.harm not in {Harm.CUT, Harm.LOST_ANSWER}


def _call(mishap: Mishap | None) -> None:
    if mishap is not None and mishap.then is not None:
        mishap.then()


def _send_alone(target_port: Callable[[], int], raw: bytes) -> None:
    with (
        suppress(OSError),
        socket.create_connection(("127.0.0.1", target_port()), timeout=5) as server,
    ):
        server.sendall(raw)
        server.shutdown(socket.SHUT_WR)
        while server.recv(_PIECE):
            pass
