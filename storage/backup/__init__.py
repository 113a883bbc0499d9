"""Copies of the database: made, checked, thinned out, put back, and everything as a stream."""
