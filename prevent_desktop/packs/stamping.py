"""Asks for timestamps (RFC 3161) while a pack is signed, through whoever has a network, and believes no answer unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from asn1crypto import cms, tsp  # type: ignore[import-untyped]  # it ships no types
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator.context import ValidationContext

from prevent_desktop.errors import PackContentError, SigningKeyError, WorldError
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
        return tsp.TimeStampResp.load(self._ask(req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token that fits; ValueError for one that vouches for something else, or whose signature is broken."""
        token = await super().async_timestamp(message_digest, md_algorithm)
        nobody = ValidationContext(
            trust_roots=[], allow_fetching=False
        )  # whom to trust is the reader's affair
        status = await validate_tst_signed_data(token["content"], nobody, lambda _name: message_digest)
        if not (status["intact"] and status["valid"]):
            raise ValueError("the timestamp is for something else")
        return token
