"""Everything that this program does to files: written whole or not at all, for their owner, and fooled by nobody's links.

    own       files and folders that nobody but their owner can read
    durable   written beside, brought to the disk, renamed, the folder brought to the disk
    shared    a folder in which others may write: no link is followed, only plain files are read, only our own are changed
    places    what `shared` stands on: a folder held by a descriptor, or by its path where the system has none (Windows)
    chosen    a file that a person chose, for reading: one that would never end, such as a pipe, is refused
    saving    what a person has saved where they chose: one way to say that the disk does not take it
    nameless  what another library writes to a file: in memory, and without a name, so that a kill leaves nothing
    locks     locks of the system on small files; `shared_locks` the same in a folder in which others may write
    errors    the one error of its own: something else lies where a plain file belongs
    windows   what Windows needs for the same: rights in access lists, patience with whoever has a file open

Nothing else in the program opens for writing, renames, removes or syncs; a test holds that, with its exceptions by name.
All of it raises OSError, which each caller puts into the words of its own work.
"""
