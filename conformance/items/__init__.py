"""The licensing items (行政许可事项): one YAML file an item is the only place where its facts are written."""
