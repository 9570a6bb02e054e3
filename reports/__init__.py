"""THE REPORTS: measures arranged into monitoring and statistics, written with openpyxl."""
