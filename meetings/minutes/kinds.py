"""What kind of decision a resolution is, from its own words and the words that govern it."""

from __future__ import annotations

import re

from . import document
from .bodies import DECIDER

# what Welsh minutes say before their translation, or without one
_WELSH = (
    (re.compile(r"\W*(?:i )?(?:nodi|nodwyd|derbyn a nodi)\b", re.IGNORECASE), document.NOTE),
    (re.compile(r"\W*(?:i )?(?:cymeradwyo|cadarnhau|derbyn|mabwysiadu|cytuno)\b", re.IGNORECASE), document.APPROVE),
    (re.compile(r"\W*(?:i )?(?:argymell)\b", re.IGNORECASE), document.RECOMMEND),
    (re.compile(r"\W*(?:i )?(?:cyfeirio)\b", re.IGNORECASE), document.REFER),
)
_OPENING_WORDS = re.compile(
    r"\W*(?:(?:that|to|it (?:was|be) (?:agreed|resolved|noted)|be it)\b[\s,:–—-]*)*", re.IGNORECASE
)
_MODAL_WORDS = re.compile(
    r"(?:(?:and|to|also|further|hereby|formally|that|agreed? to|agreed?|resolves?(?: to)?|will|should|unanimously|duly)\b[\s:,–—-]*)*",
    re.IGNORECASE,
)
_BODY = r"(?:the\s+)?(?:[\w’'&,-]+\s){0,6}?(?:cabinet|council|executive|board|committee|commission|panel|authority|government|forum|commissioner|minister|members?|sub-committee)\b"
_RECOMMEND = re.compile(
    rf"(?<!\bas )\brecommend(?:s|ed|ing)?\s+(?:to\s+{_BODY}|that\s+{_BODY}|{_BODY})|^recommend|\b(?:be|is|are|was|were)\s+recommended\s+(?:not\s+)?(?:to|for|that)\b|\bcommend(?:s|ed)?\s+(?:\w+\s){{0,8}}to\s+(?:the\s+)?(?:full\s+)?(?:council|cabinet)",
    re.IGNORECASE,
)
# A scrutiny body has no power over these: what it asks of them is a recommendation.
_OTHERS = (
    r"(?:the\s+)?(?:[\w’'&-]+\s+){0,5}?(?:cabinet(?:\s+member)?|executive(?:\s+(?:member|board|councillor))?(?!\s+(?:director|head|officer|committee))|portfolio\s+holder|full\s+council|county\s+council"
    r"|leader\s+of\s+the\s+council|mayor|minister|secretary\s+of\s+state|government|(?:integrated\s+)?care\s+(?:board|partnership)|health\s+board|nhs\s+[\w\s]{0,30}?trust|(?:foundation\s+)?trust"
    r"|police\s+and\s+crime\s+commissioner|chief\s+constable|commissioner)\b"
)
_ASK_OTHERS = re.compile(
    rf"\b{_OTHERS}(?:\s+(?:for|of|and)\s+(?:[\w’'&,-]+\s+){{1,8}}?|\s+)(?:be|is|are)\s+(?:formally\s+|also\s+)?(?:asked|requested|urged|called\s+upon|encouraged|advised)\b"
    rf"|^(?:ask|request|urge|call\s+on|call\s+upon|encourage)s?\s+(?:that\s+)?{_OTHERS}",
    re.IGNORECASE,
)
_MEETING = r"(?:meetings?|committee|commission|panel|board|cabinet|council|forum|executive|members|sub-committee|group|agenda|scrutiny|authority|work(?:ing)? programme)"
_REPORT = re.compile(
    r"\b(?:further|progress|update|updated|annual|follow[- ]?up|quarterly|regular|six[- ]month(?:ly)?|interim|detailed|final|verbal|written|separate|another|future|additional|revised)\s+(?:\w+\s+){0,3}?"
    rf"(?:reports?|updates?|briefings?|papers?|presentations?)\b[^.]{{0,200}}?\b(?:be\s+)?(?:submitted|presented|brought|received|provided|made|come|given|reported|considered|prepared|tabled|scheduled|added|included|produced)\b"
    rf"|\b(?:reports?|updates?|briefings?|papers?|presentations?|review|outcomes?|findings|results|item|matter|proposals?|plan|strategy|polic(?:y|ies)|arrangements|position|progress|information|response)\b[^.;]{{0,240}}?\b(?:be\s+|is\s+|are\s+|to\s+|would\s+|will\s+)+(?:be\s+)?(?:considered\s+and\s+)?(?:submitted|presented|brought|bought|reported|come|provided|considered|taken|given|tabled|returned?|made|reviewed)\s+(?:back\s+)?(?:to|at|for|by|before|in)\b[^.;]{{0,80}}?\b{_MEETING}\b"
    rf"|\b(?:report|reports|come|brought?|bring|reported)\s+back\b"
    rf"|\b(?:requests?|requested|asks?|asked|invites?|invited|receives?|received?|provides?|submits?|brings?|presents?|prepares?|produces?|requires?|instructs?|instructed|seeks?|have|has)\b[^.;]{{0,100}}?\b(?:(?:further|progress|update|updated|annual|follow[- ]?up|quarterly|regular|future|detailed|written|six[- ]month(?:ly)?|another|additional)\s+)(?:\w+\s+){{0,3}}?(?:reports?|updates?|briefings?|papers?|presentations?|information)\b"
    rf"|^(?:request|receive|provide|submit|bring|present|prepare|produce)s?\s+(?:an?\s+)(?:[\w’'-]+\s+){{0,4}}?(?:reports?|updates?|briefings?|papers?|presentations?)\b"
    rf"|\b(?:request(?:s|ed)?|asks?|asked|instruct(?:s|ed)?|invited?)\b[^.;]{{0,120}}?\b(?:to\s+)?(?:report|submit|present|bring|provide|prepare|produce|update)\b[^.;]{{0,100}}?\b(?:reports?|updates?|briefings?|paper|presentation|{_MEETING})\b"
    r"|\b(?:reports?|updates?|briefings?|papers?|presentations?)\b[^.;]{0,160}?\b(?:come|comes|return|returns|go|goes|be received)\s+(?:back\s+)?(?:to|at|in|by|within|every)\b"
    r"|\b(?:submit|bring|present|provide|prepare|produce|give)s?\s+(?:an?|his|her|their|its|further|regular)\s+(?:[\w’'-]+\s+){0,4}?(?:reports?|updates?|briefings?|papers?|presentations?)\b"
    r"|\b(?:reports?|updates?|briefings?|papers?|presentations?)\b[^.;]{0,160}?\bbe\s+(?:brought|submitted|presented|given)\b[^.;]{0,60}?\b(?:in|by|within|every|before)\b"
    r"|\b(?:return|come back|report)\b[^.;]{0,80}?\bwith\s+(?:an?\s+|further\s+)?(?:\w+\s+){0,2}?(?:updates?|reports?)\b"
    rf"|\breport\b[^.;]{{0,120}}?\bto\s+(?:the|a|this|its)\s+(?:\w+\s+){{0,3}}?(?:meeting|{_MEETING})\b"
    rf"|\b(?:reports?|updates?)\b[^.;]{{0,60}}?\bto\s+(?:a|the|its)\s+(?:next|future|subsequent|following)\s+meeting\b"
    r"|\breport\s+(?:\w+\s+){0,2}to\s+(?:a|the|its)\s+(?:next|future|\w+ \d{4})\b",
    re.IGNORECASE,
)
_LATER_MEETING = re.compile(
    r"\b(?:report|update|attend|come|bring|present|provide|submit)\w*\b[^.;]{0,160}\b(?:meetings?|this (?:committee|commission|panel|board)|scrutiny)\b|\breport back\b",
    re.IGNORECASE,
)
_CIRCULATE = re.compile(
    r"\b(?:be\s+|to\s+|is\s+|are\s+|will\s+)(?:re)?(?:circulated?|shared?|distributed?|e-?mailed|forwarded|sent|supplied|provided|issued|made available)\b[^.;]{0,160}?\b(?:members|councillors|committee|commission|panel|board|all|parishes|forum)\b"
    r"|(?<!as )(?<!previously )(?<!already )\bcirculat(?:e|ed|es|ion)\b(?! (?:with|in advance|prior|before|at the meeting|previously))|\bprovide\b[^.;]{0,120}?\bto\s+(?:all\s+)?(?:the\s+)?(?:members|councillors)\b|\b(?:share|send|forward|supply|distribute|e-?mail)s?\b[^.;]{0,120}?\b(?:to|with)\s+(?:all\s+)?(?:the\s+)?(?:[\w’'-]+\s+){0,3}?(?:members|councillors|committee|commission|panel|board|forum)\b",
    re.IGNORECASE,
)
_REFER = re.compile(
    r"\b(?:be\s+|is\s+|are\s+)(?:formally\s+)?(?:referred|remitted|re-?directed)\b|^refers?\b|^remits?\b|\brefer(?:s|red)?\s+(?:the|this|it|them|back|to|any)\b[^.;]{0,160}?\bto\b|\brefer\b[^.;]{0,120}?\bto\s+(?:the\s+)?(?:[\w’'&-]+\s){0,6}?(?:committee|commission|panel|board|cabinet|council|executive|forum)\b",
    re.IGNORECASE,
)
_APPROVE = re.compile(
    r"^(?:\w+ly\s+)?(?:approv|delegat|incur |endors|adopt|sign|ratif|authoris|authoriz|accept|confirm|grant|support|agree|homologat)\w*\b"
    r"|\b(?:be|is|are|was|were|being|been)\s+(?:\w+ly\s+|hereby\s+|received[, ]+(?:and\s+)?|noted[, ]+(?:and\s+)?|taken as read[, ]+(?:and\s+)?|and\s+)*"
    r"(?:approved|endorsed|adopted|ratified|agreed|accepted|signed|confirmed|granted|supported|authorised|a (?:true|correct|fair|accurate)|taken as (?:a )?(?:true|correct|read))\b"
    r"|\b(?:correct|true|accurate|fair)(?: and (?:correct|accurate|true))? record\b|\bto incur the\b[^.]{0,60}\bexpenditure\b|\b(?:permission|consent|approval) be (?:granted|given)\b"
    r"|\bapproval\b[^.;]{0,60}\b(?:hereby )?(?:given|granted)\b|\bbe (?:set|fixed) at\b|\b(?:variation|orders?|bye-?laws?)\b[^;]{0,600}\bbe made\b|\bauthority\b[^.;]{0,60}\bbe (?:given|granted|delegated)\b"
    r"|\b(?:approves?|endorses?|adopts?|ratif(?:y|ies))\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"\b(?:correct|true|accurate|fair)(?: and (?:correct|accurate|true))? record\b|\bminutes\b[^.;]{0,160}\b(?:approved|signed|confirmed|agreed|adopted|accepted)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:\w+ly\s+)?(?:and\s+)?(?:not(?:e|es|ed|ing)|receiv(?:e|es|ed)|welcom(?:e|es|ed)|thank|acknowledg|record(?:s|ed)? (?:its|their|the)|consider(?:s|ed)? and not|comment)\w*\b"
    r"|\b(?:be|is|are|was|were|being)\s+(?:\w+ly\s+|received[,; ]+(?:and\s+)?|considered[,; ]+(?:and\s+)?|welcomed[,; ]+(?:and\s+)?|and\s+)*(?:noted|received|acknowledged|welcomed|accepted for information)\b"
    r"|\bnote(?:s|d)?\s+(?:the|that|and|with|ongoing|this|these|those|a|an|its|his|her|their)\b",
    re.IGNORECASE,
)
_NOTE_BE = re.compile(
    r"\b(?:be|is|are|was|were)\s+(?:\w+ly\s+|received[,; ]+(?:and\s+)?|and\s+)*(?:noted|received)\b", re.IGNORECASE
)
# what is noted or received, and no more: the last words say so
_NOTED = re.compile(
    r"\bbe\s+(?:\w+ly\s+)?(?:received\s+and\s+|received,\s+|welcomed\s+and\s+)?(?:noted|received)(?:\s+with\s+\w+)?\W*\Z",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"\A[^.;]*\bbe\s+(?:\w+ly\s+)?(?:(?:received|noted) and\s+)?(?:approved|adopted|endorsed)\W*\Z", re.IGNORECASE
)
# "receive a report at the next meeting": one that is still to come
_TO_COME = re.compile(
    r"receives?\s+(?:an?|further|regular|another)\s[^.;]{0,200}\b(?:next|future|[a-z]+ (?:20\d\d )?meeting|meetings|months?|quarter(?:ly)?|annually|(?:in|by) \w+ 20\d\d)\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\bbe\s+(?:sent|circulated|shared|provided|supplied|submitted|presented|referred|agreed|approved|endorsed|adopted|noted)\b",
    re.IGNORECASE,
)
_OPENING = 2000  # characters of a resolution that are looked at


