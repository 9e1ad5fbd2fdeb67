"""The claims ledger: each claim beside its check, the verdicts, the report and the command line."""
