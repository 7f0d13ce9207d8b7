"""The root of a function of one number, found between two numbers that enclose it."""

from __future__ import annotations

from collections.abc import Callable

MOST_STEPS = 500


def find_root(
    function: Callable[[float], float], low: float, high: float, xtol: float, rtol: float
) -> float:
    """Find where a continuous function crosses zero.

    Inverse quadratic interpolation where it is safe, else halving (Chandrupatla 1997, Advances in
    Engineering Software 28:145). scipy's ``brentq`` gives the same, but to import
    ``scipy.optimize`` takes as long as a thousand pools.

    Parameters
    ----------
    function
    low, high : float
        The function has different signs there, or is 0 at one of them.
    xtol, rtol : float
        The root lies within ``xtol + rtol |x|`` of the x that is returned.

    Raises
    ------
    ValueError
        If the signs are the same.
    """
    b, a = low, high
    fb, fa = function(b), function(a)
    if fa == 0.0 or fb == 0.0:
        return a if fa == 0.0 else b
    if (fa > 0.0) == (fb > 0.0):
        raise ValueError("the function has the same sign at both ends")
    step, best = 0.5, b
    for _ in range(MOST_STEPS):
        x = a + step * (b - a)
        fx = function(x)
        # The root stays between a, the newest point, and b; c is the one given up.
        if (fx > 0.0) == (fa > 0.0):
            c, fc = a, fa
        else:
            c, fc, b, fb = b, fb, a, fa
        a, fa = x, fx
        best, value = (a, fa) if abs(fa) < abs(fb) else (b, fb)
        least = (xtol + rtol * abs(best)) / abs(b - a)
        if value == 0.0 or least > 0.5:
            break
        place, height = (a - b) / (c - b), (fa - fb) / (fc - fb)
        if height**2 < place and (1.0 - height) ** 2 < 1.0 - place:
            step = fa / (fb - fa) * fc / (fb - fc)
            step += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        else:
            step = 0.5
        step = min(1.0 - least, max(least, step))
    return float(best)
