"""Alt text of the figure of harms: 40 to 400 characters, written from its numbers."""

from synthesis.figures.alt_text import join_sentences, shorten
from synthesis.figures.harms.harms_data import HarmRow
from synthesis.words.numbers import count_noun, format_three


def describe_harms(rows: tuple[HarmRow, ...], title: str) -> str:
    """Alt text: the largest and the smallest risk ratio with counts, and what has no ratio."""
    shown = sorted((row for row in rows if row.effect), key=lambda row: row.effect or ())
    silent = len(rows) - len(shown)
    missing = f"{count_noun(silent, 'comparison')} without a ratio for want of events."
    opening = f"{shorten(title)}, risk ratios for {count_noun(len(rows), 'comparison')}"
    if not shown:
        return join_sentences(f"{opening}: none exists for want of events in one or both arms.")
    above = sum(row.effect is not None and row.effect[1] > 0 for row in shown)
    below = sum(row.effect is not None and row.effect[2] < 0 for row in shown)
    clear = f"The interval lies above 1 in {above} and below 1 in {below}."
    main = f"{opening}: highest for {_say(shown[-1])}."
    lowest = f"Lowest for {_say(shown[0])}." if len(shown) > 1 else ""
    return join_sentences(main, clear, lowest, missing if silent else "")


def _say(row: HarmRow) -> str:
    assert row.effect is not None
    value, low, high = format_three(*row.effect, "RR")
    counts = (
        f"{row.events_treatment} of {row.n_treatment:,} against "
        f"{row.events_control} of {row.n_control:,}"
    )
    return f"{shorten(f'{row.group}, {row.label}')}, {value} (95% CI {low} to {high}; {counts})"
