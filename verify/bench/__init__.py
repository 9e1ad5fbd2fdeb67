"""Speed, memory and precision against other libraries and the limits of the machine, each from one run."""
