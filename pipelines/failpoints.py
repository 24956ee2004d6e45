"""Named instants at which a test can kill the process, to prove that nothing is left half done.

Belongs here: the list of names and the kill. Does not belong here: anything that a run does when
no failpoint is set; then ``failpoint`` costs one look into the environment.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "CLIENTELE_FAILPOINT"

FAILPOINTS = {
    "landing.before_commit": "a delivery's rows are written, nothing of it is committed",
    "landing.after_commit": "a delivery is committed, the next is not begun",
    "accept.before_commit": "a blocked delivery is let through, not committed",
    "accept.after_commit": "a blocked delivery is let through, no model has read it",
    "identity.derived": "what decides about customers is derived anew, nobody has one by it",
    "identity.before_commit": "keys are worked out, not committed",
    "identity.after_commit": "keys are committed, no model has read them",
    "target.copied": "a past day's working file is copied, not yet in its place",
    "build.before": "dbt is about to run",
    "build.after": "dbt has run, the ledger does not know",
    "build.marked": "the models are marked as built, no candidate is begun",
    "run.begun": "the run stands in the ledger, nothing is landed",
    "run.before_completion": "the version is published, the run is not marked as completed",
    "run.closed": "the run is marked as completed, the warehouse is not let go of",
    "publish.files_written": "both files of the candidate are written, their record is not",
    "publish.candidate_complete": "the candidate is complete, nothing is moved",
    "publish.intent_written": "it is noted which version is about to be switched to",
    "publish.version_moved": "the version lies in its place, the link shows the one before",
    "publish.link_replaced": "readers get the new version, the note still stands",
    "publish.switched": "the note is gone, old versions are not pruned",
    "publish.version_set_aside": "a pruned version has lost its name, its files still lie there",
    "publish.hold_written": "publication is held, the link is not switched back yet",
}


def failpoint(name: str) -> None:
    """Kill this process, without a last word, if the environment names this failpoint.

    Raises:
        KeyError: if ``name`` is not in ``FAILPOINTS``, so that a misspelt one cannot pass a test.

    """
    FAILPOINTS[name]
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
