"""Signing keys on smart cards and security tokens (PKCS#11).

The module that speaks with a card is native code from its maker. It is loaded in a process of its own, which holds no
key and no record: a module that crashes or hangs loses nothing, and is ended when it takes too long or the person stops.
"""

CARD_PROCESS = "card-process"
"""How the frozen program is told to be that process."""
