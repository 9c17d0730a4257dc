"""The routes: each has a title and words that find it, and is read as it was written out, strictly."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import (
    ROUTES,
    Form,
    Record,
    Route,
    read_route,
    write_out,
)


def an_example(kind: type[Route]) -> Route:
    """A route of this kind with every field filled."""
    types = get_type_hints(kind)
    values: dict[str, Any] = {
        each.name: each.name.upper() if types[each.name] is str else list(types[each.name])[-1]
        for each in fields(kind)
    }
    return kind(**values)


@pytest.mark.parametrize("kind", ROUTES.values(), ids=ROUTES)
class TestEach:
    def test_has_a_title_and_words_that_find_it(self, kind: type[Route]) -> None:
        said = an_example(kind)
        assert said.title == said.title.strip() != ""
        assert said.section in NavSection
        assert said.words.split()
        assert kind.__doc__

    def test_is_read_as_it_was_written_out(self, kind: type[Route]) -> None:
        route = an_example(kind)
        found = read_route(json.loads(json.dumps(write_out(route))))
        assert found == route
        assert [getattr(found, each.name) for each in fields(kind)] == [
            getattr(route, each.name) for each in fields(kind)
        ]

    def test_is_refused_with_a_field_too_many_too_few_or_of_another_kind(self, kind: type[Route]) -> None:
        written = write_out(an_example(kind))
        wrong: list[dict[str, Any]] = [{**written, "colour": "blue"}]
        for each in fields(kind):
            wrong += [{name: value for name, value in written.items() if name != each.name}]
            wrong += [{**written, each.name: value} for value in (None, 1, ["x"])]
        for untrusted in wrong:
            with pytest.raises(ValueError, match="not a route"):
                read_route(untrusted)


@pytest.mark.parametrize(
    "untrusted", [None, [], "Record", {}, {"route": "Elsewhere"}, {"route": 1}, {"person_id": "p"}]
)
def test_what_is_no_route_is_refused(untrusted: object) -> None:
    with pytest.raises(ValueError, match="not a route"):
        read_route(untrusted)


def test_a_choice_that_nobody_offers_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        read_route({"route": "Settings", "part": "nowhere", "back": ""})


def test_titles_differ() -> None:
    titles = [an_example(kind).title for kind in ROUTES.values()]
    assert len(set(titles)) == len(titles)


def test_a_route_says_what_it_is_about_and_two_of_the_same_page_are_the_same() -> None:
    assert Record("p", "note:n").subjects == {"person_id": "p"}
    assert Form("r", "p") == Form("r")
    assert Form("r", "p").subjects == {"response_id": "r", "person_id": "p"}
