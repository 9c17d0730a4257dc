"""Reads PDFs and signatures that came from outside, in a confined process (`confined`): verifying, facts, files, pages.

`questions` is what can be asked, `asking` asks it from any process of the program, `child` is what the confined one runs. The
libraries that take strange bytes apart (pyHanko, pikepdf, PDFium) do so in `child` alone.
"""

READER_PROCESS = "reader-process"
"""The one argument with which the frozen program is that process."""
