"""What names of people and of posts look like."""

from __future__ import annotations

import re

TITLE = r"(?:(?:County |Town |Parish |City |District |Borough )?(?:Councillors?|Cllrs?|Cmhlr|Clr|Ald|Alderman)|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Revd|Canon|Sir|Dame|Lord|Lady|Baroness|PC|PCSO|Insp|Supt|Cr|(?:Chief |Deputy |Detective |Assistant )*(?:Inspector|Superintendent|Constable|Sergeant|Commander))\.?"
_PART = r"(?:(?:[A-Z][.]\s?){1,4}|[A-Z]{1,3}\b|(?:Mc|Mac|O[’']|D[’']|de |du |van |von |al-|Ní |Uí |Ó |Ni |Nic )?[A-ZÀ-Þ][\w’'À-ÿ-]+\.?)"
PERSON = rf"(?:{TITLE}\s{{1,3}})*{_PART}(?:[ \n]{{1,3}}{_PART}){{0,4}}(?:\s(?:OBE|MBE|CBE|MP|MS|MSP|JP|QPM|DL|QC|KC|TD|AM|MLA)\b)?"
_NO_NAME = re.compile(r"(?:The|A|An|This|That|All|No)\s")
_TITLED = re.compile(rf"{TITLE}\s+(?=[A-ZÀ-Þ][\w’'.-]*(?:\s|\Z))")
_PERSON = re.compile(rf"{PERSON}\Z")
POST_WORD = (
    r"(?:Director|Officer|Officers|Manager|Head|Clerk|Executive|Member|Mayor|Leader|Chief|Engineer|Worker|Assistant|Advis[eo]r|Lead|Co-?ordinator|Commissioner"
    r"|Superintendent|Inspector|Constable|Headteacher|Principal|Governor|Representative|Solicitor|Accountant|Chair|Chairman|Chairperson|Vice-Chair(?:man|person)?|Co-Chair"
    r"|Secretary|Treasurer|Planner|Architect|Surveyor|Consultant|Specialist|Analyst|Nurse|Doctor|GP|Registrar|Convener|Provost|Cathaoirleach|Administrator|Portfolio Holder"
    r"|Monitoring Officer|Auditor|Supervisor|Technician|Practitioner|Trustee|Support|Administration|President|Observer|Healthwatch|Deputy|Consultant|Professional|Strategist|Partner)"
)
_POST = re.compile(rf"\b{POST_WORD}\b", re.IGNORECASE)
_POST_START = re.compile(
    rf"(?:the\s+)?(?:(?:[A-Z][\w’'/&-]*|of|for|and|the|&),?\s+){{0,8}}?{POST_WORD}\b", re.IGNORECASE
)
_SMALL = {"of", "for", "and", "the", "in", "to", "&", "with", "on", "at", "–", "-", "—", "/"}
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|will|would|should|must|had|has|have|to|that|see|attached|circulate|provide|invite|send|arrange|report|below|above|via|per|by)\b"
)


def is_person(words: str) -> bool:
    """Whether the words are a name and nothing else, and not a post."""
    words = words.strip()
    if not words or len(words) >= 70 or _NO_NAME.match(words):
        return False
    return bool(_PERSON.match(words)) and not is_post(_TITLED.sub("", words, count=1))


def is_post(words: str) -> bool:
    """Whether the words name a post: "Head of Service, Inclusion"."""
    words = words.strip()
    return bool(words) and len(words) < 220 and bool(_POST.search(words)) and not _VERB.search(words)


def is_initials(words: str) -> bool:
    """Whether the words are people's initials: "CW", "CW & EMCG", "JS/PB"."""
    return bool(re.fullmatch(r"[A-Z]{2,5}(?:\s?(?:&|,|/|;|and|\+)\s?[A-Z]{2,5}){0,6}", words.strip()))


def is_owner(words: str) -> bool:
    """Whether the words may be whoever an action falls to: initials, names, posts, teams; and nothing more."""
    words = " ".join(words.split()).strip(" .")
    if (
        not words
        or len(words) > 140
        or len(words.split()) > 16
        or words.lower() in {"none", "nil", "n/a", "all"} - {"all"}
    ):
        return False
    if is_initials(words) or words.lower() in {
        "all",
        "all members",
        "clerk",
        "the clerk",
        "chair",
        "the chair",
        "officers",
    }:
        return True
    if _VERB.search(words):
        return False
    return all(word[0].isupper() or word.lower() in _SMALL or not word[0].isalpha() for word in words.split() if word)
