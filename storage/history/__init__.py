"""The past of the accounts: what platforms tell later of their days, and what files tell."""
