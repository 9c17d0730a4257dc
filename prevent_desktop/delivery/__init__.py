"""The way of a sealed pack to its receiver, and of the receipt back. The only importer of HTTP and SFTP.

The outbox knows opaque ids, digests and addresses, and nothing about people, so packs leave while the vault is locked. A
pack counts as delivered only when the receiver's signed receipt over its digest has been verified.

From above: `courier` and `reply_poller` carry, `journal` writes down how far; `transports` bring packs to receivers; a `connection` is one
connection to a server; the `outbox` is the spool on disk; `mailboxes` are the receiving side; `signed` is what is said
under a signature; `troubles` are what can be in the way, in words. A contract in pyproject.toml holds this order.
"""
