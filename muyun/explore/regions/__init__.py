"""Which counties, towns and parks? Sums, ranks, goals, allocations, assessments."""
