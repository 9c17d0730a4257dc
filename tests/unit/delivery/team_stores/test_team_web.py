"""Web servers that hold, lie or lead elsewhere, as a team's mailbox; and which address means which store."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.cancellation import CancelToken, CutError
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.failure_reasons.store_words import StoreWords
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore, with_digest
from prevent_desktop.delivery.team_stores import team_words
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.delivery.team_stores.team_sftp import SftpTeamStore
from prevent_desktop.delivery.team_stores.team_tus import TusTeamStore
from prevent_desktop.delivery.team_stores.team_web import WebTeamStore
from prevent_desktop.errors import DeliveryError, RefusedError, TeamObjectError, WaitingError
from tests.faults.hanging_servers import MANNERS, HangingServer
from tests.patience import PATIENCE
from tests.unit.delivery.team_stores.team_store_contract import CONTENT, MOST, NAME, OTHER_NAME

KEY = "sftp://packs;fingerprint=ssh-ed25519-" + "A" * 43 + "@files.example/team"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("file:///srv/team", FolderTeamStore), (KEY, SftpTeamStore), ("https://files.example/team/school/", WebTeamStore),
        ("tus+https://files.example/team/school", TusTeamStore), ("s3+https://store.example/bucket/team?region=eu-west-2", WebTeamStore),
    ],
)  # fmt: skip
def test_an_address_means_one_store(address: str, kind: type) -> None:
    with open_team_store(address, StoreCredentials(user="AK", password="s", key_pem=b"k")) as store:
        assert isinstance(store, kind)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mailto:lead@school.example",
        "ftp://x/y",
        "team",
        "sftp://host/team",
        "https://[x",
        "s3+https://s/%ff",
    ],
)
def test_another_address_means_none(address: str) -> None:
    with pytest.raises(RefusedError) as caught:
        open_team_store(address)
    assert "address of the team’s mailbox is wrong" in caught.value.title


@pytest.mark.parametrize(
    "address",
    [
        "http://files.example/team",
        "tus+http://files.example/team",
        "https://user@files.example/team",
        "https://files.example/team?x",
    ],
)
def test_an_address_without_protection_is_not_asked(address: str) -> None:
    with open_team_store(address) as store, pytest.raises(RefusedError):
        store.get(NAME, MOST)


def test_what_a_vault_signs_in_with_is_in_no_representation() -> None:
    credentials = StoreCredentials(user="laptop-1", password="hidden", key_pem=b"hidden")
    assert "hidden" not in repr(credentials)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_server_that_never_ends_is_left_within_the_time_that_a_question_has(
    manner: str, method: str
) -> None:
    with HangingServer(manner, method.encode()) as server:
        connections = HttpConnections(whole=0.3, patience=30)
        with open_team_store(server.endpoint, None, connections) as store, pytest.raises(DeliveryError):
            store.head(NAME) if method == "GET" else store.put(NAME, CONTENT)


def test_a_question_that_is_held_ends_when_somebody_ends_it() -> None:
    token, ended = CancelToken(), threading.Event()

    def ask() -> None:
        token.take()
        with open_team_store(server.endpoint) as store, pytest.raises(CutError):
            store.get(NAME, MOST)
        ended.set()

    with HangingServer("silent", b"GET") as server:
        asking = threading.Thread(target=ask)
        asking.start()
        assert server.holds.wait(PATIENCE)
        token.cut()
        assert ended.wait(PATIENCE)
        asking.join()


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def saying(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[str]:
    """A server that answers by the method and the headers of a question."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _say(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answer(
                self.command, {"path": self.path} | {n.lower(): v for n, v in self.headers.items()}
            )
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

        do_GET = do_PUT = do_DELETE = _say  # noqa: N815 -- the names that the library calls

        def log_message(self, *_words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/team/school"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (200, {"Content-Type": "text/html"}, b"<html>Sign in <input type=password>", "captive_portal"),
        (302, {"Location": "https://elsewhere.example/"}, b"", "captive_portal"),
        (302, {"Location": "/login"}, b"", "login_page"),
        (403, {"Content-Type": "text/html"}, b"<html>Blocked", "block_page"),
        (401, {"WWW-Authenticate": "Basic"}, b"", "not_allowed"),
        (403, {}, b"", "not_allowed"),
        (
            403,
            {"Content-Type": "application/xml"},
            b"<Error><Code>AccessDenied</Code></Error>",
            "not_allowed",
        ),
        (
            403,
            {"Content-Type": "application/xml"},
            b"<Error><Code>RequestTimeTooSkewed</Code></Error>",
            "clock_wrong",
        ),
        (429, {"Retry-After": "7"}, b"", "server_busy"),
        (500, {}, b"", "server_fault"),
        (503, {}, b"", "server_busy"),
        (507, {}, b"", "server_full"),
    ],
)
def test_what_a_server_says_instead_is_told_in_words_of_the_team(
    status: int, headers: dict[str, str], body: bytes, kind: str
) -> None:
    with (
        saying(lambda _method, _headers: (status, headers, body)) as address,
        open_team_store(address) as store,
    ):
        for ask in (
            lambda: store.get(NAME, MOST),
            lambda: store.put(NAME, CONTENT),
            lambda: store.head(NAME, '"x" y'),
        ):
            with pytest.raises(DeliveryError) as caught:
                ask()
            assert isinstance(caught.value, WaitingError | RefusedError)
            assert caught.value.kind == kind


