"""The verbs with which bodies decide, in the forms that minutes put them in."""

from __future__ import annotations

import re

_PLAIN = (
    "note|approve|agree|endorse|request|recommend|receive|adopt|delegate|authorise|ask|refer|write|invite|thank|accept"
    "|support|confirm|welcome|instruct|remit|defer|appoint|nominate|grant|determine|direct|acknowledge|consider|review"
    "|retain|remove|transfer|commend|establish|continue|ratify|amend|reaffirm|commit|express|urge|submit|publish"
    "|implement|undertake|arrange|provide|circulate|monitor|increase|reduce|proceed|allocate|award|set|make|give"
)
# "to note …", "Approve …": what the body does, after its marker or its number
INFINITIVE = rf"(?:{_PLAIN})\b"
_DID = (
    r"not(?:ed|es)|agree[ds]|approve[ds]|endorse[ds]|accept(?:s|ed)|authorise[ds]|resolve[ds]|remitted|remits|instruct(?:s|ed)"
    r"|request(?:s|ed)|delegate[ds]|confirm(?:s|ed)|review(?:s|ed)|support(?:s|ed)|adopt(?:s|ed)|recommend(?:s|ed)|receive[ds]|welcome[ds]|commend(?:s|ed)"
    r"|homologate[ds]|ratifie[ds]|continue[ds]|refer(?:s|red)|defer(?:s|red)|appoint(?:s|ed)|nominate[ds]|grant(?:s|ed)|determine[ds]|directs?|directed"
    r"|thank(?:s|ed)|acknowledge[ds]|asks|asked|consider(?:s|ed) and"
)
_TELLS_DEED = re.compile(rf"(?:also |further |unanimously |thereafter |duly |then )?(?:{_DID})\b", re.IGNORECASE)
# "That …", "to note …", "Approve the …": the opening of an entry that needs no other sign of being a decision.
# The word after a bare verb tells it from a noun: "Note the report", not "Note of the visit".
_ENTRY = re.compile(
    r"(?:That|THAT|To|TO)\b"
    rf"|(?i:{INFINITIVE})(?:[,\s]+and\s+\w+)?\s+(?:the|that|to|this|these|those|its|their|an?|any|all|authority|with|and|Cabinet|Council)\b"
)


def is_decided(words: str) -> bool:
    """Whether an entry under the body's name tells what the body did: "noted the report", "Approves the plan"."""
    return bool(_TELLS_DEED.match(words))


def opens_entry(text: str, at: int) -> bool:
    """Whether the words at a place open an entry of a list of decisions, in capitals as such entries begin."""
    return text[at : at + 1].isupper() and bool(_ENTRY.match(text, at))
