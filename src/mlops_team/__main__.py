"""`python -m mlops_team`."""

from mlops_team.cli import main

main()
