"""A competitor of `lowrank bench` in a process of its own: answers each line of JSON with a line of JSON.

    python3 server.py PACKAGE THREADS        PACKAGE: numpy, scipy or torch

Its first line says what it is, or {"missing": why}. A question names a case, how it is to be computed, its arrays and numbers:

    {"case": "dense-gradient", "how": "two products", "files": {"a": "/tmp/a.npy", …}, "numbers": {…}}

with "answer": PATH      it is computed once, and written as one float64 vector: {"answered": PATH}, and where the case
                         takes laps "laps": the seconds from its beginning to each
or "repeats", "inner", "warm"   `repeats` samples of `inner` calls each, where `warm` after one call that is not counted:
                         {"times": the seconds of a call in each, "median": …}

The variables that set the number of threads are the caller's to set, before BLAS is loaded. The process ends with its input.
"""

import importlib
import json
import os
import signal
import statistics
import sys
import time

CASES = {"dense-gradient": "dense", "entries-gradient": "entries", "small-steps": "small_steps", "solve": "solvers"}


def blas_libraries():
    """The names of the BLAS libraries that this process has loaded; empty where the system does not tell."""
    try:
        with open("/proc/self/maps", encoding="utf8") as maps:
            paths = {line.split()[-1] for line in maps if "blas" in line or "mkl" in line}
    except OSError:
        return []
    found = {os.path.realpath(path) for path in paths if path.startswith("/") and ".so" in path}
    known = {path for path in found if any(word in os.path.basename(path) for word in ("openblas", "mkl", "blis"))}
    return sorted("/".join(path.split("/")[-2:]) for path in known or found)


def describe(name, threads):
    package = importlib.import_module(name)
    if name == "torch":
        package.set_num_threads(threads)
    if name == "scipy":
        importlib.import_module("scipy.sparse")
    return {
        "package": name,
        "version": package.__version__,
        "python": sys.version.split()[0],
        "blas": blas_libraries(),
    }


class Cases:
    def __init__(self, package):
        self.package = package
        self.arrays = {}
        self.prepared = {}

    def load(self, path):
        import numpy

        if path not in self.arrays:
            self.arrays[path] = numpy.load(path, allow_pickle=False)
        return self.arrays[path]

    def find(self, case, how, files, numbers):
        key = json.dumps([case, how, files, numbers], sort_keys=True)
        if key not in self.prepared:
            arrays = {name: self.load(path) for name, path in files.items()}
            prepare = importlib.import_module(CASES[case]).prepare
            self.prepared[key] = prepare(self.package, how, arrays, numbers)
        return self.prepared[key]


def flat(parts):
    """Numbers and arrays, one after the other, as one float64 vector; matrices by columns."""
    import numpy

    return numpy.concatenate([numpy.asarray(part, dtype=numpy.float64).ravel(order="F") for part in parts])


def seconds_of(run, inner):
    began = time.perf_counter()
    for _ in range(inner):
        run()
    return (time.perf_counter() - began) / inner


def answer(cases, question):
    run = cases.find(question["case"], question["how"], question["files"], question["numbers"])
    if "answer" in question:
        import numpy

        result = run()
        numpy.save(question["answer"], flat(result))
        laps = getattr(result, "laps", None)
        return {"answered": question["answer"], **({} if laps is None else {"laps": laps})}
    if question["warm"]:
        run()
    times = [seconds_of(run, question["inner"]) for _ in range(question["repeats"])]
    return {"times": times, "median": statistics.median(times)}


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    # An interrupt is the caller's to answer; and what libraries print must not be taken for an answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "w", encoding="utf8")
    os.dup2(2, 1)

    def say(line):
        out.write(json.dumps(line) + "\n")
        out.flush()

    try:
        say(describe(name, threads))
    except ImportError as error:
        say({"missing": str(error)})
        return
    cases = Cases(name)
    for line in sys.stdin:
        try:
            say(answer(cases, json.loads(line)))
        except Exception as error:  # whatever it is, the caller must be told
            say({"error": f"{type(error).__name__}: {error}"})


main()
