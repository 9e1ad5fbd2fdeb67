"""Claims of RG, arXiv 2506.09454."""
