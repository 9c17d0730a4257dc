"""What is to be said about a question: its own help, that of the group it lies in, and the page about it. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from prevent_desktop.data_files import resources
from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import by_language

_HEAD_LINES = 12


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the same with markup where the form has some."""

    plain: str = ""
    rich: str = ""

    def __bool__(self) -> bool:
        return bool(self.plain)


@dataclass(frozen=True, slots=True)
class Help:
    """Why a question is asked, what to ask oneself, what to know about the part it lies in, and where more stands.

    `guidance` is the id of a page of ours and `guidance_title` its title; `links` are addresses that the form names,
    shown as they are, which nothing opens. Empty where there is none. `opens_group` marks the first question of the part
    that `group` is about.
    """

    why: Said = Said()
    ask_yourself: Said = Said()
    group: Said = Said()
    group_title: str = ""
    guidance: str = ""
    guidance_title: str = ""
    links: tuple[str, ...] = ()
    opens_group: bool = False

    def __bool__(self) -> bool:
        return any((self.why, self.ask_yourself, self.group, self.guidance, self.links))

    @property
    def in_place(self) -> bool:
        """Whether it is offered at this very question, where help stands among the questions: a part's once."""
        own = (self.why, self.ask_yourself, self.guidance, self.links)
        return any(own) or bool(self.group and self.opens_group)

    @property
    def spoken(self) -> str:
        """All of it as a screen reader says it."""
        return " ".join(part.plain for part in (self.why, self.ask_yourself, self.group) if part)


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
    places = by_language(resources() / "guidance") if name.replace("-", "").isalnum() else ()
    file = next((place / f"{name}.md" for place in places if (place / f"{name}.md").is_file()), None)
    if file is not None:
        with file.open(encoding="utf-8") as lines:
            for _number, line in zip(range(_HEAD_LINES), lines, strict=False):
                if line.startswith("title:"):
                    return line.removeprefix("title:").strip()
    return name.replace("-", " ").capitalize()
