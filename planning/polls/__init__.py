"""Date polls: options, answers, and the rule that makes a date."""
