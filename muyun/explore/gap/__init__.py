"""What would an enterprise have to do? Gaps to the next class, and the cheapest way there."""
