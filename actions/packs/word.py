"""A pack in Word, from its frozen content alone."""

from actions.packs.paper import paper
from actions.papers import word


def render(
    content, *, sha256, audience, version, published_at, council, correction="", late_after=None, template=None
) -> bytes:
    """The pack as a .docx, in the council's `template` (a .docx) where it has one: `WordTemplate.objects.in_use()`.

    `content` is the form for the audience ("public" or "full"), `sha256` its checksum. The same content makes the
    same bytes. Raises paper.HoldsExemptMatter for a public form that is none.
    """
    made = paper(
        content,
        sha256=sha256,
        audience=audience,
        version=version,
        published_at=published_at,
        council=council,
        correction=correction,
        late_after=late_after,
    )
    return word.write(made, template)
