"""muyun（亩云）：evaluates enterprises under the rules of an 亩均论英雄 policy document."""
