"""The commands, one module each: `register` adds its parser, `run` does it and returns the exit status."""
