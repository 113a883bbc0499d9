"""The commands that keep the database: backup, restore, move, rebuild."""
