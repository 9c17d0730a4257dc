"""What helps somebody to write well: spelling, quotation marks, clean pasting, counting, phrases. Pure, all offline.

Words that were typed stay in memory: nothing in here writes to the disk or to a log. Only `dictionary` imports the
spelling library.
"""
