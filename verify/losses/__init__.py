"""Losses of scores and positives, for batches on any device."""
