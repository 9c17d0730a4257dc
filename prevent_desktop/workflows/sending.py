"""What the person sets about sending: networks, closing, notifications, start at login. Held in the spool, not the vault."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

from prevent_desktop.delivery.network_rules import NetworkRules, keep_rules, read_rules
from prevent_desktop.delivery.networks import Network, system_networks
from prevent_desktop.delivery.sending_settings import OnClose, on_close, tells_news
from prevent_desktop.delivery.spool import Spool
from prevent_desktop.workflows import start_at_login


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is set, and the network that this computer is on now (`Network()` where nobody can tell)."""

    rules: NetworkRules
    network: Network
    on_close: OnClose
    tells_news: bool
    at_login: bool

    @property
    def here_allowed(self) -> bool:
        """Whether the present network is among those that were chosen."""
        return self.rules.only is not None and self.network.key in self.rules.only

    @property
    def others(self) -> int:
        """How many other networks were chosen."""
        return len((self.rules.only or frozenset()) - {self.network.key})


def read_sending(spool: Spool) -> Sending:
    """Read what is set, and ask the system for the network: up to a second or two where it does not answer."""
    with closing(system_networks()) as networks:
        network = networks.present()
    return Sending(
        rules=read_rules(spool.settings),
        network=network,
        on_close=on_close(spool.settings),
        tells_news=tells_news(spool.settings),
        at_login=start_at_login.is_on(),
    )


def set_metered(spool: Spool, *, allowed: bool) -> None:
    """Allow metered connections, or let packs wait there."""
    keep_rules(spool.settings, replace(read_rules(spool.settings), not_metered=not allowed))
    spool.send_now()


def set_all_networks(spool: Spool) -> None:
    """Send over every network."""
    keep_rules(spool.settings, replace(read_rules(spool.settings), only=None))
    spool.send_now()


def set_chosen_networks(spool: Spool) -> None:
    """Send over chosen networks alone: none so far, where none was chosen before."""
    rules = read_rules(spool.settings)
    keep_rules(spool.settings, replace(rules, only=rules.only or frozenset()))


def choose_network(spool: Spool, key: str, *, allowed: bool) -> None:
    """Choose a network, or take it from those that were chosen."""
    rules = read_rules(spool.settings)
    only = rules.only or frozenset()
    keep_rules(spool.settings, replace(rules, only=only | {key} if allowed else only - {key}))
    spool.send_now()


def forget_other_networks(spool: Spool, key: str) -> None:
    """Of the chosen networks keep only the one that we are on."""
    rules = read_rules(spool.settings)
    keep_rules(spool.settings, replace(rules, only=(rules.only or frozenset()) & {key}))
