"""From a folder of handed-in answers to points, a table for the learning management system and
feedback files; the view of a class.

    python -m khaddam_files.grading SUBMISSIONS --out GRADES [--only 05,07] [--bom] [--fill FILE]
    python -m khaddam_files.grading mark SUBMISSIONS --out GRADES

Closed tasks are graded by the key. For free text one page a question shows all answers without
names, and `mark` shows them one by one in the browser; the levels that a reader gives go into
`free.csv`, and running the command again takes them into the points. Nothing handed in is executed.
"""
