"""A form tried before anybody uses it: the real form screen over a response that is kept nowhere."""
