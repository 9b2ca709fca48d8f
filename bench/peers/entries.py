"""The gradient of entry sampling: f(L, R) = ½Σ((L Rᵀ)[i_e, j_e] − y_e)², with SciPy's best formulation.

The residual is a sum over gathered rows or columns; both gradients are products with a sparse matrix whose structure is made once.
There are several ways to do either: each is timed once, and the quickest are taken. The entries are sorted by row, which suits CSR.
"""

import time

import numpy
from scipy import sparse

CHUNKS = (4096, 16384, 65536)


def by_rows(chunk):
    """einsum over gathered rows of the factors, a chunk at a time so that they stay in cache."""

    def residual(row, col, left, right, out):
        a = numpy.empty((chunk, left.shape[1]))
        b = numpy.empty((chunk, left.shape[1]))
        for begin in range(0, row.size, chunk):
            end = min(begin + chunk, row.size)
            numpy.take(left, row[begin:end], axis=0, out=a[: end - begin], mode="clip")
            numpy.take(right, col[begin:end], axis=0, out=b[: end - begin], mode="clip")
            numpy.einsum("ij,ij->i", a[: end - begin], b[: end - begin], out=out[begin:end])

    return residual


def by_columns(chunk):
    """Column by column of the factors, a chunk of entries at a time."""

    def residual(row, col, left, right, out):
        l, r = numpy.ascontiguousarray(left.T), numpy.ascontiguousarray(right.T)
        for begin in range(0, row.size, chunk):
            i, j = row[begin : begin + chunk], col[begin : begin + chunk]
            total = l[0].take(i) * r[0].take(j)
            for q in range(1, left.shape[1]):
                total += l[q].take(i) * r[q].take(j)
            out[begin : begin + chunk] = total

    return residual


def csr(data, row, col, shape):
    """A sparse matrix of entries sorted by row, those of one place kept apart."""
    begins = numpy.zeros(shape[0] + 1, dtype=numpy.int32)
    numpy.cumsum(numpy.bincount(row, minlength=shape[0]), out=begins[1:])
    return sparse.csr_matrix((data, col, begins), shape=shape)


def products(row, col, shape):
    """Two ways to (G R, Gᵀ L): the transpose as a view of G's structure, or with a structure of its own."""
    g = csr(numpy.empty(row.size), row, col, shape)
    order = numpy.argsort(col, kind="stable").astype(numpy.int32)
    transposed = csr(numpy.empty(row.size), col[order], row[order], shape[::-1])

    def view(r, left, right):
        g.data = r
        return g @ right, g.T @ left

    def two(r, left, right):
        g.data = r
        transposed.data = r[order]
        return g @ right, transposed @ left

    return view, two


def quickest(ways, *args):
    def seconds(way):
        began = time.perf_counter()
        way(*args)
        return time.perf_counter() - began

    return ways[0] if len(ways) == 1 else min(ways, key=seconds)


def gradient_of(row, col, y, shape, left, right):
    """The function (left, right) → (f, gradient at left, gradient at right), in the quickest way at this point."""
    order = numpy.lexsort((col, row))
    row, col, y = row[order], col[order], y[order]
    r = numpy.empty(row.size)
    residual = quickest([way(chunk) for way in (by_rows, by_columns) for chunk in CHUNKS], row, col, left, right, r)
    multiply = quickest(products(row, col, shape), r, left, right)

    def gradient(left, right):
        residual(row, col, left, right, r)
        numpy.subtract(r, y, out=r)
        return (0.5 * (r @ r), *multiply(r, left, right))

    return gradient


def prepare(package, how, arrays, numbers):
    left, right = (numpy.ascontiguousarray(arrays[name]) for name in ("left", "right"))
    shape = (left.shape[0], right.shape[0])
    gradient = gradient_of(arrays["row"], arrays["col"], arrays["y"], shape, left, right)
    return lambda: gradient(left, right)
