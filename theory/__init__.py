"""What is true: symbolic derivations, exact rationals, intervals and float64, one example at a time."""
