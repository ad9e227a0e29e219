"""Pages as files: what a file is, and how pictures that anybody may be shown are made of it.

A file is taken when its bytes are here. Its pictures are made afterwards, in a process of its own with limits on memory
and time, from pixels alone: nothing that stood in the file beside them comes through. Who may see a page is said in
app/models/visibility.py.
"""
