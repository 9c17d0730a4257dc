"""A pack, out and back: what goes in, the tagged PDF, its signature, and opening and previewing what comes in.

The only importer of reportlab, pikepdf, pyhanko and pypdfium2. Those libraries take a second to import, so the
modules that use them are imported only when a pack is first built, signed, opened or shown; `content` uses none.
"""

from __future__ import annotations

import sys
from types import ModuleType

_HTTP_CLIENTS = {
    "pyhanko.sign.timestamps.aiohttp_client": "HTTPTimeStamper",
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers": "AIOHttpFetcherBackend",
}
"""What of pyHanko asks the network, and the one name that the rest of it takes from there."""


def _leave_http_clients_out() -> None:
    """Nothing here may ask the network, and the library that they would bring (aiohttp) takes 0.2 s and 10 MB."""
    for module, name in _HTTP_CLIENTS.items():
        empty = ModuleType(module)
        setattr(empty, name, None)
        sys.modules.setdefault(module, empty)


_leave_http_clients_out()
