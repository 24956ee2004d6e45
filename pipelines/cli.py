"""The ``clientele`` command: a thin face of what the packages do; it assembles its commands."""

from __future__ import annotations

import typer

from pipelines.collector import collect_seldom
from pipelines.console.commands import asking, identity, project, quarantine, running, sources

BEGIN = "Begin"
RUN = "Run and publish"
ASK = "Ask"
MEND = "Mend"

app = typer.Typer(
    help="The customer warehouse in one file: deliveries in, one audited DuckDB file out.\n\n"
    "A *project* is a folder with `clientele.toml`, `sources/` and `data/raw/`. Stand in it, or "
    "name it with `--project DIR` after any command.",
    epilog="First steps: `clientele init DIR`, a source in DIR/sources, `clientele sources check "
    "NAME`, `clientele run`. When something waits for you, `clientele status` says so.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command(rich_help_panel=BEGIN)(project.init)
app.add_typer(sources.app, name="sources", rich_help_panel=BEGIN)
app.add_typer(project.demo, name="demo", rich_help_panel=BEGIN)
app.command(rich_help_panel=RUN)(running.run)
app.command(rich_help_panel=RUN)(running.status)
app.command(rich_help_panel=RUN)(running.rollback)
app.command(rich_help_panel=RUN)(running.release)
app.command(rich_help_panel=RUN)(project.ui)
app.command(rich_help_panel=ASK)(asking.query)
# A key may be negative, which would else be taken for an option.
app.command(rich_help_panel=ASK, context_settings={"ignore_unknown_options": True})(asking.trace)
app.command(rich_help_panel=ASK)(project.docs)
app.add_typer(quarantine.app, name="quarantine", rich_help_panel=MEND)
app.add_typer(identity.app, name="identity", rich_help_panel=MEND)
app.command(rich_help_panel=MEND)(running.replay)
app.command(rich_help_panel=MEND)(running.accept)


def main(arguments: list[str] | None = None) -> None:
    """Carry out what the arguments ask for, those of the command line if none are given."""
    collect_seldom()
    app(arguments)


if __name__ == "__main__":
    main()
