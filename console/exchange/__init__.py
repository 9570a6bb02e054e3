"""Excel in and out for content types.

columns    a form as columns of a sheet, and back
safety     what a workbook must not be: a bomb, entities, a sheet of a million cells
reader     rows of an untrusted workbook
writer     templates and exports; typed cells, nothing a person wrote becomes a formula
importing  the plan of an import (every fault of every row) and its execution through perform()
"""
