"""The commands, a module a group: they read arguments, call the packages and print.

Belongs here: what an argument is called and means. Does not belong here: work on data.
"""
