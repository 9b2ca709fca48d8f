"""The solvers of `lowrank` as one would write them with NumPy: the same problem, start and step size, iteration for iteration.

A run gives the factors after each number of iterations in "marks", and as laps the seconds until then.
"""

import time

import numpy


class Path(list):
    """The factors at each mark, with `laps`."""


def dense_gradient(arrays):
    """(L, R) → (½‖r‖², 𝒜*(r) R, 𝒜*(r)ᵀ L) by two products."""
    a, y = arrays["a"], arrays["y"]

    def gradient(left, right):
        r = a @ (left @ right.T).ravel() - y
        g = (a.T @ r).reshape(left.shape[0], right.shape[0])
        return 0.5 * (r @ r), g @ right, g.T @ left

    return gradient


def entries_gradient(arrays):
    import entries

    left, right = (numpy.ascontiguousarray(arrays[name]) for name in ("left", "right"))
    shape = (left.shape[0], right.shape[0])
    return entries.gradient_of(arrays["row"], arrays["col"], arrays["y"], shape, left, right)


def gd(gradient, left, right, numbers):
    size = numbers["stepSize"]
    while True:
        _, of_left, of_right = gradient(left, right)
        left, right = left - size * of_left, right - size * of_right
        yield left, right


def gd_symmetric(gradient, factor, _, numbers):
    size = numbers["stepSize"]
    while True:
        _, of_left, of_right = gradient(factor, factor)
        factor = factor - 0.5 * size * (of_left + of_right)
        yield factor, factor


def scaled_gd(gradient, left, right, numbers):
    size = numbers["stepSize"] / numbers["scale"]
    while True:
        _, of_left, of_right = gradient(left, right)
        by_right = numpy.linalg.solve(right.T @ right, of_left.T).T
        by_left = numpy.linalg.solve(left.T @ left, of_right.T).T
        left, right = left - size * by_right, right - size * by_left
        yield left, right


def scaled_gd_symmetric(gradient, factor, _, numbers):
    size = numbers["stepSize"] / numbers["scale"]
    while True:
        _, of_left, of_right = gradient(factor, factor)
        factor = factor - 0.5 * size * numpy.linalg.solve(factor.T @ factor, (of_left + of_right).T).T
        yield factor, factor


def gap_of(values):
    """(rank, gap): the i with the largest σ_i/σ_{i+1} among the values of at least 0.05·σ₁, the last one aside."""
    signal = [i for i in range(1, len(values)) if values[i - 1] >= 0.05 * values[0]]
    return max(((i, values[i - 1] / values[i]) for i in signal), key=lambda pair: pair[1], default=(0, 0.0))


def gd_modified(gradient, left, right, numbers):
    """Once the residual is below τ‖y‖ and the gap is clear, the singular values of L are lifted to √σ_r at least."""
    size, step, lifted = numbers["stepSize"], 0, False
    while True:
        value, of_left, of_right = gradient(left, right)
        step += 1
        rank, gap = 0, 0.0
        if not lifted and step % 5 == 0 and (2 * value) ** 0.5 < numbers["tau"] * numbers["sizeOfData"]:
            core = numpy.linalg.qr(left)[1] @ numpy.linalg.qr(right)[1].T
            values = numpy.linalg.svd(core, compute_uv=False)
            rank, gap = gap_of(values)
        if gap >= numbers["gap"]:
            u, s, vt = numpy.linalg.svd(left, full_matrices=False)
            target = numpy.maximum(s, values[rank - 1] ** 0.5)
            left, right, lifted = u * target, (right @ vt.T) * (s / target), True
        else:
            left, right = left - size * of_left, right - size * of_right
        yield left, right


SOLVERS = {
    "gd": gd,
    "gd-symmetric": gd_symmetric,
    "gd-modified": gd_modified,
    "scaled-gd": scaled_gd,
    "scaled-gd-symmetric": scaled_gd_symmetric,
}


def prepare(package, how, arrays, numbers):
    gradient = dense_gradient(arrays) if "a" in arrays else entries_gradient(arrays)
    marks = [int(mark) for mark in numbers["marks"]]
    left, right = (numpy.ascontiguousarray(arrays[name]) for name in ("left", "right"))

    def run():
        path = Path()
        path.laps = []
        began = time.perf_counter()
        steps = SOLVERS[how](gradient, left, right, numbers)
        for iteration in range(1, marks[-1] + 1):
            x = next(steps)
            for _ in range(marks.count(iteration)):
                path.laps.append(time.perf_counter() - began)
                path.extend(x)
        return path

    return run
