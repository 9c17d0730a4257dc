"""A pack, out and back: what goes in, the tagged PDF, its signature, and opening and previewing what comes in.

The only importer of reportlab, pikepdf, pyhanko and pypdfium2. Those libraries take a second to import, so the
modules that use them are imported only when a pack is first built, signed, opened or shown; `content` uses none.
"""
