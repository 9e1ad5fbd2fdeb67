"""`softproof train`: one training run, from its recipe, with what the command line changes."""
