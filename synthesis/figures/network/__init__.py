"""Network graphs, rankings, node-splits, transitivity."""
