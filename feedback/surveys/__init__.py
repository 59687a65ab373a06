"""Surveys: authored in the admin, frozen when published, answered one question a page, kept without a trace.

Read `definition` first (what a family saw), then `answers` (what it may say), then `models`.
"""
