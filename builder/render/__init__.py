"""What a reader sees, still as values: pages, sheets, report and answers from one assessment."""
