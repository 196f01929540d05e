"""The compiled volume (标准文本汇编): a folder of fragments in, one PDF out. Knows neither Sphinx nor the report."""
