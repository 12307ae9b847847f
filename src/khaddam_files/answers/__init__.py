"""What a reader entered: kept in the journals of one folder, saved at every change, there again
after a restart.

`keys` spells every key, `store` is what widgets use, `journal` brings lines to the disk, `lines`
and `folders` read them, `exports` makes and reads the files that people carry, `takeover` reads the
file of version 0.2.0, `places` knows where.
"""

from khaddam_files.answers.exports import LARGEST_FILE, Entry, Export, read_export
from khaddam_files.answers.store import Answers
from khaddam_files.answers.values import AnswersError

__all__ = [
    "LARGEST_FILE",
    "Answers",
    "AnswersError",
    "Entry",
    "Export",
    "read_export",
]
