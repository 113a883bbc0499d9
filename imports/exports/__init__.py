"""Exports: files that a person downloaded from a platform or another tool, recognised and read.

A file is recognised by what stands in it, never by its name. What is not known is refused, with
what to do about it. The formats themselves stand in `imports.platforms`.
"""
