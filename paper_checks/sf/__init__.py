"""Claims of SF, arXiv 2601.22745."""
