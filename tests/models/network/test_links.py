"""synthesis.models.network.links: what stays connected without some trials."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from network_references import networks

from synthesis.models.network.connected import connected_parts
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.links import Links


@settings(max_examples=60, deadline=None)
@given(table=networks(), data=st.data())
def test_without_trials_nodes_are_joined_as_a_network_of_the_others_joins_them(
    table: pd.DataFrame, data: st.DataObject
) -> None:
    network = make_network(table, "OR")
    size = len(network.treatments)
    links = Links(network.trial, network.treatment, size)
    gone = data.draw(st.sets(st.integers(0, network.k - 1)))
    nodes = np.array(sorted(data.draw(st.sets(st.integers(0, size - 1), min_size=1))))
    rest = ~np.isin(network.trial, list(gone))
    part = connected_parts(network.trial[rest], network.treatment[rest], size)
    # Asked twice: taking trials away leaves no trace.
    for _ in range(2):
        assert links.joined_without(gone, nodes) == (np.unique(part[nodes]).size == 1)
    for trial in range(network.k):
        own = network.treatment[network.trial == trial]
        others = network.treatment[network.trial != trial]
        assert links.lost(trial).tolist() == sorted(set(own) - set(others))
        assert sorted(links.shared(trial)) == sorted(set(own) & set(others))
