"""What a notebook holds: results with a picture, a frame and plain numbers, over the models."""
