"""Pure decisions about an agenda: by when, what can follow on what, and who comes when."""
