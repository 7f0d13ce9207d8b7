"""Two treatments: contrasts, heterogeneity, pooling."""
