"""The criteria of `criteria.csv`: what each answer of a closed list means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from khaddam_files.data import records


@cache
def _meanings_of_answers(judgement: str) -> dict[str, str]:
    return {
        row["answer"]: row["meaning"]
        for row in records("criteria")
        if row["judgement"] == judgement
    }


class Criteria(Mapping[str, str]):
    """Answer -> when it is right, of one judgement, in the order of the table.

    Read when first asked for, so that a table that is broken speaks where it is used.
    """

    def __init__(self, judgement: str):
        self.judgement = judgement

    def __getitem__(self, answer: str) -> str:
        return _meanings_of_answers(self.judgement)[answer]

    def __iter__(self) -> Iterator[str]:
        return iter(_meanings_of_answers(self.judgement))

    def __len__(self) -> int:
        return len(_meanings_of_answers(self.judgement))
