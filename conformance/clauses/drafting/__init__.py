"""The rules for drafting a standard (起草规则, GB/T 1.1): what a page holds, what it breaks, and how to mend it.

``passage`` reads a page to passages with their place in the source, ``page`` answers what rules ask of it, the rules
stand in modules by topic and are listed in ``catalogue``, ``report`` runs them and ``mending`` applies what is safe.
"""
