"""Checks of what an administrator configured: mail server, DNS, mailbox, calendars; each in words with what to do."""
