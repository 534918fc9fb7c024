"""Values to files: the workbook's bytes, the checked site, and the switch that publishes both."""
