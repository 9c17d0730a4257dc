"""The form screen: sections at the left, questions in the middle, help at the right; answers live in the response."""
