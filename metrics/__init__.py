"""The nouns and the arithmetic: pure values and functions, no input or output, no clock."""