def kind_of(words: str, lead: str = "", recommended: bool = False) -> str:
    """One of document.KINDS. `recommended` says that the marker itself was RECOMMENDED."""
    if kind := next((kind for pattern, kind in _WELSH if pattern.match(words)), None):
        return kind
    kind = _kind(words, lead, recommended)
    # "That the following be sent to Members:" says what is to be done with an entry that has no verb
    return _kind(f"{lead} {words}", "", recommended) if kind == document.OTHER and _DOES.search(lead) else kind


def _kind(words: str, lead: str, recommended: bool) -> str:
    words = " ".join(words[:_OPENING].split())
    lead = " ".join(lead[:_OPENING].split())
    if recommended or _RECOMMEND.search(lead):
        return document.RECOMMEND
    stripped, governed = _without_decider(words), _without_decider(lead)
    opening = stripped or words
    whole = words[_OPENING_WORDS.match(words).end() :]
    # "agreed … to the priorities": a noun and no verb
    if _MINUTES.search(words) or re.match(r"to (?:the|an?|its|their)\b", words, re.IGNORECASE):
        return document.APPROVE
    if _TO_COME.match(opening):
        return document.REQUEST_REPORT
    if _NOTE.match(opening) or (governed and _NOTE.match(governed)):
        # "note … and that a further report come": the report is what is owed
        return document.REQUEST_REPORT if _asks_later(opening) else document.NOTE
    if _NOTED.search(opening) or re.match(r"(?:that )?it be noted\b", words, re.IGNORECASE):
        return document.NOTE
    if _APPROVED.search(opening):
        return document.APPROVE
    if _RECOMMEND.search(opening) or (_ASK_OTHERS.search(whole) and not _LATER_MEETING.search(whole)):
        return document.RECOMMEND
    if _REFER.search(opening):
        return document.REFER
    if _REPORT.search(opening) and not _APPROVE.match(opening):
        if _CIRCULATE.search(opening) and not re.search(r"\bmeeting\b|\breport back\b", opening, re.IGNORECASE):
            return document.CIRCULATE
        return document.REQUEST_REPORT
    if _CIRCULATE.search(opening) and not _APPROVE.match(opening):
        return document.CIRCULATE
    if _APPROVE.search(opening) and not (_NOTE_BE.search(opening) and not _APPROVE.match(opening)):
        return document.APPROVE
    if _NOTE.search(opening):
        return document.NOTE
    return document.OTHER


def _without_decider(words: str) -> str:
    """The words from their verb on: without "That the Committee", "to", "Members agreed to"."""
    words = words[_OPENING_WORDS.match(words).end() :]
    if _APPROVE.match(words) or _NOTE.match(words):
        return words  # "Authorised the Executive Director": the verb begins it, not a body
    if decider := DECIDER.match(words):
        words = words[decider.end() :].lstrip(" :,–—-")
    return words[_MODAL_WORDS.match(words).end() :]


def _asks_later(opening: str) -> bool:
    later = re.search(r"(?:[,;]|\band\b)[^.]{0,60}?\b(?:agree|that|request|ask|to)\b.*", opening, re.IGNORECASE)
    return bool(
        later
        and _REPORT.search(later.group())
        and re.search(r"\b(?:further|future|next|back|update|progress|be)\b", later.group(), re.IGNORECASE)
    )
