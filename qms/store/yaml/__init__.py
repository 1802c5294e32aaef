"""Reads YAML 1.2 fast and strictly, finds the place of a key, and edits without disturbing.

ryaml reads; ruamel.yaml gives line and column and writes. Neither is known elsewhere.
"""

from qms.store.yaml.bad import BadYaml, carriage_return, decoded, too_large
from qms.store.yaml.pieces import Pieces
from qms.store.yaml.places import located
from qms.store.yaml.reading import parsed
from qms.store.yaml.writing import dated, dumped, edited, scalar, unmistakable

__all__ = [
    "BadYaml",
    "Pieces",
    "carriage_return",
    "dated",
    "decoded",
    "dumped",
    "edited",
    "located",
    "parsed",
    "scalar",
    "too_large",
    "unmistakable",
]
