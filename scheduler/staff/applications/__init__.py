"""Applications at Team Jeugd, on their way from the JP to the school."""
