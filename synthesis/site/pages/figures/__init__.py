"""The page of each figure, the gallery of all, and how to cite them."""
