from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from prevent_desktop.errors import ProfileError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import confirm_clock
from prevent_desktop.workflows.organisation.profile.standing import (
    SEEN,
    Standing,
    Validity,
    note_seen,
    require_current,
    standing,
)
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from tests.profiles import Administrator, a_profile

DAY = timedelta(days=1)
NOW = datetime.now(UTC)


@pytest.fixture
def kept(vault: Vault, ada: Administrator) -> Vault:
    """A profile that counts for sixty days more, today included."""
    signed = ada.sign(a_profile(expires=NOW.date() + 59 * DAY), NOW)
    take_profile(vault, signed, now=NOW, compared=ada.words)
    return vault


def at(vault: Vault, moment: datetime) -> Standing:
    found = standing(vault, now=moment)
    assert found is not None
    return found


def test_without_a_profile_there_is_nothing_to_run_out(vault: Vault) -> None:
    assert standing(vault, now=NOW) is None
    require_current(vault, now=NOW + 10_000 * DAY)


def test_it_counts_to_the_end_of_its_last_day_and_warns_thirty_days_before(kept: Vault) -> None:
    last = at(kept, NOW).profile.ends_at
    states = {
        last - 60 * DAY: (Validity.CURRENT, 60),
        last - 30 * DAY: (Validity.CURRENT, 30),
        last - 30 * DAY + timedelta(seconds=1): (Validity.ENDS_SOON, 29),
        last - timedelta(seconds=1): (Validity.ENDS_SOON, 0),
        last: (Validity.EXPIRED, 0),
        last + 10 * DAY: (Validity.EXPIRED, -10),
    }
    for moment, (validity, days) in states.items():
        if moment >= NOW - DAY:
            found = at(kept, moment)
            assert (found.validity, found.days_left) == (validity, days)


def test_once_it_ran_out_nothing_is_signed_and_it_is_said_what_still_works(kept: Vault) -> None:
    require_current(kept, now=NOW + 59 * DAY)
    with pytest.raises(ProfileError, match="has run out") as raised:
        require_current(kept, now=NOW + 61 * DAY)
    assert "What you wrote is kept" in raised.value.what_happened
    found = at(kept, NOW + 61 * DAY)
    assert found.title == "The file of Council has run out"
    assert "You can go on reading and writing" in found.words


def test_what_it_says_while_it_counts(kept: Vault) -> None:
    assert (at(kept, NOW).title, at(kept, NOW).words) == ("", "")
    assert at(kept, NOW).source.startswith("From the file of Council, version 1, valid until ")
    soon = at(kept, NOW + 50 * DAY)
    assert soon.title == "The file of Council ends soon"
    assert "more day" in soon.words


def test_a_clock_that_was_set_back_does_not_bring_it_to_life_again(vault: Vault, ada: Administrator) -> None:
    first = ada.sign(a_profile(expires=NOW.date()), NOW)
    take_profile(vault, first, now=NOW, compared=ada.words)
    vault.audit._now = lambda: NOW + 40 * DAY
    vault.audit.append("vault.unlocked", "")
    found = at(vault, NOW)
    assert found.validity is Validity.EXPIRED
    assert "still to come" in found.words


def test_a_clock_that_leapt_is_named_as_the_reason_that_it_may_be(kept: Vault) -> None:
    kept.audit._now = lambda: NOW + 400 * DAY
    kept.audit.append("vault.unlocked", "")
    found = at(kept, NOW + 400 * DAY)
    assert found.validity is Validity.EXPIRED
    assert "clock of this computer may be wrong" in found.words
    confirm_clock(kept)
    assert "clock" not in at(kept, NOW + 400 * DAY).words


def test_that_it_was_told_is_written_down_once(kept: Vault) -> None:
    note_seen(kept, at(kept, NOW))
    assert not kept.audit.has(SEEN, "1")
    for _time in range(2):
        note_seen(kept, at(kept, NOW + 61 * DAY))
    assert len([entry for entry in kept.audit.entries() if entry.action == SEEN]) == 1
