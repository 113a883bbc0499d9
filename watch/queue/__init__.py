"""Several workers over one PostgreSQL: the same visits and jobs, dealt out by a queue."""
