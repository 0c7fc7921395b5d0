"""Evaluation of enterprises under a policy: prepare, then decide."""

from muyun.evaluate.run import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
