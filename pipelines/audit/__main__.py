"""Start of ``python -m pipelines.audit``: see ``pipelines.audit.command``."""

from __future__ import annotations

import sys

from pipelines.collector import collect_seldom

if __name__ == "__main__":
    # Before Great Expectations is loaded, which is most of what this process does.
    collect_seldom()
    from pipelines.audit.command import main

    sys.exit(main())
