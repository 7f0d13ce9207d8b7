"""A declared network on a page: answer, graph, forests, league, checks."""

from __future__ import annotations

from synthesis.analyses.context import Context
from synthesis.analyses.missing import unless_missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.regimens_without_pool import UNUSABLE
from synthesis.prose.networks import inconsistency_sentences, spread_sentence, unreported_sentence
from synthesis.site.drawings.network_drawings import (
    publish_graph,
    publish_network_forest,
    publish_ranking,
)
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import show_list
from synthesis.site.pages.data.held_back import UNREAD, show_held_back
from synthesis.site.pages.networks.checks import publish_splits, publish_transitivity
from synthesis.site.pages.networks.leagues import show_absolute_league, show_league
from synthesis.site.pages.networks.tables import (
    show_choices,
    show_comparisons,
    show_consistency,
    show_contributions,
    show_influence,
    show_network_trials,
)
from synthesis.words.slugs import slug_of

RANK_WARNING = (
    "A rank is not a size. Doses that hardly differ can stand far apart in a ranking, a dose known "
    "from one small trial can lead by chance, and harms are not in it. Look at the effects and "
    "their intervals first."
)


@unless_missing(show_missing)
def show_network(network: NetworkAnalysisResult, context: Context) -> Html:
    """Everything the book says of one network, in the order a reader asks.

    Parameters
    ----------
    network
        The network.
    context
        Rows, trials and judgements of the dataset.
    """
    reference, active = network.analysis.reference, network.analysis.active_reference
    disputed = context.disputed_among(network.selection.arms)
    comparators = [reference, *([active] if network.has_active_reference else [])]
    return render(
        "network.html",
        identifier=network.analysis.id,
        reference=network.labels[reference],
        active=network.labels[active] if network.has_active_reference else "",
        graph=publish_graph(network, disputed),
        cautions=[f"{name}. Note of the extraction: {notes}." for name, notes in disputed.items()],
        spread=spread_sentence(network),
        against_reference=publish_network_forest(network, reference, disputed),
        table_reference=show_comparisons(network, reference, context),
        against_active=(
            publish_network_forest(network, active, disputed) if len(comparators) > 1 else ""
        ),
        table_active=show_comparisons(network, active, context) if len(comparators) > 1 else "",
        league=show_league(network),
        absolute_league=show_absolute_league(network),
        ranking=publish_ranking(network, disputed),
        warning=RANK_WARNING,
        coherence=show_list(inconsistency_sentences(network)),
        splits=publish_splits(network, disputed),
        consistency=show_consistency(network),
        transitivity=publish_transitivity(network, disputed),
        trials=show_network_trials(network, context),
        unreported=unreported_sentence(network),
        contributions=show_contributions(network),
        influence=show_influence(network),
        choices=[
            {
                "summary": f"Against {network.labels[comparator]} under other choices",
                "content": show_choices(network, comparator),
            }
            for comparator in comparators
        ],
        held_back=show_held_back(
            [network],
            {*UNUSABLE, *UNREAD, "week"},
            slug_of(network.analysis.id, "held-back"),
            f"{network.analysis.title}: what is held back",
        ),
    )
