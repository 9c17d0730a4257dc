"""How many records of each kind go with a disposal, in words: the same before it on its page and after it on its certificate.

Every table that a disposal takes rows from has its words here, or is named as one that only serves others; a test holds it.
"""

from __future__ import annotations

from collections.abc import Mapping

from prevent_desktop.translation import ngettext

UNFINISHED = "unfinished"
"""What is begun and not finished stands in no table of its own: it is counted under this name."""
SERVES_OTHERS = frozenset(
    {"record_texts", "person_texts", "clocks", "clocks_to_set", "undo_histories", "bare_copies"}
)
"""Words in the search, clocks, what could be undone, and which file is a copy of which: they belong to what is counted."""


def counted(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Such as ``2 cases``, ``3 forms``, in the order in which a record shows them; what there is none of is left out."""
    return tuple(
        _words(table, counts[table]).format(number=counts[table])
        for table in ORDER
        if counts.get(table, 0) > 0
    )


ORDER = (
    "people", "cases", "responses", "notes", "events", "decisions", "keeping_decisions", "packs", "received_packs", "answers",
    "answers_to_give", "answers_set_aside", "chases", "drafts_for_comment", "withholdings", "reviews", "attachments",
    "person_changes", "left_differences", "merge_conflicts", UNFINISHED,
)  # fmt: skip


def _words(table: str, n: int) -> str:
    return {
        "people": ngettext("{number} person", "{number} people", n),
        "cases": ngettext("{number} case", "{number} cases", n),
        "responses": ngettext("{number} form", "{number} forms", n),
        "notes": ngettext("{number} note", "{number} notes", n),
        "events": ngettext("{number} event", "{number} events", n),
        "decisions": ngettext("{number} decision", "{number} decisions", n),
        "keeping_decisions": ngettext(
            "{number} decision about keeping", "{number} decisions about keeping", n
        ),
        "packs": ngettext("{number} pack", "{number} packs", n),
        "received_packs": ngettext("{number} pack that came in", "{number} packs that came in", n),
        "answers": ngettext("{number} answer", "{number} answers", n),
        "answers_to_give": ngettext("{number} answer on its way", "{number} answers on their way", n),
        "answers_set_aside": ngettext(
            "{number} file that was no answer", "{number} files that were no answers", n
        ),
        "chases": ngettext("{number} day to ask again", "{number} days to ask again", n),
        "drafts_for_comment": ngettext(
            "{number} draft shown to a colleague", "{number} drafts shown to a colleague", n
        ),
        "withholdings": ngettext("{number} thing kept back", "{number} things kept back", n),
        "reviews": ngettext("{number} review", "{number} reviews", n),
        "attachments": ngettext("{number} file", "{number} files", n),
        "person_changes": ngettext("{number} earlier value", "{number} earlier values", n),
        "left_differences": ngettext(
            "{number} difference that was left", "{number} differences that were left", n
        ),
        "merge_conflicts": ngettext(
            "{number} difference between two laptops", "{number} differences between two laptops", n
        ),
        UNFINISHED: ngettext("{number} piece of writing", "{number} pieces of writing", n),
    }[table]
