"""The registers that staff keep: printed figures, events, activities, statements, references."""
