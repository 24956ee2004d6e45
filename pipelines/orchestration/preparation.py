"""dbt's parse ahead of the first run: ``python -m pipelines.orchestration.preparation``.

``make`` calls it when it has made the environment, as a deployment would when it is built. A run
without it does the same itself, and waits for it.

Belongs here: what any run of this code on a new machine would do first. Does not belong here:
anything that reads deliveries.
"""

from __future__ import annotations

from pipelines import settings as settings_module
from pipelines.orchestration.dbt_command import manifest


def main() -> None:
    """Let dbt parse for the project that ``CLIENTELE_PROJECT`` names, or for this one."""
    manifest(settings_module.load())


if __name__ == "__main__":
    main()
