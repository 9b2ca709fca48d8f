"""The gradient of dense sensing: f(L, R) = ½‖r‖², r_i = ⟨A_i, L Rᵀ⟩ − y_i, as (f, 𝒜*(r) R, 𝒜*(r)ᵀ L)."""

import numpy


def two_products(a, y, left, right):
    """The matrices as rows of one m×n1·n2 matrix, which is read twice. Of NumPy's and of PyTorch's arrays alike."""

    def run():
        r = a @ (left @ right.T).reshape(-1) - y
        g = (a.T @ r).reshape(left.shape[0], right.shape[0])
        return 0.5 * (r @ r), g @ right, g.T @ left

    return run


def einsum(a, y, left, right):
    a = a.reshape(a.shape[0], left.shape[0], right.shape[0])

    def run():
        r = numpy.einsum("mij,ij->m", a, left @ right.T) - y
        g = numpy.einsum("mij,m->ij", a, r)
        return 0.5 * (r @ r), g @ right, g.T @ left

    return run


def autograd(a, y, left, right):
    left.requires_grad_(True)
    right.requires_grad_(True)

    def run():
        left.grad = right.grad = None
        r = a @ (left @ right.T).reshape(-1) - y
        f = 0.5 * (r @ r)
        f.backward()
        return f.detach(), left.grad, right.grad

    return run


HOW = {"two products": two_products, "einsum": einsum, "autograd": autograd}


def prepare(package, how, arrays, numbers):
    a = arrays["a"]
    # In the precision of A; contiguous rows, for both packages compute best with them.
    parts = [a, *(numpy.array(arrays[name], dtype=a.dtype, order="C") for name in ("y", "left", "right"))]
    if package == "torch":
        import torch

        parts = [torch.from_numpy(part) for part in parts]
    return HOW[how](*parts)
