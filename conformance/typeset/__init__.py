"""Pages set in Chinese type (排版): fonts by role, justified lines, squeezed punctuation, and the PDF made of them."""
