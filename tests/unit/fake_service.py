"""Takes a name on the session bus and answers whatever is asked of it: `python fake_service.py NAME MANNER`, for `test_fake_store.py`."""

from __future__ import annotations

import sys

from jeepney import MessageType, message_bus, new_method_return
from jeepney.io.blocking import open_dbus_connection

ANSWERS = {
    "number": ("u", (7,)),
    "texts": ("as", (["a", "b"],)),
    "nothing": ("", ()),
    "address": ("as", (["http://[::1"],)),
    "large": ("s", ("x" * 20_000_000,)),
}


def main(name: str, manner: str) -> None:
    connection = open_dbus_connection("SESSION")
    connection.send_and_get_reply(message_bus.RequestName(name))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        asked = connection.receive()
        if asked.header.message_type is not MessageType.method_call or manner == "silent":
            continue
        member = asked.header.fields.get(3)
        signature, body = locked(member) if manner == "locked" else ANSWERS[manner]
        connection.send(new_method_return(asked, signature, body))


def locked(member: str) -> tuple[str, tuple[object, ...]]:
    """As one that is locked, and whose window for the passphrase nobody ever sees."""
    return {
        "ReadAlias": ("o", ("/org/freedesktop/secrets/collection/login",)),
        "Get": ("v", (("b", True),)),
        "Unlock": ("aoo", ([], "/org/freedesktop/secrets/prompt/p1")),
        "Prompt": ("", ()),
    }.get(member, ("", ()))


if __name__ == "__main__":
    main(*sys.argv[1:])
