"""The commands of everyletter. Each says in a sentence what is wrong, and loads what it needs when it needs it."""

from app.cli import cards, doctor, invite, letters, roster, serve
from app.cli.console import cli

__all__ = ["cards", "doctor", "invite", "letters", "main", "roster", "serve"]


def main() -> None:
    """Run a command: what `everyletter` starts."""
    cli()