def test_a_server_that_says_unchanged_without_being_asked_so_is_not_believed() -> None:
    with saying(lambda _method, _headers: (304, {}, b"")) as address, open_team_store(address) as store:
        for ask in (lambda: store.head(NAME), lambda: store.get(NAME, MOST)):
            with pytest.raises(DeliveryError):
                ask()


def test_a_head_that_is_as_old_as_its_answer_is_asked_for_again_in_full() -> None:
    """An entity tag out of a time in seconds says nothing of two heads within that second (nginx; RFC 9110, 8.8.2.2)."""
    asked: list[str | None] = []
    times = {"now": "Sun, 29 Nov 2026 10:00:01 GMT"}

    def answer(_method: str, headers: dict[str, str]) -> Answer:
        asked.append(headers.get("if-none-match"))
        if asked[-1] == '"1-2"':
            return 304, {}, b""
        told = {"ETag": '"1-2"', "Last-Modified": "Sun, 29 Nov 2026 10:00:00 GMT", "Date": times["now"]}
        return 200, told, with_digest(b"one")

    with saying(answer) as address, open_team_store(address) as store:
        young = store.head(NAME)
        assert young is not None
        times["now"] = "Sun, 29 Nov 2026 10:00:09 GMT"
        sure = store.head(NAME, young.tag)
        assert sure is not None
        assert sure.content == b"one"
        assert store.head(NAME, sure.tag) is None
    assert asked == [None, None, '"1-2"']


def test_an_object_may_begin_as_a_page_does() -> None:
    content = b"<html>" + CONTENT
    with (
        saying(lambda _method, _headers: (200, {}, with_digest(content))) as address,
        open_team_store(address) as store,
    ):
        assert store.get(NAME, MOST) == content


def test_another_object_than_was_whole_is_told_as_one_object() -> None:
    with (
        saying(lambda _method, _headers: (200, {}, b"something else")) as address,
        open_team_store(address) as store,
    ):
        with pytest.raises(TeamObjectError) as caught:
            store.get(NAME, MOST)
        assert caught.value.kind == "damaged"


@pytest.mark.parametrize("status", [302, 403, 500])
def test_an_object_that_cannot_be_looked_at_is_no_other_object(status: int) -> None:
    """Where a put is turned away and the look at what is there fails, nobody is told of a copied laptop."""

    def answer(method: str, _headers: dict[str, str]) -> Answer:
        return (412 if method == "PUT" else status), {}, b""

    with (
        saying(answer) as address,
        open_team_store(address) as store,
        pytest.raises((WaitingError, RefusedError)),
    ):
        store.put(NAME, CONTENT)


def test_an_object_that_goes_while_it_is_put_is_put_again() -> None:
    puts = iter((412, 201, 412))

    def answer(method: str, _headers: dict[str, str]) -> Answer:
        return (next(puts), {}, b"") if method == "PUT" else (404, {}, b"")

    with saying(answer) as address, open_team_store(address) as store:
        assert store.put(NAME, CONTENT)


def test_one_object_that_a_filter_holds_back_does_not_hold_up_the_rest() -> None:
    """At each attempt a page comes in the place of one object, and all others come."""

    def round_of(store: TeamStore) -> list[str]:
        told = []
        for name in (OTHER_NAME, NAME):
            try:
                store.get(name, MOST)
            except TeamObjectError as error:
                told.append(error.kind)
            except WaitingError as error:
                return [*told, error.kind]
        return told

    def answer(_method: str, headers: dict[str, str]) -> Answer:
        if headers["path"].endswith(NAME) or headers["path"] in all_held:
            return 403, {"Content-Type": "text/html"}, b"<html>Blocked: malware"
        return 404, {}, b""

    all_held: set[str] = set()
    with saying(answer) as address, open_team_store(address) as store:
        assert [round_of(store) for _round in range(4)] == [
            ["block_page"],
            ["block_page"],
            ["held_back"],
            ["held_back"],
        ]
        all_held.add(f"/team/school/{OTHER_NAME}")
        assert [round_of(store) for _round in range(4)] == [["block_page"]] * 4, (
            "then it is the store that is away"
        )


def test_the_words_of_a_team_speak_of_no_receiver_and_no_pack() -> None:
    for field in fields(StoreWords):
        words = getattr(team_words.TEAM, field.name)()
        assert not re.search(r"receiver|pack", " ".join(words), re.IGNORECASE)


def test_a_folder_is_found_by_its_address(tmp_path: Path) -> None:
    with open_team_store(tmp_path.as_uri()) as store:
        store.put(NAME, CONTENT)
    assert (tmp_path / NAME).exists()
