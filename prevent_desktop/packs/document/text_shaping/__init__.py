"""Text beyond plain Latin: shaped by HarfBuzz, ordered by UAX #9, broken by UAX #14, in fonts that are cut to what is used.

Modules, from the bottom up: `bidi` and `isolating_runs` (which direction each character runs), `breaking` (where lines may
break, and what is one sign), `faces` (the shipped fonts as HarfBuzz sees them), `unprintable` (characters that
none has, and what stands in their place), `shaping` (clusters: in which font, what is drawn and what it says), `languages`,
`setting` (lines), `codes` and `composites` (fonts inside the PDF), `shaped_text` (a paragraph that blocks can measure,
divide and draw). All of it is imported when the first such text comes; plain Latin text stays with
ReportLab's own paragraph.

Every cluster is one code of its font, so that each code says exactly what was typed there, and no reader of the text
has to put letters back into order: where a cluster is several glyphs, or one that is moved, the embedded font gets a
composite glyph of them. What runs leftward has a code for each letter and for each mark on it. Codes of single glyphs
are the glyph ids of the shipped font.
"""
