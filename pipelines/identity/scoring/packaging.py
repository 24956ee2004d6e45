"""Write the packaged models: what ``person`` and ``organisation`` state, as Splink's settings.

Belongs here: the files in ``pipelines/identity/models``. Does not belong here: models of a project.
"""

from __future__ import annotations

import json

from pipelines.identity.scoring import organisation, person
from pipelines.identity.scoring.model import FOLDER, PRIOR, splink_settings

MADE_FROM = (
    "Odds stated by hand, between the shares measured among the true pairs of the demonstration"
    " company and of Febrl 1 and what is known of real people's records. All four Febrl sets were"
    " swept for the weight that joins; two comparison odds were changed and four levels and a"
    " blocking rule added after a look at Febrl 4's misses, two odds and a level after a look at"
    " those of Splink's historical figures, so none of them is held out."
    " Frequencies of names are rounded estimates for several countries, not counts."
)


def write() -> None:
    """Write both files anew."""
    for name, stated in (("person", person), ("organisation", organisation)):
        content = {"made_from": MADE_FROM, "settings": splink_settings(stated.COMPARISONS, PRIOR)}
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
