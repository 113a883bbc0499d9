"""The formats of exported files, a file a family: who knows their columns, titles and zones.

A fourth platform's exports are one file more here, and one line in `imports.exports.recognise`.
"""
