"""Who takes part, and who has come or gone?"""
