"""Which titles of columns are about a person's pay, family, health, contract or performance, and so are never read.

English, German, French and Spanish, in small letters, without accents and signs. A word that also begins the name of a
skill, such as "performance" or "contract", is private only as the whole title.
"""

from mlops_team.inputs.table_vocabulary import QUALIFIERS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


# In whatever place of a title.
_ANYWHERE = _words("""
    salary salaries gehalt gehalter lohn salaire salaires salario salarios sueldo sueldos wage wages remuneration
    remuneracion retribucion honorar abfindung severance rsu esop irpf mutuelle
    birth dob birthday birthdays birthdate naissance nacimiento geburtstag geburtsdatum cumpleanos
    sick sickdays sickness illness krank krankheit maladie maladies enfermedad absenteeism absentismo absenteisme
    pregnancy pregnant embarazo grossesse maternity paternity parental elternzeit mutterschutz maternidad paternidad
    handicap discapacidad minusvalia rqth vaccination vaccinated vacunacion disciplinary
    ausencia ausencias pto conges vacances vacaciones rtt overtime uberstunden gleitzeit
    religion religions religious ethnicity marital spouse conyuge enfants hijos hijas ehepartner ehegatte verheiratet
    nationality nationalities nationalite nacionalidad citizenship citoyennete ciudadania immigration visum
    anciennete antiguedad probation preavis preaviso desempeno civilite
    amonestacion amonestaciones syndicat syndique sindicato sindical
    password passwords contrasena passphrase passcode iban ssn dni curp passport passeport pasaporte
""")
# At the start of a word, as German writes compounds: Krankheitstage, Steuerklasse, Urlaubsanspruch.
_STARTS = tuple(
    _words("""
    gehalts lohnstufe lohngruppe lohnsteuer lohnklasse lohnfortzahlung entgelt vergutung tarifgruppe tarifstufe
    steuerklass steuernummer steueridentifikation steuerfreibetr kinderzahl kinderfreibetr kinderzuschlag kindergeld
    weihnachtsgeld urlaub elterngeld firmenwagen dienstwagen altersvorsorge altersteilzeit altersgruppe
    krankheits krankentag krankenstand krankmeld krankgeschrieb krankenkasse krankenversicherungs fehlzeit fehltag
    behindert behinderung schwerbehind schwanger impfstatus gesundheitszustand
    religions konfession kirchensteuer nationalitat staatsangehorig staatsburger migrationshintergrund aufenthalts
    arbeitserlaubnis familienstand geschlecht geburts lebensalter renteneintritt rentenbeginn
    befrist unbefrist arbeitsvertrag vertragsart vertragstyp vertragsende vertragsbeginn vertragslaufzeit
    anstellungsart beschaftigungsart beschaftigungsverhaltnis probezeit
    kundigungsfrist kundigungsdatum kundigungstermin kundigungsschutz
    dienstjahr dienstalter berufserfahrung berufsjahr leistungsbe leistungsstufe leistungsnote leistungspramie
    zielerreich mitarbeitergesprach jahresgesprach mitarbeiterzufriedenheit potenzialeinschatz potentialeinschatz
    fluktuationsrisik abwanderungsrisik wechselrisik beforderung abmahnung verwarnung gewerkschaft betriebsrat
    passwort kennwort bankverbindung kontonummer kontoinhaber wohnort wohnadresse privatadresse postleitzahl
    telefonnummer handynummer mobilnummer mobiltelefon privattelefon notfallkontakt notfallnummer notfalltelefon
    sozialversicherung rentenversicherungsnummer personalausweis ausweisnummer reisepass fuhrerschein
    jahresbonus leistungsbonus zielbonus stundensatz tagessatz freibetrag arbeitsunfahig kinderanzahl familienangehor
    potenzialbewert potentialbewert pflegegrad kirchen telefonnr handynr
""")
)
_ENDS = ("gehalt", "lohn", "urlaub", "zugehorigkeit", "zulage", "zuschlag", "entgelt", "vergutung")
# At the end of a title: "Annual leave", "Number of children", "Car allowance".
_HEADS = _words("""
    allowance allowances bonus bonuses leave tenure seniority children kinder dependents dependants gender
    disability disabilities pension stipend holiday holidays vacation vacations absence absences phone telephone
    telefon telefono address anschrift
""")
_NOT_PERSONAL = _words("email mail ip web mac memory i windows")  # IP address, iPhone
# Only as the whole title.
_WHOLE = _phrases("""
    pay, pay grade, pay band, pay scale, pay rise, raise, payroll, earnings, compensation, total compensation, reward,
    rewards, cost, costs, kosten, prime, primes, pramie, pramien, gratification, commission, commissions,
    provision, incentive, incentives, equity, stock, stock options, benefit, benefits, perks, company car,
    avantages, beneficios, tickets restaurant, jobticket, jobrad, bav, vwl, retirement plan, health insurance,
    life insurance, coefficient, echelon, grade, band, income,
    tax, taxes, tax class, tax code, tax bracket, tax rate, tax status, tax withholding, church tax, steuer, steuern,
    steuer id, impots, impot, impuestos, nif, taux d imposition,
    family, family status, family situation, familie, famille, familia, situation familiale, situation de famille,
    situacion familiar, estado civil, etat civil, conjoint, married, partner, child, kind, kids, enfant, hijo, hija,
    personnes a charge, personas a cargo, next of kin,
    health, medical, medical condition, medical conditions, mental health, wellbeing, stress, stress level, burnout,
    gesundheit, sante, salud, baja, bajas, baja medica, baja laboral, arret, arrets, arrets de travail, ausencias,
    absent, disabled, gdb, allergies, blood type, blood group, impfung,
    au tage, holiday entitlement, holiday balance, vacation entitlement, vacation balance,
    time off, paid time off, days off, off, heures supplementaires, horas extra, horas extras, zeitkonto,
    arbeitszeitkonto, leave balance, leave entitlement, leave type, feiertage,
    faith, denomination, confession, race, ethnic group, ethnic origin, herkunft, herkunftsland, origin, origine,
    country of origin, place of origin, visa, visa type, work permit, residence permit, titre de sejour,
    permiso de trabajo, political party,
    gender identity, pronouns, sex, sexe, sexo, genre, genero, sexual orientation, orientation sexuelle,
    orientacion sexual, anrede, salutation,
    age, age group, age band, age bracket, age range, alter, edad, tranche d age, rango de edad, jahrgang, born, ne,
    retirement, rente, pensionierung, retraite, jubilacion,
    contract, contracts, contract type, contract length, employment, employment type, employment contract,
    employment category, employment class, temporary, permanent, fixed term, vertrag, contrat, type de contrat,
    contrato, tipo de contrato, cdi, cdd, cdi cdd, indefinido, periode d essai, periodo de prueba,
    notice, notice period, resigned, resignation, termination, termination reason, reason for leaving, kundigung,
    gekundigt, dismissal, service, length of service, years of service, company, companies, betrieb, firma, empresa,
    entreprise, experience professionnelle,
    performance, performance rating, performance review, performance score, performance grade, performance appraisal,
    performance evaluation, performance rank, performance ranking, performance band, performance category,
    performance level, performance bewertung, rating, ratings, ranking, rank, review, reviews, review score,
    review rating, appraisal rating, appraisal score, evaluation, evaluation annuelle, entretien, entretien annuel,
    evaluacion, calificacion, leistung, leistungen, beurteilung, bewertung, bewertungen, year end rating,
    year end review, mid year rating, mid year review, peer rating, manager rating, supervisor rating,
    talent, talent pool, talent rating, potential, potential rating, potential score, high potential, hipo, potenzial,
    potentiel, potencial, box, box rating, box position, nine box, ninebox,
    flight risk, attrition, attrition risk, retention risk, risk of leaving, leaving risk, leave risk, leaver risk,
    turnover risk, exit risk, risque de depart, riesgo de fuga, riesgo de salida, succession, successor, nachfolge,
    promotion, promotions, promocion, promocion interna, engagement, engagement score, satisfaction, satisfaction level,
    zufriedenheit, motivation, morale, loyalty, goal achievement, target achievement, feedback,
    warning, warnings, written warning, written warnings, avertissement, avertissements, advertencias,
    union, trade union, union member, union membership, labor union, labour union, works council,
    mot de passe, mdp, pin, clave, credentials, secret,
    bank, bank account, bank details, account number, sort code, routing number, bic, blz, rib, konto, compte bancaire,
    coordonnees bancaires, cuenta, cuenta bancaria, credit card,
    home address, adresse, adresse postale, adresse personnelle, domicile, domicilio, direccion, direccion postal,
    street, strasse, zip, zip code, postcode, post code, postal code, plz, code postal, codigo postal,
    place of residence, lieu de residence, residence,
    phone private, telefon privat, telephone portable, telephone prive, telephone personnel, address private,
    adresse privat, mobile, mobile number, cell, cell number, tel, handy, portable, movil, fax, whatsapp, durchwahl,
    emergency, emergency contact, emergency contacts, notfall, contact d urgence, contacto de emergencia,
    social security, social insurance, national id, national insurance, insurance number, securite sociale,
    seguridad social, nss, nir, nie, driving license, driving licence, driver license, drivers license,
    permis de conduire, permis, criminal record, vorstrafen, casier judiciaire, antecedentes penales,
    military service, wehrdienst, perf, perf rating, perf review, box grid, flight risk score, flight risk rating,
    flight risk level, risk of loss, loss impact, impact of loss, succession readiness, readiness, burnout risk, mood,
    happiness, rue, calle, telefono movil, ice contact, tax band, variable pay, weekly pay, tjm, cout, couts, coste,
    costes, costo, costos, kirche, parking, parking space, years in position, years in grade, time in role,
    time in position, contrat cdi cdd,
    rate, day rate, cost rate, anniversaire, note, notes, notiz, notizen, bemerkung, bemerkungen, comment, comments,
    kommentar, kommentare, commentaire, commentaires, remarque, remarques, comentario, comentarios, observaciones,
    nota, notas, remark, remarks, appraisal, phone number, job satisfaction, tax id, social security number, last
    promotion years, years at company, years in role, additional comments, payroll number, any comments
""")
# Counts, units, periods and small words: "Krankheitstage (Tage)", "Sick days taken in 2025", "Are you married?".
_FILLERS = QUALIFIERS - {"contract"} | _words("""
    number no nr num count anzahl zahl total nombre numero cantidad amount
    day days tag tage tagen jour jours dia dias week weeks woche wochen month months monat monate mois mes meses
    year years yr yrs jahr jahre jahren an ans annee annees ano anos hour hours h std stunden heures horas
    eur euro euros usd gbp chf % q fy ytd hj annuel annuelle anual jahrlich jahrliche jahrlicher
    in at with for on per pro by im am mit seit since until bis and und et y or oder a au aux en por con al los las
    le les un une un una ein eine don
    status stand left remaining taken used accrued due any restants restantes pendientes prior previous
    how many much do does you have has are is was what which s t yes ja nein oui non si n
    personliche personlicher aktuell aktuelle aktueller actuel actuelle
    actual
""")
_SPELLED_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))  # Nationalitaet, Betriebszugehoerigkeit


