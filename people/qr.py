from dataclasses import dataclass

import qrcode

# the white around a code that readers need, in modules (ISO/IEC 18004)
MARGIN = 4


@dataclass(frozen=True)
class Code:
    """A QR code: how many modules it is wide with its margin, and the dark ones as an SVG path."""

    size: int
    path: str


def draw(text: str) -> Code:
    code = qrcode.QRCode(border=MARGIN)
    code.add_data(text)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Code(size=len(rows), path="".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
