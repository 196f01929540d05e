"""The department's own file given back with marks: colours, comments and a sheet in front; nothing else in it changes."""
