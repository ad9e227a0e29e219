"""What the README claims, measured: `make bench` runs every subject and writes the table of README.md beside this."""
