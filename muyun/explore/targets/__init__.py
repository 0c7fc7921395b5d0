"""Is the policy on the way to its goals?"""
