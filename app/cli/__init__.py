"""The commands of everyletter. Each says in a sentence what is wrong, and loads what it needs when it needs it."""

from app.cli import doctor, letters, serve
from app.cli.console import cli

__all__ = ["doctor", "letters", "main", "serve"]


def main() -> None:
    """Run a command: what `everyletter` starts."""
    cli()
