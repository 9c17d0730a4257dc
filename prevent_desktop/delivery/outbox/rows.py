"""Between a row of the spool's database and what the program says about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from prevent_desktop.delivery.clock import from_millis, to_millis
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.row_codec import Column, Record, RowCodec, Usual


class SpoolRow(RowCodec[Record]):
    """Dataclasses as the spool keeps them: times in milliseconds since 1970."""

    usual: ClassVar[Mapping[Any, Usual]] = {datetime: (to_millis, from_millis)}


ITEM: Final = SpoolRow(
    SpoolItem,
    {
        "offset": Column("acknowledged"),
        "kind": Column("reason_kind"),
        "title": Column("reason_title"),
        "what_happened": Column("reason_what"),
        "next_step": Column("reason_next"),
    },
)


def reason_columns(error: PreventDesktopError | None) -> dict[str, str | None]:
    """The columns that keep why a pack waits or needs a person; all empty without a reason."""
    if error is None:
        return dict.fromkeys(("reason_kind", "reason_title", "reason_what", "reason_next"))
    return {
        "reason_kind": getattr(error, "kind", "") or type(error).__name__,
        "reason_title": error.title,
        "reason_what": error.what_happened,
        "reason_next": error.next_step,
    }
