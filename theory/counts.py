"""The sizes of the data sets of arXiv 2506.09454, Table 5, as printed."""

COUNTS = {
    "MovieLens": (69_815, 9_888, 8_240_192),
    "Electronics": (192_403, 63_001, 1_689_188),
    "Steam": (281_204, 11_961, 3_484_497),
    "Wiki": (129_404, 129_432, 13_715_724),
}
"""Left entities, right entities, interactions."""
