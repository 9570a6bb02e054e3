"""THE REPORTS: measures arranged into workbooks, written with openpyxl.

    *.toml      which measures a report shows, in which order, with which chart, for which roles
    model.py    reads them
    words.py    words and names a workbook needs, in kk, ru and en
    sheets.py   one sheet per measure, the definitions, the lineage
    workbook.py puts the workbook together
"""
