"""How firm is a class? Thousands of legal weight sets, decided and counted."""
