"""The report: one offline static site made from the result files, readable without network or script."""

from paper_checks.report.site import build

__all__ = ["build"]
