"""What a measurement is expected to be, written down before it is made: a range with a unit.

Five forms say where the range comes from; all are judged alike. Knows nothing of sentences or pages; those are for
:mod:`skbook.claims`, where these names are found, too. Serves every chapter.
"""

import math
from dataclasses import dataclass

from skbook.stats import Estimate

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Expectation:
    """A range fixed before the measurement is made: ``low`` ≤ measurement ≤ ``high``, in ``unit``."""

    form: str
    low: float
    high: float
    unit: str
    theory: float | None = None

    def __post_init__(self):
        if not self.unit:
            raise ValueError("An expectation needs a unit, such as 'bits a letter' or 'strings'.")
        if not self.low <= self.high or not (math.isfinite(self.low) or math.isfinite(self.high)):
            raise ValueError(f"An expectation needs low ≤ high and a finite bound, else every measurement would do; "
                             f"got [{self.low}, {self.high}].")
        if self.low == self.high and not math.isfinite(self.low):
            raise ValueError("An exact value must be finite.")

    def admits(self, measured: Estimate) -> bool:
        """Whether the whole interval lies in the range."""
        return self.low <= measured.low and measured.high <= self.high

    def excludes(self, measured: Estimate) -> bool:
        """Whether the whole interval lies outside the range, on one side."""
        return measured.high < self.low or measured.low > self.high

    def just_outside(self) -> list[float]:
        """The nearest values that the claim must refuse: one beyond each finite bound."""
        return [math.nextafter(bound, end) for bound, end in ((self.low, -math.inf), (self.high, math.inf))
                if math.isfinite(bound)]

    def __str__(self):
        text = {
            "close": lambda: f"{digits(self.theory)} ± {digits((self.high - self.low) / 2)}",
            "at_most": lambda: f"at most {digits(self.high, 4)}",
            "at_least": lambda: f"at least {digits(self.low, 4)}",
            "between": lambda: f"between {digits(self.low, 4)} and {digits(self.high, 4)}",
            "exactly": lambda: f"exactly {digits(self.low, exact=True)}",
        }[self.form]()
        return f"{text} {self.unit}"

    def record(self) -> dict:
        return {"form": self.form, "low": _finite(self.low), "high": _finite(self.high), "theory": self.theory,
                "shown": str(self)}

    @classmethod
    def from_record(cls, expect: dict, unit: str) -> "Expectation":
        """The expectation that a stored record speaks of."""
        low = -math.inf if expect["low"] is None else expect["low"]
        high = math.inf if expect["high"] is None else expect["high"]
        return cls(expect["form"], low, high, unit, expect["theory"])


def close(theory: float, tol: float, unit: str) -> Expectation:
    """Within ``tol`` of the value that theory gives."""
    if not (0 < tol < math.inf and math.isfinite(theory)):
        raise ValueError(f"close() needs a finite theory and a finite tolerance above 0, got {theory} ± {tol}; "
                         "use exactly() for equality.")
    theory, tol = float(theory), float(tol)
    return Expectation("close", theory - tol, theory + tol, unit, theory)


def at_most(bound: float, unit: str) -> Expectation:
    """No more than ``bound``."""
    return Expectation("at_most", -math.inf, float(bound), unit)


def at_least(bound: float, unit: str) -> Expectation:
    """No less than ``bound``."""
    return Expectation("at_least", float(bound), math.inf, unit)


def between(low: float, high: float, unit: str) -> Expectation:
    """Inside ``[low, high]``."""
    return Expectation("between", float(low), float(high), unit)


def exactly(value: float, unit: str) -> Expectation:
    """Equal to ``value``; for counts and other exact results."""
    return Expectation("exactly", float(value), float(value), unit, float(value))


def digits(x: float, n: int = 3, exact: bool = False) -> str:
    """``n`` significant digits without exponent where that reads well; all digits of an exact count."""
    if exact:
        return f"{x:,.12g}" if x == int(x) else f"{x:.12g}"
    if x == 0 or abs(x) < 1e-12:  # below this a float sum is rounding noise, which differs between machines
        return "0"
    if 1e-4 <= abs(x) < 1e6:
        places = max(0, n - 1 - math.floor(math.log10(abs(x))))
        text = f"{round(x, places):,.{places}f}" if places else f"{float(f'{x:.{n}g}'):,.0f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        mantissa, _, exponent = f"{x:.{n}g}".partition("e")
        power = f"10{str(int(exponent)).translate(RAISED)}" if exponent else ""
        text = power if mantissa == "1" and power else f"{mantissa}\u00a0×\u00a0{power}" if power else mantissa
    return text.replace("-", "−", 1) if x < 0 else text


def _finite(x: float) -> float | None:
    return x if math.isfinite(x) else None
