"""What an organisation's IT has set for this machine: managed settings.

`schema` says each of them once; `sources` read what is set where administrators alone can write; `values` judges it;
`in_force` holds what counts, read once by the composition root. `packaging/policies.py` makes the templates from the schema.
"""
