"""Published results and this book's as figures, one for each measure."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.analyses.replays import RatioEstimate, Replayed, row_of
from synthesis.analyses.run import Results
from synthesis.figures.changes.changes import (
    ChangeRow,
    PairWords,
    describe_changes,
    draw_changes,
    draw_changes_slides,
    tabulate_changes,
)
from synthesis.figures.publication import Publication
from synthesis.models.measure import Measure
from synthesis.prose.replays import (
    by_whom,
    compared_text,
    outcome_name,
    replay_caveats,
    replay_finding,
)
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drug_of

RATIOS: tuple[Measure, ...] = ("OR", "RR")
WORDS = PairWords(
    names=("published", "this book"),
    columns=("published", "here"),
    marked="the intervals do not meet",
    mark="intervals_apart",
)


def publish_replays(results: Results, found: Sequence[Replayed]) -> Html:
    """Theirs above ours, one figure for each measure; nothing where no comparison is made."""
    drawn = [_publish(results, measure, found) for measure in RATIOS]
    return Html("\n".join(figure.text for figure in drawn if figure.text))


def _publish(results: Results, measure: Measure, found: Sequence[Replayed]) -> Html:
    chosen = [each for each in found if each.measure == measure and each.ours is not None]
    if not chosen:
        return Html("")
    rows = _grouped(results, chosen)
    name = MEASURE_NAMES[measure]
    codes = dict.fromkeys(each.published["outcome"] for each in chosen)
    return publish_figure(
        Publication(
            slug=slug_of("published-beside-ours", name.replace(" ", "-")),
            kind="replays",
            title=f"Published {name}s, and the same comparisons made here",
            caption=(
                f"{capitalise(name)} with 95% interval: open dot as published, filled dot from the "
                "trials of this book. Grouped by what was counted; the author and row of the "
                "published result stand in the table."
            ),
            finding=replay_finding(chosen),
            alt=describe_changes(rows, measure, WORDS),
            data=tabulate_changes(rows, measure, WORDS),
            draw=lambda layout: draw_changes(rows, measure, WORDS, layout),
            slides=lambda: draw_changes_slides(rows, measure, WORDS),
            analyses=tuple(dict.fromkeys(name for each in chosen for name in each.replay.of)),
            drugs=tuple(
                dict.fromkeys(
                    drug_of(results.labels[treatment])
                    for each in chosen
                    for treatment in each.replay.treatments
                )
            ),
            outcomes=tuple(codes),
            caveats=replay_caveats(chosen),
        )
    )


def _grouped(results: Results, chosen: Sequence[Replayed]) -> tuple[ChangeRow, ...]:
    groups: dict[str, list[ChangeRow]] = {}
    for each in chosen:
        assert each.ours is not None
        group = capitalise(outcome_name(each, results))
        label = f"{compared_text(each, results)} ({by_whom(each)}, row {row_of(each)})"
        row = ChangeRow(
            group, label, _effect(each.theirs), _effect(each.ours), each.agreement == "apart"
        )
        groups.setdefault(group, []).append(row)
    return tuple(row for rows in groups.values() for row in rows)


def _effect(effect: RatioEstimate) -> tuple[float, float, float]:
    return effect.estimate, effect.low, effect.high
