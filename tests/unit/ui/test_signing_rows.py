"""What the settings show of a signing key."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from prevent_desktop.ui.settings.signing_section import signer_rows
from prevent_desktop.ui.settings.state import Signer


@pytest.fixture(params=["Asia/Tokyo", "America/New_York"])
def far_away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A time zone in which a moment at the end of the calendar has no day, or the day before."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: a process's own time zone")
@pytest.mark.usefixtures("far_away")
def test_a_certificate_that_never_ends_is_shown_everywhere() -> None:
    """RFC 5280, 4.1.2.5: 99991231235959Z says that there is no end."""
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    rows = signer_rows(Signer(name="SF", organisation="Council", expires_at=never, fingerprint="ab" * 32))
    assert rows[2].values == ("31 Dec 9999",)
