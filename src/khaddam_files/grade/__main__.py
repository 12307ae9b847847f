"""python -m khaddam_files.grade"""

import sys

from khaddam_files.grade import main

sys.exit(main())
