"""Starts every other process of the program, and confines those that read what came from strangers.

`spawn` is the one place that starts a process: isolated from the current folder and from every variable that could bring code
in. `limits` and `kernel` are what a process lays on itself before it reads the first strange byte; `serving` is what such a
process runs, `asking` how it is asked, over the pipe of `frames`, with answers that `strict_json` reads as a stranger's. `dumps`
forbids core files, `parents` ends a process with the one that started it. Import rules hold that nobody else starts processes.
"""
