"""Report cards: one service and quarter, or one outcome for all, with what people need to read the figures rightly."""
