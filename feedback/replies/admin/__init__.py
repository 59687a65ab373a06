"""The strategic group's desk: replies, the plan, signatures for their words, and what was left too long."""
