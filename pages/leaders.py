"""领跑者：谁领跑？ Boards by category, who may be on them and why, and the state of each list."""

from muyun import ui

state = ui.begin("leaders")
ui.official(state)
