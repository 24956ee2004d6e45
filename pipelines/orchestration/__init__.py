"""The face of the stages towards Dagster: assets, checks, jobs, schedule and sensor.

Belongs here: thin shells that call a stage and report counts. Does not belong here: what a stage
does (its own package), or a value from the data.
"""
