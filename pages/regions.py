"""区域：哪些县、镇、园区领先，哪些落后？ One view at a time, by name in the link."""

from muyun import ui
from muyun.ui import region_alone, region_views

state = region_alone.with_own_year(ui.begin("regions"))
if not region_alone.is_alone(state):
    ui.official(state)  # without data, or with data that can't be evaluated, the page ends here
region_views.chosen()(state)
