"""A folder of handed-in answers, read with distrust: nothing in it is executed, unpacked to disk or
allowed to stop the rest."""

from khaddam_files.grading.submissions.files import Problem, Submission, read_folder
from khaddam_files.grading.submissions.pile import Person, Pile

__all__ = ["Person", "Pile", "Problem", "Submission", "read_folder"]
