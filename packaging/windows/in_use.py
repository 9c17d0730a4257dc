"""Run by the installed program's own Python: writes down which files of a folder a running program holds.

``python.exe in_use.py FOLDER IN-USE``
"""

import sys
from pathlib import Path

with Path(sys.argv[2]).open("w", encoding="utf-8") as told:
    for path in sorted(Path(sys.argv[1]).rglob("*")):
        if path.is_file():
            try:
                path.open("r+b").close()
            except PermissionError:
                print(path, file=told)
