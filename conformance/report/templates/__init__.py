"""The pages of the report: Jinja templates and style sheets, no code."""
