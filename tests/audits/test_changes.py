"""The comparison of two states of a team, against a second comparison of their json reports."""

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import oracle
from conftest import TODAY, Cli
from diff_oracle import Side, edited, expected
from random_teams import random_team, to_yaml
from runs import ROOT

Json = dict[str, Any]
PAIRS = 10  # a seed
CATALOG = oracle.read_catalog(oracle.BUILT_IN)


def pair(rng: random.Random) -> tuple[Json, Json]:
    """Return two random teams: two of their own, or the second after a few edits of the first."""
    one, other = (random_team(rng, CATALOG, date.fromisoformat(TODAY)) for _ in range(2))
    return (one, other) if rng.random() < 0.3 else (one, edited(rng, one, other))


def pairs(cli: Cli, folder: Path, rng: random.Random, number: int) -> Iterator[list[tuple[Path, Json]]]:
    """Yield pairs of team files, each with its report; those that cannot be audited are passed over."""
    while number:
        sides = []
        for index, team in enumerate(pair(rng)):
            file = folder / f"{index}.yaml"
            file.write_text(to_yaml(team), encoding="utf-8")
            sides.append((file, json.loads(cli("audit", "-f", "json", file).out)))
        if not any(report["input_errors"] for _, report in sides):
            number -= 1
            yield sides


def by_fingerprint(diff: Json) -> Json:
    """Return a diff with findings as their fingerprints, and what has no order sorted."""
    for member in diff["members"]["changed"]:
        member["what"].sort(key=lambda what: (what["field"] == "level", what["skill"] or ""))
    findings = diff["findings"]
    named = {
        name: sorted(finding["fingerprint"] for finding in found) if isinstance(found, list) else found
        for name, found in findings.items()
    }
    return {key: diff[key] for key in ("coverage", "roles", "members")} | {"findings": named}


def check_pairs(cli: Cli, folder: Path, seed: int, number: int) -> None:
    for (old_file, old), (new_file, new) in pairs(cli, folder, random.Random(seed), number):
        result = cli("diff", old_file, new_file, "-f", "json")
        diff = json.loads(result.out)
        assert by_fingerprint(diff) == expected(*(
            Side(report, oracle.load(file), CATALOG) for file, report in ((old_file, old), (new_file, new))
        ))  # fmt: skip
        errors = [one for one in (*diff["findings"]["new"], *diff["findings"]["worse"]) if one["severity"] == "error"]
        assert result.code == int(bool(errors))
        parts = (*diff["members"].values(), *diff["findings"].values())
        differs = diff["roles"] or any(part for part in parts if isinstance(part, list))
        assert diff["changed"] == bool(differs or diff["coverage"][0] != diff["coverage"][1])


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_what_two_reports_say(cli: Cli, tmp_path: Path, seed: int) -> None:
    check_pairs(cli, tmp_path, seed, PAIRS)


def test_a_team_does_not_differ_from_itself(cli: Cli, tmp_path: Path) -> None:
    for (file, report), _ in pairs(cli, tmp_path, random.Random(7), PAIRS):
        result = cli("diff", file, file, "-f", "json")
        diff = json.loads(result.out)
        assert (result.code, diff["changed"], diff["roles"]) == (0, False, [])
        assert diff["findings"] == {
            "new": [],
            "worse": [],
            "waived": [],
            "fixed": [],
            "remaining": len(report["teams"][0]["findings"]),
        }
        assert cli("diff", file, file).out.count("\n") == 1


def test_one_way_mirrors_the_other(cli: Cli, tmp_path: Path) -> None:
    for sides in pairs(cli, tmp_path, random.Random(8), PAIRS):
        files = [file for file, _ in sides]
        there, back = (
            json.loads(cli("diff", *order, "-f", "json", "--no-waivers").out) for order in (files, files[::-1])
        )
        assert there["coverage"] == back["coverage"][::-1]
        assert [(role["status"], role["coverage"]) for role in there["roles"]] == [
            (role["status"][::-1], role["coverage"][::-1]) for role in back["roles"]
        ]
        members = there["members"], back["members"]
        assert sorted(members[0]["joined"]) == sorted(members[1]["left"])
        assert sorted(members[0]["left"]) == sorted(members[1]["joined"])
        assert sorted(members[0]["renamed"]) == sorted(one[::-1] for one in members[1]["renamed"])
        assert fields(there, "from", "to") == fields(back, "to", "from")
        assert fingerprints(there, "new") == fingerprints(back, "fixed")
        assert fingerprints(there, "fixed") == fingerprints(back, "new")


def fields(diff: Json, before: str, after: str) -> list[tuple[str, ...]]:
    return sorted(
        (what["field"], str(what["skill"]), str(what[before]), str(what[after]))
        for member in diff["members"]["changed"]
        for what in member["what"]
    )


def fingerprints(diff: Json, group: str) -> list[str]:
    return sorted(finding["fingerprint"] for finding in diff["findings"][group])


def test_the_schema_of_a_diff_has_the_findings_of_a_report() -> None:
    diff, report = (
        json.loads((ROOT / f"roles/schemas/{name}.schema.json").read_text(encoding="utf-8"))["definitions"]["finding"]
        for name in ("diff", "report")
    )
    assert diff == report
