"""Brings a sealed pack to its receiver, and the receipt back. The only importer of HTTP and SFTP.

The outbox knows opaque ids, digests and addresses, and nothing about people, so packs leave while the vault is locked. A
pack counts as delivered only when the receiver's signed receipt over its digest has been verified.

From above: `courier` and `reply_poller` decide when, `journal` writes down how far; `transports` bring packs to
receivers; a `connection` is one to a server; the `outbox` is the spool on disk; `mailboxes` are the receiving side;
`signed` is what is said under a signature; `failure_reasons` are what can go wrong, in words. A contract in pyproject.toml
holds this order.
"""
