"""Write roles/prepared.json, from which the built-in catalog is read at once; run it after each change in roles/."""

from pathlib import Path

from mlops_team.inputs.catalog import catalog_values
from mlops_team.inputs.catalog_prepared import FILE, prepare
from mlops_team.inputs.schema import built_in_folder

if __name__ == "__main__":
    folder: Path = built_in_folder()
    (folder / FILE).write_text(prepare(folder, catalog_values(str(folder))), encoding="utf-8", newline="\n")
