"""Preflight (印前检查): what a print shop would send a PDF back for, each fault with page, finding, wish and remedy."""
