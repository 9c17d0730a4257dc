"""What is to be said about a question: its own help, that of the group it lies in, and the page about it. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.form.help_card import Help, Said

_HEAD_LINES = 12


def help_at(form: Questionnaire, path: Path) -> Help:
    """The help of the question at `path`; its page and its group's help are the nearest above it."""
    if not path:
        return Help()
    above = list(_upwards(form, path))
    item = above[0]
    page = next((one.guidance for one in above if one.guidance), "")
    group = next((one for one in above[1:] if one.type is ItemType.GROUP and _has_help(one)), None)
    return Help(
        why=Said(item.help_text, item.rich_help),
        ask_yourself=Said(item.prompt_text, item.rich_prompt),
        group=Said() if group is None else _of_group(group),
        group_title="" if group is None else group.text,
        guidance=page,
        guidance_title=page_title(page) if page else "",
        opens_group=group is not None and next(iter(group.children), None) is item,
        links=next((one.support_links for one in above if one.support_links), ()),
    )


def _upwards(form: Questionnaire, path: Path) -> Iterator[Item]:
    return (form.by_link_id[link_id] for link_id, _number in reversed(path))


def _has_help(item: Item) -> bool:
    return bool(item.help_text or item.prompt_text)


def _of_group(item: Item) -> Said:
    plain = "\n\n".join(part for part in (item.help_text, item.prompt_text) if part)
    if not (item.rich_help or item.rich_prompt):
        return Said(plain)
    return Said(plain, f"{item.rich_help or item.help_text} {item.rich_prompt or item.prompt_text}")


@lru_cache(maxsize=64)
def page_title(page: str) -> str:
    """The title of a guidance page (``consent-and-sharing``, perhaps with ``#a-heading``); of an unknown one, its id."""
    name = page.partition("#")[0]
    file = resources() / "guidance" / f"{name}.md"
    if name.replace("-", "").isalnum() and file.is_file():
        with file.open(encoding="utf-8") as lines:
            for _number, line in zip(range(_HEAD_LINES), lines, strict=False):
                if line.startswith("title:"):
                    return line.removeprefix("title:").strip()
    return name.replace("-", " ").capitalize()
