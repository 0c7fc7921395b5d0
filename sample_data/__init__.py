"""Sample data: a made-up prefecture (`make`), Lishui's published table (`lishui`), big files (`large`)."""
