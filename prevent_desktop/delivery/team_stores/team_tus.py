"""A team's mailbox on a server for resumable uploads: tus 1.0 puts, static addresses give.

An object goes up under the name that ``Upload-Metadata`` says (``filename``), and is given at that name below the same address. A server that
keeps a name's bytes refuses to create another upload for it (409). What was cut off goes on where it was, for as long as the store
is open. Heads and reading are as on any web server (`team_web`).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from prevent_desktop.delivery.connection.cancellation import CancelToken
from prevent_desktop.delivery.connection.http_connection import Content, HttpConnections
from prevent_desktop.delivery.connection.http_requests import LONGEST_ANSWER
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.team_store import HEADS, not_taken, with_digest
from prevent_desktop.delivery.team_stores.team_web import Signing, WebTeamStore
from prevent_desktop.delivery.team_stores.team_words import in_team_words
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.chunks import ChunkSize
from prevent_desktop.delivery.transports.pace import Pace
from prevent_desktop.delivery.transports.tus import TusUpload, require_tus
from prevent_desktop.delivery.transports.upload import GONE, Means
from prevent_desktop.errors import RefusedError
from prevent_desktop.translation import _

_CONFLICT: Final = 409
_LARGEST_CHUNK: Final = 4 * 1024 * 1024


class _IsThereError(Exception):
    """Something has that name."""


class TusTeamStore(WebTeamStore):
    """See `TeamStore`."""

    def __init__(self, address: str, signing: Signing, connections: HttpConnections) -> None:
        super().__init__(address, signing, connections)
        self._greeting: ServerResponse | None = None
        self._uploads: dict[str, str] = {}
        """Where what was cut off goes on, by the address of the object."""

    def set_head(self, name: str, content: bytes) -> None:
        """See `TeamStore`."""
        url = self._url(name, HEADS)
        with in_team_words(self._host):
            if not self._upload(url, with_digest(content)):
                raise refused(FailureReason.NOT_ACCEPTED, self._host)

    def _create(self, url: str, blob: bytes) -> bool:
        """Whether it stands there now; of two who go up at once the server lets one stand, so it is looked at."""
        if not self._upload(url, blob):
            return False
        there = self._ask("GET", url, longest=len(blob) + 1)
        if there.status in GONE:
            raise RefusedError(
                _("This store cannot keep a team’s mailbox"),
                _("{host} took a file and does not give it out by its name.").format(host=self._host),
                _("Ask whoever looks after the mailbox to set it up as the guide says, or use another one."),
                kind="loses",
            )
        return there.body == blob

    def _upload(self, url: str, blob: bytes) -> bool:
        """Send what the server does not have yet; False where something has the name."""
        uploads = self._uploads
        parcel = Parcel(
            pack_id=url.removeprefix(f"{self._address}/"), digest=hashlib.sha256(blob).hexdigest(), size=len(blob),
            endpoint=self._address, upload_url=uploads.get(url, ""), offset=0, attempts=0, open=lambda: io.BytesIO(blob),
        )  # fmt: skip
        means = Means(
            connection=_Signed(self), sealed=parcel.open(), chunk=ChunkSize(largest=_LARGEST_CHUNK), pace=Pace(),
            is_received=lambda: False,
        )  # fmt: skip
        try:
            _ObjectUpload(parcel, _Journal(uploads, url), means, self._greet()).run()
        except _IsThereError:
            return False
        except RefusedError as error:
            if error.kind == FailureReason.TOO_LARGE:
                raise not_taken(self._host) from error
            raise
        uploads.pop(url, None)
        return True

    def _greet(self) -> ServerResponse:
        """What the server says of itself, asked once; it has to be one for uploads by tus."""
        if self._greeting is None:
            greeting = self._ask("OPTIONS", self._address)
            if not TusUpload.is_offered(greeting):
                require_tus(greeting)
            self._greeting = greeting
        return self._greeting


@dataclass(frozen=True)
class _Signed:
    """The open connection of a store, each request with what the vault signs in with."""

    store: TusTeamStore

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: Content | None = None,
        longest: int = LONGEST_ANSWER,
    ) -> ServerResponse:
        """See `HttpConnection.ask`."""
        return self.store._ask(method, url, headers, content=content, longest=longest)  # noqa: SLF001 -- a part of it


@dataclass(frozen=True)
class _Journal:
    """Remembers where an upload goes on."""

    uploads: dict[str, str]
    url: str

    def remember(self, upload_url: str) -> None:
        """See `Journal`."""
        self.uploads[self.url] = upload_url

    def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
        """See `Journal`; the server is asked for it."""

    def check(self) -> None:
        """See `Journal`."""
        CancelToken.here().check()


class _ObjectUpload(TusUpload):
    """An object on its way, by its name in the store."""

    @property
    def file_name(self) -> str:
        """See `TusUpload.file_name`."""
        return self.parcel.pack_id

    def created(self, answer: ServerResponse) -> tuple[str, int]:
        """See `TusUpload.created`."""
        if answer.status == _CONFLICT:
            raise _IsThereError
        return super().created(answer)
