"""A way of sending is told in one list; what is told there is carried, queued and taken as an address everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.schemes import BEGINNINGS, SCHEMES, is_address
from prevent_desktop.workflows.organisation.receiver_rules import endpoint_problem
from prevent_desktop.workflows.sending.deliver import transports_of


def test_every_way_that_is_told_is_there_and_no_other(tmp_path: Path) -> None:
    with Spool.open(tmp_path) as spool:
        assert transports_of(spool).keys() == set(SCHEMES)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_each_way_has_a_rule_of_its_own_for_addresses(beginning: str) -> None:
    general = endpoint_problem("gopher://receiver.example")
    assert all(each in general for each in BEGINNINGS)
    assert is_address(f"{beginning}receiver.example")
    assert endpoint_problem(f"{beginning}packs@receiver.example") != general
