"""The pages: results and data turned into HTML, every cell of data shown as text."""
