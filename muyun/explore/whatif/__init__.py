"""What if? Scenarios, live answers, movers, what they are sensitive to."""
