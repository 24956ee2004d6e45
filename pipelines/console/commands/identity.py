"""Commands of a steward: what two records are to each other, whatever the evidence says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipelines.console.commands.running import carry_out
from pipelines.console.face import Format, FormatOption, ProjectOption, project_settings, told
from pipelines.console.request import Request

app = typer.Typer(no_args_is_help=True, help="Say who is who, and see what was said.")

RecordArgument = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE:ID",
        help="A party of a source, contact_person:SOURCE:ID, or @KEY of either.",
    ),
]
OtherArgument = Annotated[str, typer.Argument(metavar="SOURCE:ID", help="The other record.")]
PersonalOption = Annotated[
    bool, typer.Option("--personal", help="Show names, ids and values, to who may see them.")
]
ReasonOption = Annotated[
    str, typer.Option(prompt=True, help="Why, without personal data; it is kept.")
]


@app.command()
def merge(
    left: RecordArgument, right: OtherArgument, reason: ReasonOption, project: ProjectOption = None
) -> None:
    """Say that two records are one party; then run.

    The word goes before every rule and guard and holds until it is undone. The customer keeps the
    key of its first record; the other key leads to it. Two contact persons are one human; a contact
    person and a party are one who is a customer besides.
    """
    _say("merge", left, right, reason, project)


@app.command()
def split(
    left: RecordArgument, right: OtherArgument, reason: ReasonOption, project: ProjectOption = None
) -> None:
    """Say that two records are two parties; then run.

    Other records of their customer go with the one to which more ties them.
    """
    _say("split", left, right, reason, project)


@app.command()
def undo(
    number: Annotated[int, typer.Argument(help="The word's number, as `identity list` has it.")],
    project: ProjectOption = None,
) -> None:
    """Take a word back: the records go by their evidence again; then run."""
    from pipelines.console import stewardship

    with told() as out:
        settings = project_settings(project)
        stewardship.check_word(settings, number)
        carry_out(out, settings, Request(undo=[number]))


@app.command()
def train(project: ProjectOption = None) -> None:
    """Train the scoring models on the records that there are; then run.

    The new versions are kept and stay as they are until the models are trained again. It pays where
    names are mostly of one country, or where data are dirtier than usual.
    """
    with told() as out:
        carry_out(out, project_settings(project), Request(train=True))


@app.command()
def correct(
    record: RecordArgument,
    attribute: Annotated[str, typer.Argument(help="Attribute, as `birth_date` or `street`.")],
    reason: ReasonOption,
    value: Annotated[
        Optional[str],  # noqa: UP045 - typer reads it
        typer.Argument(help="What it is; dates as 1980-02-03."),
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take earlier corrections of it back.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Say what an attribute of a customer is, named by one of its records; then run.

    The correction is a delivery of the source `stewardship`. It goes before every source until
    another one follows or it is withdrawn.
    """
    from pipelines.console import corrections

    with told() as out:
        if (value is None) != withdraw:
            raise LookupError("say what it is, or --withdraw to take earlier corrections back")
        settings = project_settings(project)
        path = corrections.deliver(settings, record, attribute, value, reason)
        out.print(f"delivered {path.name}")
        carry_out(out, settings, Request())


@app.command("list")
def words(
    personal: PersonalOption = False,
    form: FormatOption = Format.table,
    project: ProjectOption = None,
) -> None:
    """List what stewards said, with the reason, and what was taken back.

    Records go by key, `@KEY`, which every command takes, or with `--personal` as `SOURCE:ID`.
    """
    from pipelines.console import query as queries
    from pipelines.console import stewardship

    with told() as out:
        queries.write(out, *stewardship.words(project_settings(project), personal), form)


@app.command()
def restore(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="What `identity list -f csv` wrote."),
    ],
    project: ProjectOption = None,
) -> None:
    """Say again the words of a list, where the working file was made anew; then run.

    Of the list, the words count that were not taken back, in the order in which they were said.
    """
    from pipelines.console import stewardship

    with told() as out:
        settings = project_settings(project)
        carry_out(out, settings, Request(overrule=stewardship.kept_words(settings, file)))


def _say(kind: str, left: str, right: str, reason: str, project: ProjectOption) -> None:
    from pipelines.console import stewardship

    with told() as out:
        settings = project_settings(project)
        one, other = stewardship.keys(settings, left, right)
        carry_out(out, settings, Request(overrule=[(kind, one, other, reason)]))


@app.command()
def accuracy(form: FormatOption = Format.table, project: ProjectOption = None) -> None:
    """Hold identity against the labels that `identity.labels` in clientele.toml names.

    Shown beside what the exact rules alone would reach. Status 1 if a threshold is missed.
    """
    from pipelines.console import query as queries
    from pipelines.console import stewardship

    with told() as out:
        judgement, names, rows = stewardship.accuracy(project_settings(project))
        queries.write(out, names, rows, form)
        for fault in judgement.faults:
            out.print(f"[red]insufficient[/red]: {fault}")
    if not judgement.is_sufficient:
        raise typer.Exit(1)


@app.command()
def blocking(form: FormatOption = Format.table, project: ProjectOption = None) -> None:
    """Count the pairs that each blocking rule has compared by the models.

    A key that more records share than the ceiling yields no pair. A pair of several rules is
    compared once.
    """
    from pipelines.console import query as queries
    from pipelines.console import stewardship

    with told() as out:
        queries.write(out, *stewardship.blocking(project_settings(project)), form)


@app.command()
def explain(
    left: RecordArgument,
    right: OtherArgument,
    personal: PersonalOption = False,
    project: ProjectOption = None,
) -> None:
    """Show why two records are one, or not: rules, levels, weights, guards and words.

    Two parties are one customer, two contact persons one human, and a contact person may be a
    customer besides.

    Records that no pair ties directly are tied through others, which are shown.
    """
    from pipelines.console import explaining
    from pipelines.console import query as queries

    with told() as out:
        settings = project_settings(project)
        file = str(queries.working_file(settings))
        explaining.show(out, explaining.explanation(settings, left, right, personal, file))


@app.command()
def review(
    limit: Annotated[int, typer.Option(min=1, help="How many candidates.")] = 10,
    personal: PersonalOption = False,
    form: FormatOption = Format.table,
    project: ProjectOption = None,
) -> None:
    """List customers that may be one, most at stake first, with the commands that settle it."""
    from pipelines.console import query as queries
    from pipelines.console import review as reviewing

    with told() as out:
        settings = project_settings(project)
        rows = reviewing.queue(settings, limit, personal)
        if form is Format.table:
            reviewing.show(out, settings, rows)
        else:
            queries.write(out, *rows, form)
