"""Values to files: the workbook's bytes, the checked site, and the one switch that publishes both."""
