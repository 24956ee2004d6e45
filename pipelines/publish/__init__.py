"""Publication: the candidate beside the published versions, and the switch to it.

Belongs here: what is copied into the published files, and which version readers get. Does not
belong here: the verdict on a candidate (``pipelines.audit``), or anything that changes the working
file. Every function that writes expects its caller to hold the run's lock (``settings.lock``).
"""

from pipelines.publish.candidate import Candidate, build_candidate
from pipelines.publish.dbt_manifest import ManifestError
from pipelines.publish.hashes import content_hashes
from pipelines.publish.hold import Hold, held, kept_back, release, rollback
from pipelines.publish.publication import Publication
from pipelines.publish.switch import NotAuditedError, PublicationHeldError, switch
from pipelines.publish.versions import (
    Version,
    VersionError,
    current_version,
    list_versions,
    published,
)

__all__ = [
    "Candidate",
    "Hold",
    "ManifestError",
    "NotAuditedError",
    "Publication",
    "PublicationHeldError",
    "Version",
    "VersionError",
    "build_candidate",
    "content_hashes",
    "current_version",
    "held",
    "kept_back",
    "list_versions",
    "published",
    "release",
    "rollback",
    "switch",
]
