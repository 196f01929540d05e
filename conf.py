"""Sphinx settings of the site made from standards/: ``sphinx-build -b html . out/site -W``."""

project = "行政许可服务标准"
language = "zh_CN"
extensions = ["myst_parser", "conformance.sphinxext"]
include_patterns = ["standards/**"]
# Without these Sphinx walks the virtual environment in search of pages.
exclude_patterns = [".*", "checklists", "conformance", "docs", "out", "tests", "tools", "standards/items"]
root_doc = "standards/index"
source_suffix = {".md": "markdown"}
highlight_language = "none"
pygments_style = "default"
smartquotes = False

myst_enable_extensions = ["colon_fence"]
myst_footnote_transition = False

html_theme = "basic"
html_title = project
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_last_updated_fmt = None
html_use_index = False
html_domain_indices = False
html_sidebars = {"**": []}
