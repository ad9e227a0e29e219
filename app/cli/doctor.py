"""everyletter doctor: is everything as it must be? It says what is wrong and how to mend it, and changes nothing."""

from collections import Counter
from typing import Annotated

import typer

from app.cli.console import CANNOT, cli, read_settings
from app.models.calendar import now


@cli.command()
def doctor(
    host: Annotated[str, typer.Option(help="The address that Everyletter is served on.")] = "127.0.0.1",
) -> None:
    """Look whether everything is as it must be. Ends with 0 if nothing is wrong, with 1 if something is."""
    from app.doctor import Health, examine  # noqa: PLC0415 -- Alembic

    config = read_settings()
    healths: Counter[Health] = Counter()
    for finding in examine(config, host, now()):
        healths[finding.health] += 1
        print(f"{finding.health.value:<7}{finding.says}")
        if finding.mend:
            print(f"{'':<7}{finding.mend}")
    wrong, look = healths[Health.WRONG], healths[Health.LOOK]
    print(
        "\nAll is well."
        if not wrong + look
        else f"\n{wrong or 'Nothing'} {'is' if wrong <= 1 else 'are'} wrong, and {look or 'nothing'} to look at."
    )
    if wrong:
        raise typer.Exit(CANNOT)
