"""What several modules of this folder start together: it takes ten seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interop.receiver_parts import LoopbackReceiver


@pytest.fixture(scope="session")
def receiver_on_bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackReceiver]:
    """A receiver on S3-compatible storage; each test works below a prefix of its own."""
    with LoopbackReceiver(tmp_path_factory.mktemp("bucket"), "--store", "s3") as started:
        yield started
