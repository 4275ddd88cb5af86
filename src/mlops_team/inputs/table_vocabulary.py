"""The words in titles of columns, in English, German, French and Spanish: small letters, without accents and signs."""

from enum import Enum


class Kind(Enum):
    """What a column holds, by its title."""

    NAME = "name"
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    EMAIL = "e-mail"
    LOGIN = "login"
    ID = "id"
    ROLE = "roles"
    FTE = "allocation"
    HOURS = "weekly hours"
    START = "start"
    END = "end"
    SKILL = "skill"
    SKILLS = "skills"
    LEVEL = "level"
    CATEGORY = "category"
    REQUIRED = "required level"
    TOTAL = "total"
    PRIVATE = "private"
    OTHER = "other"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PEOPLE = frozenset({Kind.NAME, Kind.FIRST_NAME, Kind.LAST_NAME, Kind.EMAIL, Kind.LOGIN, Kind.ID})
IDENTITY = PEOPLE | {Kind.ROLE, Kind.FTE, Kind.HOURS, Kind.START, Kind.END}
SKILLS = frozenset({Kind.SKILL, Kind.SKILLS})

_PHRASES = {
    Kind.NAME: """
        name, names, employee, employees, member, person, people, colleague, staff, resource, resource name,
        developer, engineer name, consultant, participant, team member, team members, who, mitarbeiter,
        mitarbeitende, mitarbeiterin, kollege, teammitglied, nom complet, nom et prenom, prenom et nom,
        collaborateur, collaboratrice, employe, salarie, membre, personne, nombre completo, nombre y
        apellidos, nombre y apellido, empleado, persona, miembro, colaborador, vollstandiger name, vor und
        nachname, display name, nom, nombre
    """,
    Kind.FIRST_NAME: """
        first name, firstname, given name, forename, vorname, prenom, nombre de pila, first, primer nombre
    """,
    Kind.LAST_NAME: """
        last name, lastname, surname, family name, nachname, familienname, zuname, nom de famille, apellido,
        apellidos, last, second name
    """,
    Kind.EMAIL: """
        email, e mail, mail, email address, e mail address, mail address, email adresse, e mail adresse,
        adresse email, adresse e mail, courriel, correo, correo electronico, email id, upn, user principal
        name
    """,
    Kind.LOGIN: """
        login, user, username, user name, user id, userid, account, github, github user, github login, alias,
        benutzer, benutzername, kurzel, kuerzel, identifiant, utilisateur, usuario, nombre de usuario, handle,
        nickname
    """,
    Kind.ID: """
        id, employee number, employee no, employee nr, personnel number, staff number, staff no, person
        number, badge, personalnummer, personal nr, mitarbeiternummer, mitarbeiter nr, mitarbeiter id,
        matricule, numero de empleado, emp no, emp number, empid, person id, legajo, identificador, employee
        code, personalnr, pers nr, persnr, personalno, mitarbeiternr, ma nr, personnel no, personnel nr,
        personnel id, worker id, staff id, numero de matricule, n matricule, numero empleado, id empleado, id
        de empleado, codigo de empleado
    """,
    Kind.ROLE: """
        role, roles, title, titles, position, positions, job title, job role, job, function, designation,
        occupation, profession, rolle, rollen, stelle, funktion, beruf, berufsbezeichnung, poste, fonction,
        metier, role metier, intitule du poste, puesto, cargo, rol, funcion, posicion, stellenbezeichnung, job
        position, job function, jobtitel, job titel, titel, jobbezeichnung, job bezeichnung, jobrolle,
        jobprofil, tatigkeit, taetigkeit, tatigkeitsbezeichnung, positionsbezeichnung, funktionsbezeichnung,
        rollenbezeichnung, stellentitel, dienststellung, berufstitel, aktuelle position, aktuelle rolle, role
        title, role name, current position, intitule de poste, intitule poste, titre, titre du poste, titre de
        poste, titre professionnel, libelle poste, libelle du poste, libelle emploi, emploi, poste occupe,
        fonction occupee, intitule du metier, titulo, titulo del puesto, titulo de puesto, titulo del cargo,
        nombre del puesto, nombre del cargo, denominacion del puesto, puesto de trabajo, puesto actual, cargo
        actual, ocupacion, profesion, papel, categoria profesional
    """,
    Kind.FTE: """
        fte, %, allocation, capacity, allocation %, % allocation, fte %, % fte, share, percent, percentage,
        workload, workload %, effort, effort %, etp, taux d occupation, temps de travail, % temps, auslastung,
        pensum, anteil, zuteilung, beschaftigungsgrad, arbeitszeit %, dedicacion, % dedicacion, porcentaje,
        asignacion, jornada, time %, % time, quotite, stellenanteil, vza, vzae, affectation, % affectation,
        utilization, utilisation, utilization %
    """,
    Kind.HOURS: """
        weekly hours, hours per week, hours week, hours, h week, hrs week, hours wk, h per week, contract
        hours, wochenstunden, stunden pro woche, stunden, std woche, stunden woche, heures par semaine, heures
        hebdomadaires, heures, h semaine, horas semanales, horas por semana, horas, working hours, weekly
        working hours
    """,
    Kind.START: """
        start, start date, from, since, joined, join date, joining date, date joined, hire date, hired, date
        of hire, begin, entry date, beginn, eintritt, eintrittsdatum, startdatum, ab, von, seit, debut, date
        de debut, date d entree, depuis, inicio, fecha de inicio, desde, fecha de alta, fecha de ingreso, date
        of joining
    """,
    Kind.END: """
        end, end date, until, to, left, leaving date, leave date, last day, exit date, contract end, contract
        end date, termination date, ende, austritt, austrittsdatum, enddatum, bis, letzter tag, fin, date de
        fin, date de sortie, jusqu a, jusqu au, fecha de fin, hasta, fecha de baja, fecha de salida
    """,
    Kind.SKILL: """
        skill, skill name, competency, competence, capability, technology, tool, topic, skill attribute, skill
        technology, technology skill, techno, subject, faehigkeit, fahigkeit, kompetenz, kenntnis,
        technologie, thema, werkzeug, savoir faire, sujet, outil, habilidad, competencia, tecnologia,
        herramienta, conocimiento, ability, skill area
    """,
    Kind.SKILLS: """
        skills, skill set, skillset, key skills, technical skills, technologies, technos, tech stack, stack,
        tools, competencies, competences, capabilities, expertise, primary skills, technical skill, skills
        tools, skill list, fahigkeiten, faehigkeiten, kompetenzen, kenntnisse, technologien, werkzeuge,
        outils, habilidades, competencias, tecnologias, herramientas, conocimientos, skills matrix, skill
        matrix, aptitudes, tech skills
    """,
    Kind.LEVEL: """
        level, levels, skill level, proficiency, proficiency level, score, current level, competency level,
        competence level, actual, actual level, current, self assessment, self rating, skill rating, expertise
        level, stufe, niveau, kompetenzstufe, level of expertise, nivel, grado, ist, ist wert, niveau actuel,
        nivel actual, knowledge level, level of knowledge, experience level
    """,
    Kind.CATEGORY: """
        category, categories, group, area, domain, skill category, skill group, skill type, type, subcategory,
        sub category, kategorie, gruppe, bereich, categorie, domaine, famille, categoria, grupo, dominio,
        competency area, skill domain, skill family, section, topic area, class, cluster, theme
    """,
    Kind.REQUIRED: """
        required, required level, wanted, target, target level, target score, missing, gap, needed, need,
        goal, min required, minimum required, desired, desired level, expected, expected level, ideal, future,
        soll, soll wert, ziel, zielwert, lucke, requis, cible, objectif, ecart, niveau requis, requerido,
        objetivo, brecha, deseado, nivel requerido, required people, min level, people required, proficiency
        expected, importance, priority, prioritat, priorite, prioridad, weight, criticality, gewichtung,
        poids, peso, have, benchmark
    """,
    Kind.OTHER: """
        #, no, nr, num, number, row, index, s no, sl no, sr no, serial no, lfd nr, n, department, dept, team,
        unit, business unit, division, squad, tribe, chapter, company, organisation, organization, org,
        location, office, site, city, country, region, status, active, remote, availability, available, shift,
        manager, supervisor, years, years of experience, experience, yoe, years experience, year, date, last
        updated, updated, last used, last used date, last used year, updated at, created at, assessed,
        assessment date, training hours, project, projects, language, languages, certification,
        certifications, education, degree, university, description, definition, example, examples, abteilung,
        standort, ort, land, stadt, vorgesetzter, datum, erfahrung, jahre, sprache, sprachen, beschreibung,
        projekt, projekte, gesellschaft, departement, service, equipe, ville, pays, statut, annees, langue,
        langues, projet, projets, departamento, equipo, ubicacion, ciudad, pais, estado, anos, experiencia,
        idioma, idiomas, descripcion, proyecto, fecha, skill id, skill no, skill code, team name, timestamp,
        zeitstempel, headcount, link, url, photo, source, training, training method, assessment method,
        timezone, time zone, start time, cost center, cost centre, kostenstelle, hobbies, interests, evidence,
        trainer, comments date, reports to, team lead, hobby, line manager, direct manager, reporting manager,
        fuhrungskraft, teamleiter, teamleiterin, teamleitung, vorgesetzte, vorgesetzter r, disziplinarischer
        vorgesetzter, superieur, superieur hierarchique, responsable, responsable hierarchique, jefe, jefa,
        jefe directo, responsable directo, supervisora, gerente, abteilungsname, department name, dept name,
        geschaftsbereich, fachbereich, organisationseinheit, org unit, organizational unit, organisational
        unit, unidad, unidad de negocio, buro, buero, bureau, oficina, gebaude, building, room, raum, zimmer,
        desk, floor, etage, office location, work location, arbeitsort, dienstort, arbeitsplatz, lieu de
        travail, lugar de trabajo, sede, home office days, homeoffice tage, teletravail, teletrabajo, cost code, kst,
        centre de cout, centre de couts, centro de coste, centro de costes, centro de costo, centro de costos,
        profit center, profit centre, annees d experience, anos de experiencia, jahre erfahrung, horodateur,
        marca temporal
    """,
}
KINDS = {" ".join(phrase.split()): kind for kind, text in _PHRASES.items() for phrase in text.split(",")}
# Words that change nothing: "Employee Name", "Base salary", "Current role".
QUALIFIERS = _words("""
    employee emp staff member team person worker colleague participant full display primary main the of current
    job work annual yearly monthly hourly last base gross net overall final your my id user s de du des der die
    das el la le personal people contract official assigned mitarbeiter collaborateur empleado
""")
SOMEBODY_ELSE = _words("""
    manager supervisor vorgesetzter vorgesetzte boss jefe mentor coach buddy
""")
# Rows and columns that sum up others, and the words that these come with.
ALSO_NAMES = _words("max min media nombre")
TOTALS = _words("""
    total totals sum average averages avg mean median min max minimum maximum count gesamt summe durchschnitt
    mittelwert schnitt anzahl moyenne somme nombre promedio suma media subtotal coverage coverages score scores
    points stdev
""")
# Beside people: "Proficiency expected (day 1)".
REQUIRED = _words("""
    required wanted target missing gap needed expected desired level proficiency soll requis cible requerido
    objetivo
""")
TOTAL_FILLERS = _words("""
    score scores level levels skill skills people per individual of number team rating ratings the overall points
    competency employee person member competencies proficiency persons knowing with experts capability group
    category de der die du des par personne pro
""")
# In place of people.
GRADES = _words("junior mid middle senior lead principal staff intern trainee level associate")
# At the start of rows that explain or note something.
LEGEND_WORDS = _words("""
    legend legende leyenda key scale skala echelle escala levels rating note notes hint hinweis remarque nota
    instructions anleitung source updated glossary explanation erlauterung level
""")
