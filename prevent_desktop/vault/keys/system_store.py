"""The vault's way in that this computer's login keeps: 32 bytes in the system's own store of secrets.

The store gives the secret to any program of the person who is logged in: what that means is said where this way in is
added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prevent_desktop import system_store
from prevent_desktop.errors import SystemStoreError, UnlockMethodError
from prevent_desktop.translation import _


class SystemStore(system_store.SystemStore):
    """As the store below, with UnlockMethodError in its words where it is locked, denied or gone."""

    def keep(self, name: str, secret: bytes) -> None:
        """Keep `secret` under `name`, in place of what was there."""
        with _as_way_in():
            super().keep(name, secret)

    def find(self, name: str) -> bytes:
        """The secret under `name`; UnlockMethodError also where the store has none."""
        with _as_way_in():
            found = super().find(name)
        if found is None:
            raise UnlockMethodError(
                _("This computer no longer keeps a way into the vault"),
                _(
                    "Its store of secrets has none for this vault: it was emptied, or you are logged in as somebody else."
                ),
                _("Use your passphrase. You can add this computer’s login again under Ways in."),
            )
        return found

    def forget(self, name: str) -> None:
        """Take the secret under `name` away, where it is."""
        with _as_way_in():
            super().forget(name)


@contextmanager
def _as_way_in() -> Iterator[None]:
    try:
        yield
    except SystemStoreError as error:
        raise UnlockMethodError(
            error.title,
            error.what_happened,
            _("Unlock it and try again, or use your passphrase, which always works."),
        ) from error
