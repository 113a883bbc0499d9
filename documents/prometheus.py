"""Numbers as Prometheus reads them: the text exposition format, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

ESCAPED_IN_HELP = str.maketrans({"\\": r"\\", "\n": r"\n"})
ESCAPED_IN_LABELS = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


@dataclass(frozen=True, slots=True)
class Sample:
    """One number, and which it is."""

    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gauge:
    """Numbers of one kind, which go up and down. What is not known has no sample."""

    name: str
    """Letters, digits and underscores, the unit last."""
    meaning: str
    samples: tuple[Sample, ...]


def exposition(gauges: Iterable[Gauge]) -> str:
    """The text, whose last line ends as the others do; a gauge without samples is left out."""
    return "".join(f"{line}\n" for gauge in gauges if gauge.samples for line in _lines(gauge))


def _lines(gauge: Gauge) -> Iterator[str]:
    yield f"# HELP {gauge.name} {gauge.meaning.translate(ESCAPED_IN_HELP)}"
    yield f"# TYPE {gauge.name} gauge"
    for sample in gauge.samples:
        labels = ",".join(
            f'{name}="{value.translate(ESCAPED_IN_LABELS)}"'
            for name, value in sample.labels.items()
        )
        # repr keeps every digit; whole numbers are written without a point.
        number = int(sample.value) if float(sample.value).is_integer() else float(sample.value)
        yield f"{gauge.name}{{{labels}}} {number!r}" if labels else f"{gauge.name} {number!r}"
