"""Which sectors lift or drag?"""
