"""低产田：低产田在哪里，怎么处置？ The map, the ledger of cases, what the land could yield, who is on it."""

from muyun import ui
from muyun.ui import case_ledger, lowland_views

state = ui.begin("lowland")

evaluation = ui.evaluation(state)
view = lowland_views.chosen()
view(state, evaluation, case_ledger.tables(state.dataset))
