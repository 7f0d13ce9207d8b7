"""What stands on a page, a folder for each part of the book."""
