"""Landing: deliveries are found, read, held to their contract and kept in raw or quarantine.

Belongs here: everything from a file in ``data/raw`` to its rows, its quarantine and its line in the
ledger, which commit together. Does not belong here: what rows mean together (identity, dbt).
"""
