"""Which other computers the addresses of a file lead to, told before it is taken: Windows tells them who is signed in here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prevent_desktop.delivery.mailboxes.folder_address import server_of
from prevent_desktop.translation import _


def servers_in(addresses: Iterable[str]) -> set[str]:
    """The computers whose shared folders they name, in small letters."""
    return {server.casefold() for address in addresses if (server := server_of(address))}


def servers_in_words(servers: Iterable[str]) -> Iterator[str]:
    """A sentence for each."""
    for server in sorted(servers):
        yield _("Files go to a folder on the computer “{server}”. Windows may tell that computer your login.").format(server=server)  # fmt: skip
