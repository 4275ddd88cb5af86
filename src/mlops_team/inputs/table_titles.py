"""What the title of a column, or the first cell of a row, means."""

import re
import unicodedata
from functools import lru_cache

from mlops_team.inputs.table_private import is_private, without_fillers
from mlops_team.inputs.table_vocabulary import (
    ALSO_NAMES,
    KINDS,
    LEGEND_WORDS,
    QUALIFIERS,
    REQUIRED,
    SOMEBODY_ELSE,
    TOTAL_FILLERS,
    TOTALS,
    Kind,
)

# "1 = Novice", "1 - Novice" and a lone "1"; not "3-tier architecture".
_EXPLAINED = re.compile(r"\s*\d+(?:\.\d+)?\s*(?:[=:)]|[-\u2013\u2014]\s|$)")
_NUMBERED_SKILL = re.compile(
    r"(?:skill|technology|tool|competency|competence|kompetenz|fahigkeit|faehigkeit|habilidad|competencia|tech)s? (\d+)"
)
_NUMBERED_LEVEL = re.compile(
    r"(?:(?:level|skill level|proficiency|niveau|stufe|nivel) (\d+)|skill (\d+) (?:level|proficiency|score))"
)


@lru_cache(maxsize=50_000)
def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title without case, accents and signs; "EmpName" has two, and "%" and "#" are words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)
    plain = "".join(char for char in unicodedata.normalize("NFKD", apart.casefold()) if not unicodedata.combining(char))
    return tuple(re.findall(r"[^\W\d_]+|\d+|[%#]", plain))


@lru_cache(maxsize=50_000)
def title_kind(title: str) -> Kind | None:
    """Return what a column of this title holds, or None for an unknown title: a skill, perhaps."""
    words = title_words(title)
    if not words or skill_number(title) or level_number(title):
        return None
    kind = KINDS.get(" ".join(words))
    if kind is None and is_private(words):
        return Kind.PRIVATE
    if is_total(title) and " ".join(words) != "score":
        return Kind.TOTAL
    if kind:
        return kind
    if SOMEBODY_ELSE & set(words[:1]) and len(words) > 1:
        return Kind.OTHER
    return _without_qualifiers(words)


def _without_qualifiers(words: tuple[str, ...]) -> Kind | None:
    kept = [word for word in words if word not in QUALIFIERS and not word.isdecimal()]
    if KINDS.get(" ".join(without_fillers(words))) is Kind.OTHER:  # "Office (days)", and not "Start year"
        return Kind.OTHER
    if len(kept) == len(words):
        return None
    return KINDS.get(" ".join(kept or words[-1:]))


def is_required(title: str) -> bool:
    """Whether a column beside people holds what is required or missing: "Proficiency expected (day 1)"."""
    return bool(REQUIRED & set(title_words(title)))


def is_total(title: str) -> bool:
    """Whether a row or column of this title sums up others; "Max" alone is somebody's name."""
    words = title_words(title)
    if len(words) == 1 and words[0] in ALSO_NAMES:
        return False
    return bool(TOTALS & set(words)) and all(word in TOTALS or word in TOTAL_FILLERS for word in words)


def is_legend(text: str) -> bool:
    """Whether a text at the start of a row begins a legend or a note: "Legend", "* self-assessed", "1 = Novice"."""
    return bool(_EXPLAINED.match(text)) or is_note(text)


def is_note(text: str) -> bool:
    """Whether a text is the title of a legend or a note, or begins with it and a colon."""
    if text.lstrip().startswith(("*", "\N{DAGGER}")):
        return True
    words = title_words(text.partition(":")[0])
    return bool(words) and all(word in LEGEND_WORDS for word in words)


def skill_number(title: str) -> int | None:
    """Return 2 for "Skill 2"."""
    match = _NUMBERED_SKILL.fullmatch(" ".join(title_words(title)))
    return int(match[1]) if match else None


def level_number(title: str) -> int | None:
    """Return 2 for "Level 2" and "Skill 2 level", which give the level of "Skill 2"."""
    match = _NUMBERED_LEVEL.fullmatch(" ".join(title_words(title)))
    return int(match[1] or match[2]) if match else None
