"""Titles of columns that are private, in four languages, and titles of skills that share their words."""

from typing import Any

import pytest

from mlops_team.inputs.imported_team import ImportedTeam, ImportMap, ImportOptions
from mlops_team.inputs.sheet_import import import_sheet
from mlops_team.inputs.table_titles import title_kind
from mlops_team.inputs.table_vocabulary import Kind
from sheet_names import FewNames

PRIVATE = """
    Steuerklasse | Krankheitstage | Kinder | Leistungsbewertung 2025 | Betriebszugehörigkeit (Jahre) | Befristet
    Performance 2025 | Potential | Flight risk | Children | Sick days | Religion | Krankheitstage (Tage)
    Années d'ancienneté | Número de hijos | Nombre d'enfants | Entgeltgruppe | Konfession | Nationalität | Nationalitaet
    Betriebszugehoerigkeit | Familienstand | Urlaubstage | Resturlaub | Kündigungsfrist | Kündigung | Abmahnungen
    Gewerkschaft | Union member | 9-box | Nine box | IBAN | Bank account | Emergency contact | Notfallkontakt
    Years of service | Length of service (years) | Tenure (years) | Seniority | Antigüedad en años | Estado civil
    Situation familiale | Congés restants | Jours de maladie | Días de vacaciones | Días de baja | Holidays left
    Annual leave | Vacation days taken | Degree of disability | Schwerbehindert (ja/nein) | Grad der Behinderung
    Discapacidad | Type de contrat | Vertragsart | Contract | Contract (type) | Tipo de contrato | Preaviso
    Notice period (months) | Probezeit bis | Rating 2025 | Performance review 2024 | Evaluación de desempeño
    Entretien annuel | Mitarbeitergespräch | Zielerreichung 2025 (%) | Attrition risk | Written warnings
    Avertissements | Syndicat | Sindicato | Passwort | Mot de passe | Home address | Adresse postale | Dirección
    Handynummer | Téléphone portable | Phone (private) | Social security number | Steuer-ID | Tax class | Jahresbonus
    Prime annuelle | Car allowance | Stock options | Kirchensteuer | Employee gender | Geschlecht (m/w/d) | Âge (ans)
    Age group | Edad (años) | How many children do you have? | Are you married? | Any comments? | SickDays | sick_days
    Fehlzeiten 2025 (Tage) | Überstunden | Berufserfahrung (Jahre) | No. of dependents | Geburtsjahr | Ethnicity
    Arbeitsunfähigkeit (Tage) | Holiday entitlement | Flight risk score | 9-box grid | Stundensatz | Días de ausencia
    Work permit | Elternzeit | Health insurance | Talent pool | Promotion 2025
"""
SKILLS = """
    Performance testing | Performance tuning | Performance engineering | Tax ML model | Tax law | Contract testing
    Data contracts | Risk modelling | Risk | Family of models | Code review | Design review | Peer review
    Health checks | Age estimation | Address verification | IP address management | Phone screening | iPhone
    Gender bias analysis | Conjoint analysis | Potential outcomes | Rating models | Union types | Bank fraud detection
    Leave-one-out validation | Rate limiting | Child processes | Steuerungstechnik | Leistungsoptimierung
    Leistungstests | Potenzialanalyse | Kündigungsprognose | Vertragstests | Emergency response planning
    Secret management | REST | REST APIs | S3 | Open source | Genre classification | Classification
    Insurance pricing | Warning systems | Investment appraisal | Bonus calculation | Stress testing
    Cloud cost management | Model evaluation | Service mesh | Temporal | Notice board | Private equity
    Mobile projects | Start-up experience design
"""
NEITHER = """
    Department | Abteilung | Département | Departamento | Manager | Line manager | Vorgesetzter | Jefe directo
    Cost centre | Kostenstelle | Centre de coûts | Centro de coste | Office | Büro | Bureau | Oficina
    Office (days) | Projects in 2026 | Años de experiencia
"""
IDS = "Personalnr. | Personal-Nr. | Mitarbeiternummer | Employee number | Matricule"
ROLES = """
    Jobtitel | Job-Titel | Tätigkeit | Taetigkeit | Berufsbezeichnung | Funktion | Poste | Intitulé du poste
    Titre du poste | Fonction | Puesto | Cargo | Título del puesto | Stellenbezeichnung
"""


def titles(text: str) -> list[str]:
    return [" ".join(title.split()) for line in text.splitlines() for title in line.split("|") if title.strip()]


def read(text: str, **given: Any) -> ImportedTeam:
    return import_sheet(text.encode(), "sheet.csv", ImportOptions(**given), FewNames())


@pytest.mark.parametrize("title", titles(PRIVATE))
def test_a_private_column_never_reaches_a_team_file(title: str) -> None:
    team = read(f"Name;{title};Python\nAna Lima;3;4\nBen Okafor;1;2\n")
    assert [dict(member.skills) for member in team.members] == [{"Python": 4}, {"Python": 2}]
    assert f'not read, private: column B "{title}"' in team.decisions


@pytest.mark.parametrize("title", titles(SKILLS))
def test_a_skill_may_have_words_of_private_columns(title: str) -> None:
    team = read(f"Name;{title}\nAna Lima;3\n")
    assert dict(team.members[0].skills) == {title: 3}


@pytest.mark.parametrize("title", titles(NEITHER))
def test_a_column_about_the_organisation_is_no_skill(title: str) -> None:
    assert title_kind(title) is Kind.OTHER
    assert dict(read(f"Name;{title};Python\nAna Lima;3;4\n").members[0].skills) == {"Python": 4}


@pytest.mark.parametrize("title", titles(IDS))
def test_a_personnel_number_is_an_id(title: str) -> None:
    assert read(f"Name;{title};Python\nAna Lima;7;4\n").members[0].id == "7"


@pytest.mark.parametrize("title", titles(ROLES))
def test_a_job_title_is_a_role(title: str) -> None:
    assert read(f"Name;{title};Python\nAna Lima;Data Scientist;4\n").members[0].roles == ("data-scientist",)


class Payroll(FewNames):
    """A catalog with a skill that has the title of a private column."""

    def skill(self, name: str) -> str | None:
        return "payroll" if name.casefold() == "payroll" else super().skill(name)


def test_a_name_that_the_catalog_has_is_a_skill() -> None:
    data = b"Name,Payroll,Python\nAna Lima,2,4\n"
    assert dict(import_sheet(data, "", ImportOptions(), Payroll()).members[0].skills) == {"payroll": 2, "Python": 4}
    assert dict(import_sheet(data, "", ImportOptions(), FewNames()).members[0].skills) == {"Python": 4}


def test_unknown_columns_beside_private_columns_are_named() -> None:
    sheet = "Name,Salary,Python,Parking level,Chess\nAna Lima,5,4,2,1\n"
    line = 'read as skills, unknown to the catalog: column D "Parking level" and column E "Chess" (drop a '
    assert f"{line}column with --map)" in read(sheet).decisions
    rows = 'read as skills, unknown to the catalog: row 3 "Chess" (drop a row with --map)'
    assert rows in read("Skill,Ana Lima\nPython,4\nChess,1\nSick days,3\n").decisions
    dropped = read(sheet, map=ImportMap({"parking level": None, "chess": "Python"}))
    assert "read as skills" not in "\n".join(dropped.decisions)
    assert "read as skills" not in "\n".join(read("Name,Python,Chess\nAna Lima,4,1\n").decisions)
