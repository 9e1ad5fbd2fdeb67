"""The full-ranking harness: data sets, models, losses, metrics and run records."""
