"""A team's mailbox on a real tus server (npm @tus/server) with static addresses beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from tests.interop.node_server import NodeServer


class TusMailbox(NodeServer):
    """The server as a process; `methods` is what a team may do there besides putting and reading."""

    def __init__(self, folder: Path, methods: str = "DELETE") -> None:
        self.mailbox = folder / "school"
        self.mailbox.mkdir(parents=True)
        self.credentials = StoreCredentials(user="laptop-1", password="of this vault alone")
        shown = f"{self.credentials.user}:{self.credentials.password}"
        super().__init__("tus_mailbox.mjs", (str(self.mailbox), shown, methods))

    @property
    def address(self) -> str:
        return f"tus+http://127.0.0.1:{self.port}/team/school"

    def empty(self) -> None:
        """Take everything away."""
        for each in self.mailbox.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
