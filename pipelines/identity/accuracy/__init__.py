"""Accuracy: how well identity tells who is who, measured on records whose answer is known.

Belongs here: labels, figures, their thresholds and the page that shows them. Does not belong here:
anything that the resolution reads, since labels judge it and never guide it.
"""

from pipelines.identity.accuracy.judgement import Judgement, judge

__all__ = ["Judgement", "judge"]
