"""The options of `mlops-team plan`."""

from typing import Annotated

import typer

from mlops_team.planner.problem import Goal as GoalName

Goal = Annotated[GoalName | None, typer.Option("--goal", help="What to reach, see above; skilled by default.")]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="DATE", help="The plan's day; by default leaving-horizon-days after the as-of day."),
]
Compare = Annotated[bool, typer.Option("--compare", help="Show all three goals side by side.")]
Hires = Annotated[bool, typer.Option("--hires", help="Show what a hire for each role would bring.")]
Cost = Annotated[
    list[str] | None,
    typer.Option(
        "--cost", metavar="KIND=WEEKS", help="What an action costs: assign (1), train a level (2), hire (26)."
    ),
]
NoAssign = Annotated[bool, typer.Option("--no-assign", help="Give nobody a role.")]
NoTrain = Annotated[bool, typer.Option("--no-train", help="Train nobody.")]
NoHire = Annotated[bool, typer.Option("--no-hire", help="Hire nobody.")]
NoWaivers = Annotated[bool, typer.Option("--no-waivers", help="Also close what waivers cover.")]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="SECONDS", help="Search no longer than this, and show the best plan found."),
]
