"""How many records of each kind go with a disposal, in words: the same before it on its page and after it on its certificate."""

from __future__ import annotations

from collections.abc import Mapping

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.record_kind import Counting
from prevent_desktop.translation import ngettext

UNFINISHED = "unfinished"
"""What is begun and not finished stands in no table of its own: it is counted under this name."""
FILES_NOT_COME = "files-not-come"
"""Files of a shared case that a colleague's laptop has not brought yet: what is known of them goes too."""
NOT_WHOLE = "not-whole"
"""Entries of a shared case of which something that they need has not come: what came of them goes too."""


def counted_kinds() -> Mapping[str, Counting]:
    """The words for what is counted by itself, by table, in the order in which a record shows it."""
    words = {kind.table: kind.counted for kind in record_kinds.KINDS if kind.counted and kind.may_be_counted}
    return {**words, FILES_NOT_COME: _files_not_come, NOT_WHOLE: _not_whole, UNFINISHED: _unfinished}


def _unfinished(number: int) -> str:
    return ngettext("{number} piece of writing", "{number} pieces of writing", number)


def _files_not_come(number: int) -> str:
    return ngettext("{number} file that has not come", "{number} files that have not come", number)


def _not_whole(number: int) -> str:
    return ngettext("{number} entry that is not whole", "{number} entries that are not whole", number)


def counted(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Such as ``2 cases``, ``3 forms``, in the order in which a record shows them; what there is none of is left out."""
    return tuple(
        words(counts[table]).format(number=counts[table])
        for table, words in counted_kinds().items()
        if counts.get(table, 0) > 0
    )
