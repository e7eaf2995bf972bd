"""A pack as an accessible PDF, from its frozen content alone."""

from actions.packs.paper import paper
from actions.papers import pdf

Unavailable = pdf.Unavailable


def render(
    content, *, sha256, audience, version, published_at, council, correction="", late_after=None, template=None
) -> bytes:
    """The pack as a PDF/UA-1. A PDF has no template: `template` is taken, so that all forms are called alike.

    `content` is the form for the audience ("public" or "full"), `sha256` its checksum. The same content makes the
    same bytes. Raises Unavailable where Pango is not installed, in words that can be shown to a person, and
    paper.HoldsExemptMatter for a public form that is none.
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
    return pdf.write(made)
