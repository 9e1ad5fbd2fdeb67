"""Readers of the formats in which data sets are published, one module a format; `rows` tells what they give."""
