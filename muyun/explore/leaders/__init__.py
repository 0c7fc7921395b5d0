"""Who leads? Boards of enterprises, towns, platforms, parks and counties."""
