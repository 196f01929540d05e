"""A round of inspection (验收): what the group draws, judges and orders between the scorecards and the report."""
