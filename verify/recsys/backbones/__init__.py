"""The models: matrix factorisation, LightGCN, SASRec."""
