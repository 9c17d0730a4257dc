"""A demo authority, a signing key and a signed pack, made once for all tests of packs."""

from __future__ import annotations

import pytest

from tests.unit.packs.making import Signed, make_signed


@pytest.fixture(scope="session")
def signed() -> Signed:
    return make_signed()
