"""Inputs that nobody thought of, tried against everything that reads a foreign file.

`make fuzz minutes=5` runs it; `seed=` repeats a run. What was found lies in `tests/corpus/`,
each case with its right answer, and is tried with every run of the tests.
"""
