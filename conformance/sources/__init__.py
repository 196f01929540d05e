"""Files that people write, read into plain values: Markdown pages (MyST), YAML files, and the faults in them."""
