"""What the outbox says of each state, without Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from prevent_desktop.delivery.outbox.items import Reason, SpoolItem, State
from prevent_desktop.formatting import about, part_of_size, size_in_words, until
from prevent_desktop.ui.sending.outbox_view import (
    PackDetails,
    next_in_words,
    outbox_rows,
    pack_details,
    progress_in_words,
)
from prevent_desktop.workflows.sending.outbox import OutboxLine

NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
PORTAL = Reason(
    kind="captive_portal", title="Sign in first", what_happened="This network asks you to sign in.",
    next_step="Sign in, and it goes by itself.",
)  # fmt: skip


def item(state: State, **more: Any) -> SpoolItem:
    plain = SpoolItem(
        pack_id="P-7QF2AAAAAAAA", digest="ab" * 32, size=50_000_000, endpoint="https://example.org/files",
        receipt_certificate="", state=state, offset=0, upload_url="", attempts=0, rate=0.0, next_try_at=None,
        reason=None, receipt="", reference="", received_at=None, queued_at=NOW, changed_at=NOW,
    )  # fmt: skip
    return replace(plain, **more)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (item(State.QUEUED), "Nothing has left this computer"),
        (item(State.SENDING), "0 of 50 MB acknowledged"),
        (
            item(State.SENDING, offset=31_000_000, rate=160_000.0),
            "31 of 50 MB acknowledged · about 2 minutes",
        ),
        (item(State.SENDING, offset=49_900_000, rate=1e6), "49 of 50 MB acknowledged · less than a minute"),
        (item(State.WAITING, offset=10_000_000), "10 of 50 MB acknowledged"),
        (item(State.WAITING), "Nothing has left this computer"),
        (item(State.NEEDS_YOU), "Kept safe here"),
        (item(State.SENT, offset=50_000_000), "All 50 MB acknowledged"),
        (item(State.CANCELLED), "Nothing has left this computer"),
        (item(State.CANCELLED, offset=10_000_000), "10 of 50 MB had been sent"),
    ],
)
def test_progress_tells_what_the_receiver_has_acknowledged(found: SpoolItem, words: str) -> None:
    assert progress_in_words(found, NOW) == words


def test_a_time_left_is_told_only_where_a_pace_is_known() -> None:
    assert "·" not in progress_in_words(item(State.SENDING, offset=31_000_000), NOW)


def test_a_receiver_that_has_gone_quiet_is_told_of_instead_of_a_time_left() -> None:
    found = item(State.SENDING, offset=31_000_000, rate=160_000.0, changed_at=NOW - timedelta(seconds=40))
    since = f"{(NOW - timedelta(seconds=40)).astimezone():%H:%M}"
    assert progress_in_words(found, NOW) == f"31 of 50 MB acknowledged · no answer since {since}"


def test_waiting_says_why_and_when_it_is_tried_again() -> None:
    found = item(State.WAITING, reason=PORTAL, next_try_at=NOW + timedelta(minutes=3))
    assert next_in_words(found, NOW) == (
        "This network asks you to sign in. Sign in, and it goes by itself. Tried again in about 3 minutes."
    )


def test_a_bar_is_drawn_only_while_something_moves() -> None:
    bars = {
        state: outbox_rows([OutboxLine(item=item(state, offset=25_000_000), record=None)], NOW)[0]
        .cells[3]
        .progress
        for state in State
    }
    assert bars[State.SENDING] == 0.5
    assert bars[State.WAITING] == 0.5
    assert bars[State.NEEDS_YOU] is None
    assert bars[State.DELIVERED] is None


def test_each_state_stands_as_a_word_in_its_row() -> None:
    for state in State:
        row = outbox_rows([OutboxLine(item=item(state), record=None)], NOW)[0]
        assert row.cells[4].text == state.label
        assert row.cells[4].pill is not None


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.QUEUED, False),
        (State.SENDING, False),
        (State.SENT, True),
        (State.WAITING, True),
        (State.NEEDS_YOU, True),
        (State.DELIVERED, False),
    ],
)
def test_trying_again_is_offered_where_it_does_something(state: State, may: bool) -> None:
    assert pack_details(OutboxLine(item=item(state), record=None), NOW).may_retry is may


def details(found: SpoolItem) -> PackDetails:
    return pack_details(OutboxLine(item=found, record=None), NOW)


@pytest.mark.parametrize(
    ("found", "orders"),
    [
        (item(State.QUEUED), {"hold", "go_first", "cancel"}),
        (item(State.QUEUED, priority=1), {"hold", "go_in_turn", "cancel"}),
        (item(State.SENDING, offset=31_000_000), {"hold", "go_first", "cancel"}),
        (item(State.SENDING, offset=31_000_000, held=True), {"let_go", "cancel"}),
        (item(State.WAITING, held=True), {"let_go", "cancel"}),
        (item(State.WAITING), {"retry", "hold", "go_first", "cancel"}),
        (item(State.NEEDS_YOU), {"retry", "hold", "go_first", "cancel"}),
        (item(State.SENT, offset=50_000_000, sent_at=NOW), {"retry"}),
        (item(State.DELIVERED, offset=50_000_000, sent_at=NOW), set()),
        (item(State.CANCELLED, offset=31_000_000), set()),
    ],
)
def test_only_orders_that_do_something_are_offered(found: SpoolItem, orders: set[str]) -> None:
    shown = details(found)
    names = ("retry", "hold", "let_go", "go_first", "go_in_turn", "cancel")
    assert {name for name in names if getattr(shown, f"may_{name}")} == orders


def test_a_held_pack_is_called_paused_in_its_row_and_in_full() -> None:
    held = item(State.WAITING, reason=PORTAL, held=True)
    row = outbox_rows([OutboxLine(item=held, record=None)], NOW)[0]
    assert row.cells[4].text == details(held).title == "Paused"
    assert "You paused this pack" in row.cells[2].text


def test_the_network_is_named_only_while_something_goes_over_it() -> None:
    assert next_in_words(item(State.SENDING), NOW, "school Wi-Fi") == "Sending over school Wi-Fi."
    assert next_in_words(item(State.SENDING), NOW) == "Sending now."
    assert "school" not in next_in_words(item(State.QUEUED), NOW, "school Wi-Fi")


def test_before_cancelling_it_is_said_what_the_receiver_may_have() -> None:
    assert details(item(State.QUEUED)).cancelling.startswith("Nothing of it has left this computer.")
    partly = details(item(State.SENDING, offset=31_000_000, upload_url="https://example.org/1")).cancelling
    assert "31 of 50 MB" in partly
    assert "or all of it" in partly


def test_the_facts_tell_bytes_and_pace_as_they_are() -> None:
    facts = dict(details(item(State.SENDING, offset=31_000_123, rate=160_000.0)).facts)
    assert facts["Acknowledged"] == "31000123 of 50000000 bytes"
    assert facts["Pace"] == "160 kB a second"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (61, "about 1 minute"),
        (150, "about 2 minutes"),
        (3600, "about 1 hour"),
        (9000, "about 2 hours"),
    ],
)
def test_a_span_is_told_as_somebody_would(seconds: float, words: str) -> None:
    assert about(seconds) == words


def test_a_try_that_is_due_is_now() -> None:
    assert until(NOW, NOW) == "now"
    assert until(NOW - timedelta(seconds=5), NOW) == "now"


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 byte"), (820, "820 bytes"), (31_400, "31 kB"), (1_440_000, "1.4 MB"), (50_000_000, "50 MB")],
)
def test_sizes_are_short(count: int, words: str) -> None:
    assert size_in_words(count) == words


def test_a_part_is_never_said_to_be_more_than_is_acknowledged() -> None:
    assert part_of_size(999, 1_000) == "0 of 1 kB"
    assert part_of_size(1_999, 31_000) == "1 of 31 kB"


@pytest.mark.parametrize(
    ("kind", "state", "may"),
    [
        ("sign_in_wanted", State.NEEDS_YOU, True),
        ("proxy_sign_in", State.WAITING, True),
        ("client_certificate_expired", State.NEEDS_YOU, True),
        ("captive_portal", State.WAITING, False),
        ("sign_in_wanted", State.QUEUED, False),
    ],
)
def test_what_is_mended_in_the_connections_settings_leads_there(kind: str, state: State, may: bool) -> None:
    found = item(state, reason=replace(PORTAL, kind=kind))
    assert pack_details(OutboxLine(item=found, record=None), NOW).may_connect is may
