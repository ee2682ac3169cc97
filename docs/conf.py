"""Sphinx: how docs/ becomes a site. `./dev docs` runs it by way of scripts/make_site.py, which puts
the pages of the reference beside those of this folder."""

from __future__ import annotations

import salespipe
from pygments.lexers.data import JsonLexer
from sphinx.application import Sphinx

project = "salespipe"
author = "the salespipe authors"
copyright = "the salespipe authors, Apache 2.0"
version = release = salespipe.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
root_doc = "index"
exclude_patterns = ["examples"]
smartquotes = False  # JSON and texts that programs compare are in straight ones

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
#: A link to a file that is no page is one to download it.
myst_links_external_new_tab = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "separated"
python_use_unqualified_type_names = True
add_module_names = False

html_theme = "furo"
html_title = f"salespipe {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": {
        "color-brand-primary": "#0b5c66",
        "color-brand-content": "#0b5c66",
    },
    "dark_css_variables": {
        "color-brand-primary": "#5cc4cf",
        "color-brand-content": "#5cc4cf",
    },
}
pygments_style = "tango"
pygments_dark_style = "monokai"


def setup(app: Sphinx) -> None:
    app.add_lexer("jsonl", JsonLexer)
