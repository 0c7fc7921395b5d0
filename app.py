"""亩云: navigation, nothing else. Start it with `make run` or `muyun serve`."""

from muyun.ui import shell

shell.run()
