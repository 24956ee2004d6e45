"""The yardstick: the same work in Clientele and in bare DuckDB, side by side, as a ratio.

Belongs here: what is measured by hand or in CI's log. Does not belong here: an assertion on time.
"""
