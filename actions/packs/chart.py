"""The chart of a pack's summary: where its bars stand. The template draws them, and their figures as a table."""

from dataclasses import dataclass

from actions.packs.shapes import Figure

WIDTH = 400
# a label, and its bar beneath
ROW = 52
LABEL = 18
BAR_TOP, BAR = 26, 20
# room for a number beside the longest bar
NUMBER = 50


@dataclass(frozen=True)
class Bar:
    figure: Figure
    label_y: int
    top: int
    length: int
    number_x: int
    number_y: int


@dataclass(frozen=True)
class Chart:
    """A drawing `width` by `height`; `bars` from the top, each as tall as `thickness`."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    thickness: int = BAR

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def of(figures) -> Chart:
    """The chart of `figures`, the longest bar as long as there is room for."""
    most = max((figure.number for figure in figures), default=0)
    bars = []
    for row, figure in enumerate(figures):
        top, length = row * ROW, figure.number * (WIDTH - NUMBER) // most
        bars.append(Bar(figure, top + LABEL, top + BAR_TOP, length, length + 8, top + BAR_TOP + BAR - 4))
    return Chart(tuple(bars))
