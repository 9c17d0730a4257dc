"""One person's whole record to hand over: gathered, looked through for other people, and written as PDF and JSON.

`gathering` makes one document of JSON members out of the vault; `third_parties` finds where other people stand in it;
`review` keeps what a person decides about each place; `redacting` takes out of the document what is to be removed;
`in_print` sets the PDF out of that very document, so that nothing can be in one of the two and not in the other;
`export` writes both.
"""