def is_private(words: tuple[str, ...]) -> bool:
    """Whether a title of these words, as `title_words` returns them, is about something private."""
    return _is_private(words) or _is_private(tuple(map(_without_umlauts, words)))


def _is_private(words: tuple[str, ...]) -> bool:
    if any(word in _ANYWHERE or word.startswith(_STARTS) or word.endswith(_ENDS) for word in words):
        return True
    words = tuple(word for word in words if not word.isdecimal())
    kept = without_fillers(words)
    phrases = {" ".join(form) for form in (words, kept, _trimmed(words))}
    if phrases & _WHOLE:
        return True
    return bool(kept) and kept[-1] in _HEADS and not _NOT_PERSONAL & set(kept)


def without_fillers(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a title that say what a column is about: "office" of "Office (days)"."""
    return tuple(word for word in words if word not in _FILLERS and not word.isdecimal())


def _trimmed(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the fillers at both ends: "length of service" of "Length of service (years)"."""
    kept = [index for index, word in enumerate(words) if word not in _FILLERS]
    return words[kept[0] : kept[-1] + 1] if kept else ()


def _without_umlauts(word: str) -> str:
    """Return a word that spells its umlauts out as the vocabulary has it."""
    for spelled, letter in _SPELLED_OUT:
        word = word.replace(spelled, letter)
    return word
