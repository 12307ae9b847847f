"""From a folder of handed-in answers to points, a table for the learning management system and
feedback files.

    python -m khaddam_files.grade SUBMISSIONS --out GRADES [--only 05,07] [--bom]

Closed tasks are graded by the key. For free text one page a question shows all answers without
names; the levels that a reader gives go into `free.csv`, and running the command again takes them
into the points. Nothing handed in is executed.
"""

from khaddam_files.lazy import found_when_asked

# Loaded when it is asked for, so that Ctrl+C ends in a sentence even while the command is still
# loading.
__getattr__, __dir__ = found_when_asked(
    __name__,
    run="grade main file_name",
    levels="GradeError code_of mark_of",
    table="FREE",
    cells="harmless",
)
