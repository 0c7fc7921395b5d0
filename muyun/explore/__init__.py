"""What if, who moves, how firm: questions asked of evaluations."""
