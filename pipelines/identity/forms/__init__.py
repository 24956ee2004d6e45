"""Forms: names and addresses in the form that is compared, and the features of every record.

Belongs here: normalisation, once for every distinct value. Does not belong here: e-mails, telephone
numbers and national ids (``identity.values``), and comparing two records.
"""
