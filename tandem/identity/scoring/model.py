"""The match model: what each way to agree is worth. A versioned file, made on purpose, read by every build."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tandem.config import Settings
from tandem.errors import UsageError
from tandem.identity.scoring import comparisons

SHIPPED = Path(__file__).parent / "match_model.json"


@dataclass(frozen=True)
class Frequencies:
    """``shares``: the share of records that have each of the frequent values; ``rare``: that of any other value."""

    shares: Mapping[str, float]
    rare: float


@dataclass(frozen=True)
class MatchModel:
    """``probabilities``: by comparison and level, the shares m of true pairs and u of other pairs at that level.

    ``prior``: the probability that two records taken at random are one person. ``joins_from``: the match weight (base 2
    logarithm of odds) from which a pair is taken for one person. ``frequencies``: by feature, how many records have a
    value. ``origin``: what it was trained on, in words. ``has_birthdays``: most records that it was trained on state
    one, so that it tells the members of a household apart.
    """

    origin: str
    prior: float
    joins_from: float
    probabilities: Mapping[str, Mapping[str, tuple[float, float]]]
    frequencies: Mapping[str, Frequencies]
    has_birthdays: bool = False

    @classmethod
    def read(cls, file: Path) -> "MatchModel":
        """The model in a file. Raises UsageError if it is not one for these comparisons."""
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            compared, _ = told.pop("comparisons"), told.pop("version")
            told["frequencies"] = {name: Frequencies(**found) for name, found in told["frequencies"].items()}
            told["probabilities"] = {
                name: {level: tuple(shares) for level, shares in levels.items()}
                for name, levels in told["probabilities"].items()
            }
            model = cls(**told)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise UsageError(f"{file.name} is not a match model: train one with 'tandem identity train'") from problem
        if compared != comparisons.VERSION:
            raise UsageError(
                f"{file.name} was trained for version {compared} of the comparisons, this is version "
                f"{comparisons.VERSION}: train it again with 'tandem identity train'"
            )
        return model

    @property
    def prior_weight(self) -> float:
        """The logarithm of the odds that two records taken at random are one person."""
        return math.log2(self.prior / (1 - self.prior))

    @property
    def version(self) -> str:
        """Tells one set of numbers from another: the first digits of their sha256."""
        numbers = {name: value for name, value in asdict(self).items() if name != "origin"}
        return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:12]

    def write(self, file: Path) -> None:
        """Write the model as JSON, whole or not at all; the same bytes for the same numbers."""
        told = {"comparisons": comparisons.VERSION, "version": self.version, **asdict(self)}
        half = file.with_name(f"{file.name}.part")
        half.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        half.replace(file)


def in_use(settings: Settings) -> MatchModel:
    """The model of the data folder if there is one, else the one that ships. Raises UsageError if it cannot be used."""
    return MatchModel.read(settings.match_model if settings.match_model.is_file() else SHIPPED)
