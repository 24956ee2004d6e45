"""An empty project: nobody edits the package to use it."""

from __future__ import annotations

from pathlib import Path

from pipelines.settings import CONFIG_FILE

# Where `clientele identity correct` delivers to; a project that was made before has none.
STEWARDSHIP = """\
source: stewardship
description: What stewards corrected by hand; `clientele identity correct` writes the files.
zone: UTC
trust: 100
method: correction
feeds:
  corrections:
    files: stewardship/corrections-*.jsonl
    date: 'corrections-(?P<date>\\d{4}-\\d{2}-\\d{2})[^/]*\\.jsonl$'
    reader: jsonl
    entities:
      party_correction:
        mode: delta
        map:
          party_source: party_source
          party_id: party_id
          attribute_code: attribute_code
          value: value
          reason: reason
          corrected_at: corrected_at
"""

FILES = {
    CONFIG_FILE: """\
# A Clientele project. Every setting has a default; each can also be set by a variable of the
# environment (CLIENTELE_COMPANY__CURRENCY=USD).

[company]
name = "My company"
currency = "EUR"   # what all amounts are converted to
zone = "UTC"       # whose calendar days count (IANA name)
country = "DE"     # country of telephone numbers that name none

[landing]
tolerance = 0.05   # share of a delivery's records in quarantine above which it is blocked

[publish]
keep = 5           # published versions that stay, for rollback
""",
    "sources/README.md": """\
One YAML file a source, named after it. `clientele sources check NAME` tries it out without loading.

```yaml
source: shop                         # the name of this file without .yml
description: Orders of the web shop.
zone: Europe/Berlin                  # zone of times without offset
feeds:
  orders:
    files: shop/orders-*.csv         # below data/raw
    date: 'orders-(?P<date>\\d{4}-\\d{2}-\\d{2})\\.csv$'
    reader: csv                      # csv, jsonl, parquet, sqlite
    entities:
      order:                         # the contract that the records are held to
        mode: delta                  # snapshot: a key that is absent has been deleted
        map:                         # contract column: DuckDB expression over the file's columns
          order_id: order_no
          party_id: customer_no
          ordered_at: placed
          currency_code: "'EUR'"
          order_status_code: {value: state, codes: {P: placed, X: cancelled}}
```
""",
    "sources/stewardship.yml": STEWARDSHIP,
    "data/raw/.gitkeep": "",
    ".gitignore": "warehouse/\ndata/raw/*\n!data/raw/.gitkeep\n",
}


def create(directory: Path) -> list[Path]:
    """Write the files of an empty project and return their paths.

    Raises:
        LookupError: if the folder holds a project already.

    """
    if (directory / CONFIG_FILE).exists():
        raise LookupError(f"{directory} is a project already; nothing was changed")
    written = []
    for name, text in FILES.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
