"""The page of results: one file without scripts or anything from the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from pipelines.audit.result import AuditResult, Check

STYLE = Path(__file__).with_name("page.css")

# What a verdict is called and marked with; the mark does not rest on colour alone.
MARKS = {
    "passed": "✓ passed",
    "warning": "! warning",
    "critical": "✕ failed",
    "error": "✕ no answer",
}
TILES = {
    "passed": "passed",
    "critical": "critical failed",
    "warning": "warnings",
    "error": "could not be carried out",
}
HEADS = ("Verdict", "Table and column", "Expectation", "Observed", "Bound", "Severity")
NUMBERS = ("Observed", "Bound")


def write_page(result: AuditResult, fingerprint: str, path: Path) -> None:
    """Write the page of an audit."""
    path.write_text(page(result, fingerprint), encoding="utf-8")


def page(result: AuditResult, fingerprint: str) -> str:
    """Return the page of an audit as HTML."""
    attention = [check for check in result.checks if check.verdict != "passed"]
    compared = (
        f"compared with version {result.previous_version}"
        if result.previous_version
        else "compared with no other version"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Audit of version {result.version}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
<header>
<h1>Audit of version {result.version}</h1>
<p class="lead">As of {result.as_of:%-d %B %Y}, {compared}.</p>
</header>
{_verdict(result)}
{_tiles(result)}
<h2>What needs attention</h2>
{_table("Checks that did not pass", _worst_first(attention)) if attention else "<p>Nothing.</p>"}
<h2>All checks</h2>
{_table("All checks by table", _by_table(result.checks))}
<footer>
<p>Audited in {result.seconds:.1f} seconds by Great Expectations. Fingerprint of the input:
<code>{escape(fingerprint)}</code></p>
</footer>
</main>
</body>
</html>
"""


def _verdict(result: AuditResult) -> str:
    if result.passed:
        return '<p class="verdict passed">May be published: no critical check failed.</p>'
    return (
        '<p class="verdict failed" role="alert">Kept back: readers stay with the version that '
        "they have.</p>"
    )


def _tiles(result: AuditResult) -> str:
    count = result.count()
    tiles = (f"<div><dt>{text}</dt><dd>{count[name]}</dd></div>" for name, text in TILES.items())
    return f'<dl class="tiles">{"".join(tiles)}</dl>'


def _worst_first(checks: Iterable[Check]) -> list[Check]:
    return sorted(checks, key=lambda check: (not check.blocks, *_place(check)))


def _by_table(checks: Iterable[Check]) -> list[Check]:
    return sorted(checks, key=_place)


def _place(check: Check) -> tuple[str, str, str]:
    return check.schema_name, check.table_name, check.column_name or ""


def _table(caption: str, checks: Sequence[Check]) -> str:
    heads = "".join(f'<th scope="col"{_number_class(head)}>{head}</th>' for head in HEADS)
    rows = "\n".join(_row(check) for check in checks)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _number_class(head: str) -> str:
    return ' class="number"' if head in NUMBERS else ""


def _row(check: Check) -> str:
    state = check.severity if check.verdict == "failed" else check.verdict
    column = f"<br><code>{escape(check.column_name)}</code>" if check.column_name else ""
    fault = f'<span class="fault">{escape(check.fault)}</span>' if check.fault else ""
    return (
        f'<tr><td><span class="mark {state}">{MARKS[state]}</span></td>'
        f'<th scope="row"><code>{check.schema_name}.{check.table_name}</code>{column}</th>'
        f"<td>{escape(check.expectation)}{fault}</td>"
        f'<td class="number">{escape(check.observed)}</td>'
        f'<td class="number">{escape(check.bound)}</td><td>{check.severity}</td></tr>'
    )
