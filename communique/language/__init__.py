"""Facts of languages: scripts, numbers, dates, quotation marks, typography."""
