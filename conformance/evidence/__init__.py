"""From a workbook that a department handed in to typed tables (佐证), with every fault told at its cell."""
