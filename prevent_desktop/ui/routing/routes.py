"""The routes: every page that can be opened, as a value that can be written out and read again. No Qt.

They are declared by area in the modules beside this one; here all of them are found, under the names that they have there.
"""

# ruff: noqa: F403, F405 -- a list of all names here would be a second one

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

# The palette offers them in this order.
# isort: off
from prevent_desktop.ui.routing.section_routes import *
from prevent_desktop.ui.routing.person_routes import *
from prevent_desktop.ui.routing.form_routes import *
from prevent_desktop.ui.routing.pack_routes import *
from prevent_desktop.ui.routing.team_routes import *
from prevent_desktop.ui.routing.keeping_routes import *
from prevent_desktop.ui.routing.route import *

# isort: on

ROUTES: Mapping[str, type[Route]] = {kind.__name__: kind for kind in Route.__subclasses__()}
"""Every kind of route by the name that it is written out with."""


def write_out(route: Route) -> dict[str, str]:
    """The route as an object for JSON, for `read_route`."""
    return {"route": type(route).__name__, **{each.name: getattr(route, each.name) for each in fields(route)}}


def read_route(untrusted: Any) -> Route:
    """What `write_out` wrote. Raises ValueError where that is no route of ours, or has other fields than it."""
    if not isinstance(untrusted, dict) or not all(isinstance(value, str) for value in untrusted.values()):
        raise ValueError("not a route")
    values = dict(untrusted)
    kind = ROUTES.get(values.pop("route", ""))
    if kind is None or set(values) != {each.name for each in fields(kind)}:
        raise ValueError("not a route of this version")
    types = get_type_hints(kind)
    return kind(**{name: types[name](value) for name, value in values.items()})
