"""One widget for each way to answer. `factory` chooses; an editor shows answers and says what was typed, no more."""
