"""Whatever a server answers, in whatever order: an upload ends in words, and no byte leaves before the server has shown itself."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from prevent_desktop.errors import DeliveryError
from tests.unit.delivery.connection.test_strange_networks import StrangeWay
from tests.unit.delivery.strange_servers import DROP, TUS, StrangeServer, answer, page
from tests.unit.delivery.transport_contract import RecordingJournal, parcel

VERSIONS = ("Tus-Version: 1.0.0", "Tus-Version: 0.2.2", "Tus-Version: 2.0.0, 1.0.0", "")
RESUMABLE = (TUS, TUS, "Tus-Resumable: 0.2.2", "")
PATCHES = ("", "", "Accept-Patch: application/partial-upload", "Accept-Patch: */*", "Accept-Patch: text/x, application/partial-upload;q=1")  # fmt: skip
PLACES = (
    "Location: /files/1",
    "Location: /files/1",
    "",
    "Location: http://[",
    "Location: https://elsewhere.example/1",
)
OFFSETS = ("Upload-Offset: 0", "Upload-Offset: 0", "", "Upload-Offset: -1", "Upload-Offset: 1e3", "Upload-Offset: 99999999999", "Upload-Offset: 5")  # fmt: skip
COMPLETE = ("Upload-Complete: ?0", "Upload-Complete: ?0", "Upload-Complete: ?1", "Upload-Complete: yes", "")
LIMITS = ("", "Upload-Limit: max-append-size=1", "Upload-Limit: min-append-size=7", "Upload-Limit: max-size=", "Upload-Limit: max-append-size=0")  # fmt: skip
STATUSES = (200, 200, 201, 201, 204, 204, 301, 400, 401, 403, 404, 409, 410, 412, 413, 423, 500, 503, 507)


class AnyServer(StrangeServer):
    """Answers by chance; keeps what it had answered before the first bytes of a pack came."""

    def __init__(self, chance: random.Random) -> None:
        self.said: list[tuple[str, int, bytes]] = []
        self._chance = chance
        super().__init__(self._by_chance)

    def _by_chance(self, method: str, _path: str) -> bytes:
        pick = self._chance.choice
        if len(self.said) > 60 or self._chance.random() < 0.05:
            return DROP
        if self._chance.random() < 0.05:
            return page(pick(STATUSES), "<html>Hello</html>")
        status = pick(STATUSES)
        if self._chance.random() < 0.5:  # as often as not what a good server says, or nothing would get far
            status = {"OPTIONS": 204, "POST": 201, "HEAD": 200, "PATCH": 204}.get(method, status)
        headers = [pick(each) for each in (VERSIONS, RESUMABLE, PATCHES, PLACES, OFFSETS, COMPLETE, LIMITS)]
        said = answer(status, *filter(None, headers))
        self.said.append((method, status, said))
        return said

    @property
    def has_shown_itself(self) -> bool:
        """Whether, before the first PATCH, OPTIONS offered a way and POST or HEAD kept to it."""
        before = []
        for method, status, said in self.said:
            if method == "PATCH":
                break
            before.append((method, status, said))
        offered = [said for method, _status, said in before if method == "OPTIONS"]
        kept = [said for method, status, said in before if method in {"POST", "HEAD"} and status < 300]
        by_tus = any(b"1.0.0" in one for one in offered) and any(TUS.encode() in one for one in kept)
        by_draft = any(b"application/partial-upload" in one for one in offered) and any(
            b"Upload-Complete: ?" in one for one in kept
        )
        return by_tus or by_draft


def ends_in_words(act: Callable[[], object]) -> None:
    """It may work; where it does not, a person is told what to do. Any other error passes through, and fails the test."""
    problem: DeliveryError | None = None
    try:
        act()
    except DeliveryError as error:
        problem = error
    assert problem is None or problem.next_step


@pytest.mark.parametrize("seed", range(40))
def test_any_answers_at_all_end_in_words_and_no_byte_leaves_too_early(seed: int) -> None:
    chance = random.Random(seed)
    for _round in range(10):
        with AnyServer(chance) as server:
            way = StrangeWay(f"http://127.0.0.1:{server.port}/files")
            journal = RecordingJournal(upload_url=chance.choice(["", "", f"{way.endpoint}/0"]))
            sealed, _read = parcel(
                way, content=chance.randbytes(chance.choice([1, 1000, 200_000])), journal=journal
            )
            ends_in_words(lambda: way.transport.upload(sealed, RecordingJournal()))  # noqa: B023 - done at once
            if server.sent_in["PATCH"]:
                assert server.has_shown_itself
            # A server of the draft that takes no empty request gets the least that it takes with the first one.
            assert server.sent_in["POST"] in {0, 7, 1}
            ends_in_words(lambda: way.transport.take_back(sealed))  # noqa: B023 - done at once
