"""Tables that people bring, from a school's information system: CSV and XLSX, read in a confined process (`confined`).

`questions` is what can be asked and answered, `asking` asks from any process of the program, `child` is what the confined one
runs: `text_files` and `workbooks` take the strange bytes apart there alone. What comes back are texts by row and column; what
they mean is the workflows' affair.
"""

TABLE_PROCESS = "table-process"
"""The one argument with which the frozen program is that process."""
