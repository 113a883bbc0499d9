"""The past of the accounts: what is counted of them by day."""
