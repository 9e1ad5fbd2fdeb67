"""What the numbers say: fast maps and losses, quadrature, Monte Carlo, searches, the ranking harness."""
