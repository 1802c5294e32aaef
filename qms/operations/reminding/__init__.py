"""Reminders: written, sent, and who got them put on file."""
