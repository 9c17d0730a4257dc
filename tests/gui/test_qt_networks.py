"""What Qt tells of the network is handed on, and what it does not tell stays unknown."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from prevent_desktop.delivery.connection.network_rules import NetworkRules, hindrance
from prevent_desktop.delivery.connection.networks import Network
from prevent_desktop.delivery.failure_reasons import FailureReason
from prevent_desktop.ui.system.qt_networks import QtNetworks, window_networks


def kind(networks: QtNetworks, rules: NetworkRules) -> str | None:
    found = hindrance(rules, networks.present())
    return None if found is None else found.kind


def test_what_the_system_says_counts_and_which_network_it_is_nobody_tells(qapp: QApplication) -> None:
    networks = QtNetworks(qapp)
    for said, trouble in ((True, FailureReason.METERED), (False, None)):
        networks._take(said)
        assert networks.present() == Network(metered=said)
        assert kind(networks, NetworkRules(not_metered=True)) == trouble
    assert kind(networks, NetworkRules(only=frozenset({"school"}))) == FailureReason.NETWORK_UNTOLD
    networks.deleteLater()


def test_linux_is_asked_without_qt(qapp: QApplication) -> None:
    assert (window_networks(qapp) is None) == (sys.platform == "linux")
