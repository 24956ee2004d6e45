"""What the ``clientele`` command shows and how it starts a run.

Belongs here: the command line's side of things. Does not belong here: anything that changes data
other than through the assets.
"""
