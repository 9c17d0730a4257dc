"""Files that people bring as evidence: what they are, names that no system minds, and pictures shown by a process apart.

Nothing here opens or runs a file: `kinds` looks at the first and last bytes alone, and pictures are decoded in a process of
their own (`child`), which has limits, opens no file, and is ended when it takes too long. Its answers are read as
those of a stranger. Only this package sees Pillow and the HEIF decoder.
"""

PICTURE_PROCESS = "picture-process"
"""The one argument with which the frozen program is that process."""
