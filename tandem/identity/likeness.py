"""What speaks for and against two people being one, in words and as a picture."""

from pathlib import Path

import duckdb

from tandem.config import Settings
from tandem.database import literal
from tandem.errors import UsageError
from tandem.identity.explain import Explanation, find, released
from tandem.identity.links import Grain
from tandem.identity.scoring.model import in_use
from tandem.identity.scoring.weigh import Weighing, weigh

# Above this nobody needs the exact odds.
_OVERWHELMING = 20


def weigh_released(settings: Settings, a: str, b: str) -> Weighing | None:
    """What the match model in use says of two records of the current release; an id means its first record.

    None for accounts, and if one of the two has no name to compare. Raises UsageError when a name is not known.
    """
    first, second = find(settings, a, b)
    if first.grain is not Grain.PERSON or first.record == second.record:
        return None
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(released(settings)))} as released (read_only)")
        return weigh(connection, in_use(settings), first.record, second.record, "released.")


def in_words(weighing: Weighing) -> list[Explanation]:
    """The pieces of a weighing, and what they come to. A match weight of 1 doubles the odds."""
    told = [Explanation("what both say of themselves, each piece with its match weight (1 doubles the odds):")]
    lines = [(piece.words, piece.weight) for piece in weighing.pieces]
    lines.append((f"together: {verdict(weighing)}.", weighing.weight))
    return told + [Explanation(f"  {weight:+6.1f}  {words}", match_weight=weight) for words, weight in lines]


def verdict(weighing: Weighing) -> str:
    """What a weighing comes to, in one clause."""
    weight = weighing.weight
    exponent = min(abs(weight), _OVERWHELMING)
    odds = f"{'more than ' if exponent == _OVERWHELMING else ''}{2**exponent:,.0f} to 1"
    likely = f"odds of {odds} that they are {'one person' if weight > 0 else 'two people'}"
    if weight >= weighing.joins_from and not weighing.counts:
        return f"{likely}; but their names do not agree or are read from one address, and then likeness joins nobody"
    joins = "enough" if weight >= weighing.joins_from else "not enough"
    return f"{likely}; {joins} for joining them by likeness alone, which takes {weighing.joins_from:g}"


def draw(weighing: Weighing, a: str, b: str, file: Path) -> None:
    """Draw the weighing of records ``a`` and ``b`` as a waterfall: an HTML file that needs no network.

    Raises UsageError if the file cannot be written.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            measure=["relative"] * len(weighing.pieces) + ["total"],
            y=[piece.words for piece in weighing.pieces] + ["together"],
            x=[piece.weight for piece in weighing.pieces] + [0],
            text=[f"{piece.weight:+.1f}" for piece in weighing.pieces] + [f"{weighing.weight:+.1f}"],
            textposition="outside",
        )
    )
    figure.add_vline(x=weighing.joins_from, line_dash="dot", annotation_text="joined from here")
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(title="match weight: 1 doubles the odds that they are one person")
    figure.update_layout(title=f"{a} and {b}: {verdict(weighing)}", showlegend=False)
    try:
        figure.write_html(file, include_plotlyjs=True)
    except OSError as problem:
        raise UsageError(f"{file} cannot be written ({problem.strerror}): give another place") from problem
