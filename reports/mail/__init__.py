"""Mail: the way to the server, the outbox at work, alerts as messages."""
