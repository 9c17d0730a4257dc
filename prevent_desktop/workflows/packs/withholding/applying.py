"""Takes what is kept back out of all of a pack's content: its pages, its data, its files' names."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from prevent_desktop.casework.withholding import Withholding, place_of_file, standing
from prevent_desktop.packs.content import PackAttachment, PackContent, PackForm, PackLine
from prevent_desktop.packs.withheld_words import withheld_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.packs.withholding.cutting import Cutter

_AS_THEY_ARE = frozenset(
    {
        "pack_id", "language", "marking", "sender", "recipient_name", "audit_head", "answer_to", "countersigner", "named_lead",
        "response_id", "record_id", "place", "version", "data_name", "sha256", "media_type", "source", "pictures", "kind",
        "about_key", "questionnaire_json", "came_in",
    }
)  # fmt: skip
"""Fields that hold ids, digests, bytes, a published form, and who sends it to whom. Any other text may hold what is kept back."""

_Part = TypeVar("_Part")


def cutter_for(vault: Vault, case_id: str, recipient_id: str) -> Cutter:
    """What takes out all that one receiver of a case does not get."""
    return Cutter(withheld_from(vault, case_id, recipient_id))


def withheld_from(vault: Vault, case_id: str, recipient_id: str) -> tuple[Withholding, ...]:
    """Those that count for one receiver; of a file and its copy without hidden data, both or neither."""
    stand = tuple(
        one for one in standing(vault.withholdings.of_case(case_id)) if one.counts_for(recipient_id)
    )
    twins: dict[str, str] = {}
    for original, copy in vault.attachments.bare_copies(case_id).items():
        twins |= {place_of_file(original): place_of_file(copy), place_of_file(copy): place_of_file(original)}
    return (*stand, *(replace(one, words=(), place=twins[one.place]) for one in stand if one.place in twins))


def without_withheld(content: PackContent, cutter: Cutter) -> PackContent:
    """`content` as the receiver gets it."""
    return _cut(content, cutter) if cutter else content


def _cut(part: _Part, cutter: Cutter) -> _Part:
    untyped: Any = part
    if isinstance(untyped, str):
        return type(untyped)(cutter.text(untyped)) if type(untyped) is str else untyped  # type: ignore[return-value]
    if isinstance(untyped, tuple):
        return tuple(_cut(each, cutter) for each in untyped)  # type: ignore[return-value]
    if not is_dataclass(untyped) or isinstance(untyped, type):
        return part
    changed = {
        each.name: _cut(getattr(untyped, each.name), cutter)
        for each in fields(untyped)
        if each.name not in _AS_THEY_ARE
    }
    if isinstance(untyped, PackAttachment):
        changed["file_name"] = cutter.text(untyped.file_name, inside=True)
    if isinstance(untyped, PackForm):
        changed["data_json"] = cutter.form(untyped.response_id, untyped.data_json)
    if isinstance(untyped, PackContent) and untyped.record_json:
        changed["record_json"] = cutter.data(untyped.record_json)
    if isinstance(untyped, PackLine) and (reason := cutter.why(untyped.place)):
        changed |= {"answers": (withheld_words(reason),), "absence": None, "own_words": False, "corrected": "", "changed": ""}  # fmt: skip
    return replace(untyped, **changed)  # type: ignore[no-any-return]
