"""The commands that draw and write what is shown to people: charts, cards, slides."""
