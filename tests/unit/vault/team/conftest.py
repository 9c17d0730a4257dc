from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.unit.vault.team.members import Member, opened


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Member, Member, Member]]:
    """Three vaults of one team, which share nothing yet."""
    with ExitStack() as stack:
        members = [opened(tmp_path, name, number) for number, name in enumerate(("sam", "pat", "kim"))]
        for member in members:
            stack.callback(member.vault.close)
        yield members[0], members[1], members[2]
