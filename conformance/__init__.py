"""Turn a county's licensing rules into one checked source and its evidence into an inspection report (标准化验收).

The stations stand in the order of the flow: sources, clauses, items, checklist, evidence, findings, scores, typeset,
report and volume; sphinxext and cli lead in and out. None knows a later one, and none imports from this page.
"""
