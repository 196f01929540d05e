"""The clauses (条款) of the county's standards, read from standards/*.md and indexed once."""
