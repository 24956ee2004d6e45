"""Identity: which party records of the sources are one customer, and the keys that stay with them.

Belongs here: normalised values, rules and guards, clusters, durable customer keys and their ledger.
Does not belong here: what a customer looks like (dbt's dimensions), and facts that name a party
which never arrived (dbt infers those). ``resolution.resolve`` does all of it; nothing is imported
here, since ``phone`` is a program too, which starts in a tenth of the time without.
"""
