"""What is asked (the Guide and the law), how it is scored, and the statutory calendar (核查表)."""
