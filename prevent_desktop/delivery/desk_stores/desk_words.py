"""The troubles of a connection in the words of a desk's storage."""

from __future__ import annotations

from typing import Final

from prevent_desktop.delivery.failure_reasons.store_words import StoreWords, Words
from prevent_desktop.translation import _


def _unreachable() -> Words:
    return (
        _("The storage that packs come into cannot be reached"),
        _("{host} cannot be reached at the moment."),
        _("What has come lies there. It is looked for again by itself."),
    )


def _fault() -> Words:
    return (
        _("The storage that packs come into has a fault"),
        _("{host} answered with an error of its own."),
        _("It is tried again by itself. If it stays until tomorrow, tell whoever looks after that storage."),
    )


def _full() -> Words:
    return (
        _("The storage that packs come into is full"),
        _("There is no room in {host}. What has come lies there."),
        _("Ask whoever looks after that storage to make room."),
    )


def _closed() -> Words:
    return (
        _("The storage that packs come into does not let this vault in"),
        _("{host} refused the access key, or what this vault wanted to do there."),
        _("Check it in Settings, under “Our desk”, or ask whoever looks after that storage."),
    )


def _wrong_address() -> Words:
    return (
        _("The address of the storage is wrong"),
        _("What is kept as the address of the storage that packs come into leads to none."),
        _("Correct it in Settings, under “Our desk”, or ask whoever looks after that storage."),
    )


DESK: Final = StoreWords(
    unreachable=_unreachable,
    fault=_fault,
    full=_full,
    closed=_closed,
    wrong_address=_wrong_address,
    odd=_fault,
)
