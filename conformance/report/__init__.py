"""The acceptance report (验收报告): one model, shown as HTML, as PDF and as JSON."""
