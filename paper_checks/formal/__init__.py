"""Machine-checked theorems: the files of `theory/formal`, what Coq says of them, and what the ledger makes of that."""
