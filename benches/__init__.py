"""Speed beside other libraries or a lower bound: ratios of medians measured in one run (`make bench`)."""
