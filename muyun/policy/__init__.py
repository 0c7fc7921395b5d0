"""A policy is data: its shape, how it is loaded, amended and listed."""
