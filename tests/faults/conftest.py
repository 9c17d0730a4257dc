"""What harnesses change of this process is put back for the tests after them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest


@pytest.fixture
def zone_of_before() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    if hasattr(time, "tzset"):
        time.tzset()
