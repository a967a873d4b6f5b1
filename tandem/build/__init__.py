"""Build: from accepted batches to a finished candidate that the gates can read.

``build_candidate`` pins the batches, runs dbt and identity in phases and leaves ``builds/<build_no>/``. The caller
holds the pipeline's lease over build, gates and publishing.
"""

from tandem.build.assemble import build_candidate
from tandem.build.candidate import Candidate, discard, open_candidate

__all__ = ["Candidate", "build_candidate", "discard", "open_candidate"]
