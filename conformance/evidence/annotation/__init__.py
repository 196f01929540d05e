"""The department's own file given back with marks: colours, comments, a sheet in front; nothing else changes."""
