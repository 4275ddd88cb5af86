"""`python -m mlops_team`."""

from mlops_team.cli import main

if __name__ == "__main__":
    main()
