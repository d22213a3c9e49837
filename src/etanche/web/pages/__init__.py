"""The pages, one module each: ask the house, work out what is shown, hand it to the template of the same name."""
