"""Evaluations: figures, objectives, self-evaluation, compliance, management review (chapter 9)."""
