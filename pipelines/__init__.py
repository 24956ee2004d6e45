"""Clientele's Dagster code location and the stages that its assets call."""
