"""The home page and the pieces of the chapters that pool trials."""
