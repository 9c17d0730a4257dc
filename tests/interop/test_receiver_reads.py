"""Nothing that was sent can be read back at the receiver's front door, by any method or path; nothing is listed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.interop.raw_requests import TUS, Caller, Said
from tests.interop.receiver_parts import LoopbackReceiver, why_no_receiver
from tests.unit.delivery.receivers import OTHER_PACK, PACK

pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
SECRET = b"a sealed pack that nobody reads back" * 100
METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "COPY",
    "MOVE",
    "SEARCH",
)


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackReceiver]:
    options = {"requests_burst": 10_000, "uploads_burst": 10_000}
    with LoopbackReceiver(tmp_path_factory.mktemp("reads"), **options) as started:
        (started.mailbox / "receipts" / f"{PACK}.jws").write_bytes(b"a.receipt.x")
        folder = started.mailbox / "answers" / PACK
        folder.mkdir()
        (folder / "1.age").write_bytes(b"an answer")
        (started.mailbox / "receipts" / f"{OTHER_PACK}.jws").symlink_to(started.store.parent / "store")
        yield started


@pytest.fixture(scope="module")
def caller(receiver: LoopbackReceiver) -> Caller:
    return Caller(receiver.port, receiver.trusting())


@pytest.fixture(scope="module")
def upload(caller: Caller) -> str:
    return caller.put(PACK, SECRET)


def paths(upload: str) -> Iterator[str]:
    name = upload.rsplit("/", 1)[1]
    for place in (
        "files",
        "store",
        "mailbox/store",
        "receipts/../store",
        "receipts/..%2fstore",
        "files/%2e%2e/store",
    ):
        for ending in ("", ".json", ".info", "/", "%00", ".jws", "?download=1"):
            yield f"/{place}/{name}{ending}"
    yield from (
        "/",
        "/files/",
        "/store/",
        "/receipts/",
        "/receipts",
        "/answers/",
        f"/answers/{PACK}/",
        "/claims/",
    )
    yield from ("/receipts/../store/", f"/receipts//{PACK}.jws/../../store/{name}", "/index.html", "/.env")
    yield from (
        f"//store/{name}",
        f"/receipts/{name}.jws",
        f"/answers/{name}/1.age",
        f"/receipts/{OTHER_PACK}.jws",
    )


def gives_away(said: Said, upload: str) -> bool:
    name = upload.rsplit("/", 1)[1].encode()
    return (
        SECRET[:30] in said.body or name in said.body or b"receipt" in said.body or b"an answer" in said.body
    )


def test_no_method_and_no_path_reads_a_pack_or_lists_a_folder(caller: Caller, upload: str) -> None:
    tried = 0
    for method, path in itertools.product(METHODS, paths(upload)):
        if method == "DELETE" and path == upload:
            continue
        said = caller.ask(method, path, TUS)
        assert not gives_away(said, upload), (method, path, said)
        assert said.status != 200 or (method, path) == ("HEAD", upload), (method, path, said)
        tried += 1
    assert tried > 500


def test_the_same_search_finds_a_receipt_and_an_answer_where_they_may_be_read(
    caller: Caller, upload: str
) -> None:
    for path in (f"/receipts/{PACK}.jws", f"/answers/{PACK}/1.age"):
        said = caller.ask("GET", path)
        assert (said.status, gives_away(said, upload)) == (200, True)
        assert said.headers["cache-control"] == "no-store"
        assert caller.ask("PUT", path, body=b"x").status == 405


def test_a_method_behind_another_one_is_no_way_in(caller: Caller, upload: str) -> None:
    for method in ("GET", "DELETE"):
        said = caller.ask("POST", upload, {**TUS, "X-HTTP-Method-Override": method})
        assert (said.status, gives_away(said, upload)) == (405, False)
        said = caller.ask("PATCH", upload, {**TUS, "X-HTTP-Method-Override": method})
        assert said.status >= 400
    assert caller.ask("HEAD", upload, TUS).headers["upload-offset"] == str(len(SECRET))


def test_a_pack_that_is_whole_cannot_be_taken_away_by_its_sender_and_an_unfinished_one_can(
    caller: Caller, upload: str
) -> None:
    assert caller.ask("DELETE", upload, TUS).status == 400
    assert caller.ask("HEAD", upload, TUS).headers["upload-offset"] == str(len(SECRET))
    begun = caller.begin(100, filename=f"{OTHER_PACK}.pdf.age").headers["location"]
    assert caller.ask("DELETE", begun, TUS).status == 204
    assert caller.ask("HEAD", begun, TUS).status == 404


def test_no_page_of_another_site_may_ask(caller: Caller) -> None:
    said = caller.ask("OPTIONS", "/files", {**TUS, "Origin": "https://elsewhere.example"})
    assert said.status == 204
    assert "access-control-allow-origin" not in said.headers
