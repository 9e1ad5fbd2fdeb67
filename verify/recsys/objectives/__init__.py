"""The training objectives: one loss each, on the batches of any backbone."""
