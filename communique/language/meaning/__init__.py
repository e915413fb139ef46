"""What a text says, as far as an edit may change it: negations, numbers, dates, names."""
