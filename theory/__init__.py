"""What is true: symbolic derivations, exact rationals, intervals, float64 references; one example at a time."""
