"""Asks for timestamps (RFC 3161) while a pack is signed, through whoever has a network, and believes no answer unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

from asn1crypto import tsp  # type: ignore[import-untyped]  # it ships no types
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.api import TimeStamper

from prevent_desktop.errors import PackContentError, PackVerificationError, SigningKeyError, WorldError
from prevent_desktop.packs.reader.asking import ask
from prevent_desktop.packs.reader.questions import Timestamp
from prevent_desktop.translation import _

AskAuthority = Callable[[bytes], bytes]
"""Sends a request for a timestamp (DER) and returns the answer (DER). Raises WorldError, with the reason in words."""


class Stamping:
    """Asks with `ask`, once for each signature. Whatever goes wrong is kept in `problem`, and stops no signature."""

    def __init__(self, ask: AskAuthority) -> None:
        self._ask = ask
        self.problem = ""

    def stamper(self) -> TimeStamper:
        """What pyHanko asks."""
        return _Stamper(self._ask)

    @contextmanager
    def forgiven(self) -> Iterator[None]:
        """What fails inside by the timestamp is written down; what fails by the key or the document is raised."""
        try:
            yield
        except (SigningKeyError, PackContentError):
            raise
        except WorldError as error:
            self.problem = error.what_happened
        except (OSError, ValueError, KeyError, TypeError, AttributeError, SigningError):
            # Whatever a strange answer makes of the parser: the same pack is signed without it.
            self.problem = _("The timestamp authority sent an answer that cannot be used.")


class _Stamper(TimeStamper):
    def __init__(self, ask: AskAuthority) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # its constructor has no types
        self._ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """ValueError for an answer that vouches for something else, or whose signature is broken."""
        untrusted_answer = self._ask(req.dump())
        digest = req["message_imprint"]["hashed_message"].native
        try:
            fits = ask(bool, Timestamp(digest), BytesIO(untrusted_answer))
        except PackVerificationError as error:
            raise ValueError("the timestamp cannot be read") from error
        if not fits:
            raise ValueError("the timestamp is for something else")
        return tsp.TimeStampResp.load(untrusted_answer, strict=True)
