"""One module a kind of record: it is written and read whole, as casework's dataclasses."""
