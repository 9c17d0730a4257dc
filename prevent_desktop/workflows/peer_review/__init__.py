"""Handing a draft to a colleague of the organisation, sealed, and getting it back with comments.

`showing` makes what is shown, `send` signs, seals and saves it, `opening` takes what came in a file and `commenting`
is the colleague's side, `returned_comments` the author's. Nobody sees more than was meant: what is sent are the lines that the
author saw before saving, and words about them.
"""
