"""The settings say which proxies the kept name and password go to, and that is what happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.delivery.connection.connection_settings import ConnectionChoices, ProxyWay
from prevent_desktop.workflows.sending.connection import given_to

OFFICE, HOME, NEW = (
    "http://proxy.office.example:8080",
    "http://proxy.home.example",
    "http://proxy.cafe.example",
)
ENTERED = ConnectionChoices(proxy_user="sender", proxy_entered=True)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (ENTERED, "Your name and password go to the first proxy that this computer meets, and then to no other."),
        (replace(ENTERED, proxy_known=(OFFICE,), proxy_entered=False), f"Your name and password go to this proxy and no other: {OFFICE}."),
        (replace(ENTERED, proxy_known=(OFFICE, HOME)), f"Your name and password go to {OFFICE}, {HOME} and to the next new proxy, and then to no other."),
        (replace(ENTERED, proxy=ProxyWay.MANUAL, proxy_address=HOME, proxy_known=(OFFICE,)), f"Your name and password go to this proxy and no other: {HOME}."),
    ],
)  # fmt: skip
def test_it_says_whom_they_are_offered_to(choices: ConnectionChoices, words: str) -> None:
    assert given_to(choices) == words
    if choices.proxy is not ProxyWay.MANUAL:  # the one that was typed is the only one that is gone through
        assert choices.offers_to(NEW) is ("first" in words or "next" in words)
        assert all(choices.offers_to(one) is True for one in (OFFICE, HOME) if one in words)


@pytest.mark.parametrize(
    "choices",
    [ConnectionChoices(), replace(ENTERED, proxy=ProxyWay.NONE), replace(ENTERED, proxy_refused=True)],
)
def test_where_none_are_offered_it_says_nothing(choices: ConnectionChoices) -> None:
    assert given_to(choices) == ""
