"""Whether the connection is metered, by what Qt asks Windows or macOS; without a window nobody tells that there.

Which network it is those systems tell no program without rights of their own, so a rule about chosen networks holds packs back.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from prevent_desktop.delivery.connection.networks import Network, Networks


class QtNetworks(QObject):
    """Listens on the GUI thread, and tells any thread what it heard last (see `delivery.networks.Networks`)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QNetworkInformation

        self._present = Network()
        metered = QNetworkInformation.Feature.Metered
        self._told = (
            QNetworkInformation.instance() if QNetworkInformation.loadBackendByFeatures(metered) else None
        )
        if self._told is not None and self._told.supports(metered):
            self._told.isMeteredChanged.connect(self._take)
            self._take(self._told.isMetered())

    def present(self) -> Network:
        """See `Networks`."""
        return self._present

    def close(self) -> None:
        """See `Networks`: Qt goes on listening for as long as the program runs."""

    def _take(self, metered: bool) -> None:
        self._present = Network(metered=metered)


def window_networks(parent: QObject) -> Networks | None:
    """Who tells the network where there is a window; None on Linux, where NetworkManager tells it without one."""
    return None if sys.platform == "linux" else QtNetworks(parent)
