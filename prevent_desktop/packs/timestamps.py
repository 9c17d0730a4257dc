"""Judges an authority's answer with a timestamp (RFC 3161): in the confined process alone."""

from __future__ import annotations

import asyncio

from asn1crypto import tsp  # type: ignore[import-untyped]  # it ships no types
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator.context import ValidationContext

from prevent_desktop.packs.reader.bounds import require_few_certificates


def vouches_for(untrusted_answer: bytes, digest: bytes) -> bool:
    """Whether it is a timestamp over `digest` whose signature is whole. Whom to trust is the reader's affair."""
    answer = tsp.TimeStampResp.load(untrusted_answer, strict=True)
    signed_data = answer["time_stamp_token"]["content"]
    require_few_certificates(signed_data)
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    status = asyncio.run(validate_tst_signed_data(signed_data, nobody, lambda _name: digest))
    return bool(status["intact"] and status["valid"])
