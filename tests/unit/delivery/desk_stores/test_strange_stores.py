"""A store that is broken, or means harm: it ends in a plain error, within bounds, and nothing that came in is lost."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from prevent_desktop.delivery.desk_stores.web_bucket import WebBucket
from prevent_desktop.delivery.mailboxes import bucket_mailbox
from prevent_desktop.delivery.mailboxes.bucket import MOST_LISTED, MOST_PAGES
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox, InBucket
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import DeliveryError
from prevent_desktop.workflows.receiving.desk_places import DeskReach

KEYS = StoreCredentials(user="invented", password="invented")
OBJECT = "<Contents><Key>part/{key}</Key><Size>{size}</Size><ETag>e</ETag><LastModified>2026-11-29T10:00:00Z</LastModified></Contents>"


def page(objects: str = "", more: str = "") -> bytes:
    """A page of a list."""
    goes_on = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{more}</NextContinuationToken>"
    return f"<ListBucketResult>{objects}{goes_on if more else ''}</ListBucketResult>".encode()


@dataclass
class Store:
    """Answers each list by `pages`, each object by what stands in `objects`; a HEAD with what `length` makes of its size."""

    pages: Callable[[int], bytes] = lambda _number: page()
    objects: dict[str, bytes] = field(default_factory=dict)
    length: Callable[[int], str | None] = str
    asked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def bucket(self) -> WebBucket:
        """As the window reaches it."""
        bucket = DeskReach().bucket(self.address, KEYS)
        assert isinstance(bucket, WebBucket)
        return bucket


class Answering(BaseHTTPRequestHandler):
    """One request to the `Store` of its server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_told: object) -> None:
        """Nothing is written to the console."""

    @property
    def _store(self) -> Store:
        return self.server.store  # type: ignore[attr-defined, no-any-return]  # the fixture's

    @property
    def _key(self) -> str:
        return urlsplit(self.path).path.removeprefix("/bucket/part/")

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"e"')
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        """What there is, with the size that the store tells."""
        content = self._store.objects.get(self._key)
        self.send_response(404 if content is None else 200)
        if (length := self._store.length(len(content or b""))) is not None:
            self.send_header("Content-Length", length)
        self.send_header("ETag", '"e"')
        self.end_headers()

    def do_GET(self) -> None:
        """A page of the list, or a piece of an object, with nothing behind its end."""
        if urlsplit(self.path).query:
            self._store.asked.append(self.path)
            self._say(200, self._store.pages(len(self._store.asked)))
            return
        begin, end = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        self._say(206, self._store.objects[self._key][begin : end + 1].ljust(end + 1 - begin, b"\0"))

    def do_PUT(self) -> None:
        """An object that is sent, or a copy of another."""
        objects, source = self._store.objects, self.headers.get("x-amz-copy-source")
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        objects[self._key] = objects[source.removeprefix("/bucket/part/")] if source else sent
        self._say(200)

    def do_DELETE(self) -> None:
        """Away with it."""
        self._store.objects.pop(self._key, None)
        self._say(204)


@pytest.fixture
def store() -> Iterator[Store]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    told = Store(address=f"s3+http://127.0.0.1:{server.server_address[1]}/bucket/part?region=us-east-1")
    server.store = told  # type: ignore[attr-defined]  # what its handlers ask
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield told
    server.shutdown()
    server.server_close()
    serving.join()


def test_a_list_without_end_is_left_after_so_many_pages(store: Store) -> None:
    store.pages = lambda number: page(more=f"token-{number}")
    with pytest.raises(DeliveryError, match="without end"):
        store.bucket.list()
    assert len(store.asked) == MOST_PAGES


def test_a_list_of_more_than_any_desk_has_is_left_too(store: Store) -> None:
    many = "".join(OBJECT.format(key=number, size=1) for number in range(20_000))
    store.pages = lambda number: page(many, more=f"token-{number}")
    with pytest.raises(DeliveryError, match="without end"):
        store.bucket.list()
    assert len(store.asked) == MOST_LISTED // 20_000 + 1


def test_where_the_size_is_not_told_nothing_is_taken_for_an_empty_pack(store: Store) -> None:
    store.objects["P-1.pdf.age"] = b"a genuine pack"
    store.length = lambda _size: None
    target = io.BytesIO()
    with pytest.raises(DeliveryError):
        store.bucket.copy_to("P-1.pdf.age", target, at_most=1000)
    assert target.getvalue() == b""
    assert store.objects["P-1.pdf.age"] == b"a genuine pack"


def test_no_more_is_brought_than_any_pack_may_have(store: Store) -> None:
    store.objects["P-1.pdf.age"] = b"words"
    store.length = lambda _size: str(10**15)
    target = io.BytesIO()
    assert store.bucket.copy_to("P-1.pdf.age", target, at_most=9)
    assert target.getvalue() == b"words\0\0\0\0"


def test_what_is_too_large_is_set_aside_whole_by_the_store_itself(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_mailbox, "LARGEST_PACK", 8)
    store.objects["P-7QF2K8M4T9XW.pdf.age"] = b"larger than any pack may be"
    mailbox = BucketMailbox(store.bucket)
    arrival = InBucket(name="P-7QF2K8M4T9XW.pdf.age", untrusted_pack_id="P-7QF2K8M4T9XW", beside=(), size=27)
    with mailbox.holding(arrival, tmp_path) as held:
        assert held is not None
        assert held.size == 9
        mailbox.set_aside(held, "aside.age", "aside.json", b"{}")
    assert store.objects["quarantine/aside.age"] == b"larger than any pack may be"
    assert "P-7QF2K8M4T9XW.pdf.age" not in store.objects
